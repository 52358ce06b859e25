import type { Session } from '../../model/session.js'
import { built, type Decoder, id, instant, member, model, number, optional, orNull, reader } from '../codecs.js'
import { userCodec } from './user-codec.js'

/** An application's session has `user_id` null or 0 (protocol 2.1). */
const ownerId = reader('user id or 0', (value) => {
  const found = Number(value)
  return Number.isSafeInteger(found) && found >= 0 ? found : undefined
})

const sessionWire = model('session', {
  id: orNull(number),
  userId: orNull(ownerId),
  token: id,
  createdAt: instant,
  user: optional(userCodec),
})

/** The answer to `POST /session` and `GET /session`; its end is not in it, only in a header. */
export const sessionCodec: Decoder<Omit<Session, 'expiresAt'>> = built(
  'session',
  member('session', sessionWire),
  (session) => ({
    ...session,
    // The documented sample has a session id in `user_id`: the user object is the one to believe.
    userId: session.user?.id ?? (session.userId === 0 ? null : session.userId),
  }),
)
