import type { Fields } from '../json.js'
import type { RestSession } from '../state/rest-sessions.js'
import type { User } from '../state/users.js'
import { REFUSED, type Answer } from './answer.js'

/** One REST request, decoded. */
export interface Call {
  readonly params: Readonly<Record<string, string>>
  readonly query: Fields
  readonly body: Fields
  readonly session: RestSession | undefined
  readonly user: User | undefined
  /** `CB-AuthKey`, for signing up without a session (protocol 1.3). */
  readonly signUpKey: string | undefined
}

export type Handler = (call: Call) => Answer

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** As hono writes it, in lower case. */
  readonly path: string
  /** `open` routes take calls without a session. */
  readonly open?: boolean
  readonly handle: Handler
}

/** For calls that need a signed-in user (protocol 1.9). */
export const forUser =
  (handle: (call: Call, user: User) => Answer): Handler =>
  (call) =>
    call.user === undefined ? REFUSED.needUser : handle(call, call.user)
