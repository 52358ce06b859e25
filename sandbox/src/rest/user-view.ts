import type { Fields } from '../json.js'
import type { User } from '../state/rows.js'
import { iso } from './answer.js'

const NULLABLE = 'full_name phone website custom_data user_tags avatar external_id facebook_id twitter_id'.split(' ')
const EMPTY: Fields = Object.fromEntries(NULLABLE.map((name) => [name, null]))

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
