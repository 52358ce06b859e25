import * as t from 'io-ts'
import type { User } from '../../model/user.js'
import { built, flag, instant, number, orElse, orNull, reader, text, userId } from '../codecs.js'

/** A comma list or an array (protocol A26). */
const tags = reader('tags', (value) => {
  const list: readonly unknown[] | undefined = Array.isArray(value)
    ? value
    : typeof value === 'string'
      ? value.split(',')
      : undefined
  return list
    ?.filter((tag): tag is string => typeof tag === 'string')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
})

const userWire = t.type(
  {
    id: userId,
    login: orNull(text),
    email: orNull(text),
    full_name: orNull(text),
    phone: orNull(text),
    website: orNull(text),
    custom_data: orNull(text),
    user_tags: orElse(tags, []),
    avatar: orNull(text),
    external_id: orNull(text),
    facebook_id: orNull(text),
    twitter_id: orNull(text),
    timezone: orNull(number),
    is_guest: orElse(flag, false),
    created_at: orNull(instant),
    updated_at: orNull(instant),
    last_request_at: orNull(instant),
  },
  'user',
)

/** A user object (protocol 2.5). */
export const userCodec = built<t.TypeOf<typeof userWire>, User>('user', userWire, (wire) => ({
  id: wire.id,
  login: wire.login,
  email: wire.email,
  fullName: wire.full_name,
  phone: wire.phone,
  website: wire.website,
  customData: wire.custom_data,
  tags: wire.user_tags,
  avatar: wire.avatar,
  externalId: wire.external_id,
  facebookId: wire.facebook_id,
  twitterId: wire.twitter_id,
  timezone: wire.timezone,
  isGuest: wire.is_guest,
  createdAt: wire.created_at,
  updatedAt: wire.updated_at,
  lastRequestAt: wire.last_request_at,
}))
