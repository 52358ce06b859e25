import { defer, from, map, of, take, throwIfEmpty, type Observable } from 'rxjs'
import { ChatError } from '../errors/chat-error.js'
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

const wrong = (): ChatError =>
  new ChatError('argument', 'credentials: expected { userId: a positive integer, password: a non-empty text }.', {
    name: 'credentials',
    expected: '{ userId, password }',
  })

/** Throws `ChatError` ('argument') for what are no credentials. */
export const checkCredentials = (credentials: ChatCredentials): ChatCredentials => {
  const { userId, password } = credentials
  if (!Number.isInteger(userId) || userId <= 0 || typeof password !== 'string' || password === '') throw wrong()
  return credentials
}

/** The credentials of one attempt, asked for on subscription: the first that come. Errs ('argument') when none do. */
export const resolveCredentials = (source: CredentialsSource): Observable<ChatCredentials> =>
  defer(() => {
    if (typeof source !== 'function') return of(source)
    const answer$ = source()
    return 'userId' in answer$ ? of(answer$) : from(answer$)
  }).pipe(take(1), throwIfEmpty(wrong), map(checkCredentials))
