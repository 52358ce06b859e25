import type { Session } from '../../model/session.js'
import { built, type Codec, id, instant, member, model, number, orNull, reader } from '../codecs.js'
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
  user: orNull(userCodec),
})

/** The answer to `POST /session` and `GET /session`; its end is not in it, only in a header. */
export const sessionCodec: Codec<Omit<Session, 'expiresAt'>> = built(
  'session',
  member('session', sessionWire),
  ({ user, userId, ...session }) => ({
    ...session,
    // The documented sample has a session id in `user_id`: the user object is the one to believe.
    userId: user?.id ?? (userId === 0 ? null : userId),
    ...(user === null ? {} : { user }),
  }),
)
