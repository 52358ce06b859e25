import type { Fields } from '../json.js'
import type { User } from '../state/users.js'
import { iso } from './dates.js'

const EMPTY: Fields = {
  full_name: null,
  phone: null,
  website: null,
  custom_data: null,
  user_tags: null,
  avatar: null,
  external_id: null,
  facebook_id: null,
  twitter_id: null,
}

/** A user as answered (protocol 2.5). */
export const userView = (user: User): Fields => ({
  ...EMPTY,
  ...user.profile,
  id: user.id,
  login: user.login,
  email: user.email,
  ...(user.isGuest ? { is_guest: true } : {}),
  created_at: iso(user.createdAt),
  updated_at: iso(user.updatedAt),
  last_request_at: iso(user.lastRequestAt),
})
