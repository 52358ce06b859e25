import { defer, from, of, type Observable } from 'rxjs'
import type { UserId } from '../model/ids.js'

/** Who connects, and the password: the user's own, or a current session token (protocol 2.3). */
export interface ChatCredentials {
  readonly userId: UserId
  readonly password: string
  /** Asked once per attempt when the server refuses the password: a token may have expired without our knowledge. */
  readonly renew?: () => Observable<ChatCredentials>
}

/** Credentials, or a function that is asked anew at every attempt, so that a fresh token is used. */
export type CredentialsSource =
  ChatCredentials | (() => ChatCredentials | PromiseLike<ChatCredentials> | Observable<ChatCredentials>)

/** The credentials of one attempt, asked for on subscription. */
export const resolveCredentials = (source: CredentialsSource): Observable<ChatCredentials> =>
  defer(() => {
    if (typeof source !== 'function') return of(source)
    const answer$ = source()
    return 'userId' in answer$ ? of(answer$) : from(answer$)
  })
