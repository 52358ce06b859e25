import type { User } from '../../model/user.js'
import { at, type Decoder, flag, instant, model, number, orElse, orNull, reader, text, userId } from '../codecs.js'

/** A comma list or an array (protocol A26). */
const tags = reader('tags', (value) => {
  const list: unknown = typeof value === 'string' ? value.split(',') : value
  if (!Array.isArray(list)) return undefined
  const texts = list.filter((tag): tag is string => typeof tag === 'string')
  return texts.map((tag) => tag.trim()).filter((tag) => tag !== '')
})

const maybeText = orNull(text)
const maybeTime = orNull(instant)

/** A user object (protocol 2.5). */
export const userCodec: Decoder<User> = model('user', {
  id: userId,
  login: maybeText,
  email: maybeText,
  fullName: maybeText,
  phone: maybeText,
  website: maybeText,
  customData: maybeText,
  tags: at('user_tags', orElse(tags, [])),
  avatar: maybeText,
  externalId: maybeText,
  facebookId: maybeText,
  twitterId: maybeText,
  timezone: orNull(number),
  isGuest: orElse(flag, false),
  createdAt: maybeTime,
  updatedAt: maybeTime,
  lastRequestAt: maybeTime,
})
