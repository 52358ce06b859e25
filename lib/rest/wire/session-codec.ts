import * as t from 'io-ts'
import type { Session } from '../../model/session.js'
import { built, id, instant, number, orNull, reader } from '../codecs.js'
import { userCodec } from './user-codec.js'

/** An application's session has `user_id` null or 0 (protocol 2.1). */
const ownerId = reader('user id or 0', (value) => {
  const found = Number(value)
  return Number.isSafeInteger(found) && found >= 0 ? found : undefined
})

const sessionWire = t.type(
  {
    session: t.type({
      id: orNull(number),
      user_id: orNull(ownerId),
      token: id,
      created_at: instant,
      user: orNull(userCodec),
    }),
  },
  'session',
)

/** The answer to `POST /session` and `GET /session`; its end is not in it, only in a header. */
export const sessionCodec = built<t.TypeOf<typeof sessionWire>, Omit<Session, 'expiresAt'>>(
  'session',
  sessionWire,
  ({ session }) => ({
    id: session.id,
    // The documented sample has a session id in `user_id`: the user object is the one to believe.
    userId: session.user?.id ?? (session.user_id === 0 ? null : session.user_id),
    ...(session.user === null ? {} : { user: session.user }),
    token: session.token,
    createdAt: session.created_at,
  }),
)
