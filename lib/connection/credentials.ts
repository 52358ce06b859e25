import {
  catchError,
  defer,
  from,
  map,
  of,
  take,
  throwError,
  throwIfEmpty,
  timeout,
  type Observable,
  type SchedulerLike,
} from 'rxjs'
import { ChatError, isChatError } from '../errors/chat-error.js'
import type { UserId } from '../model/ids.js'

/** Who connects, and the password: the user's own, or a current session token (protocol 2.3). */
export interface ChatCredentials {
  readonly userId: UserId
  readonly password: string
  /** Asked once per attempt when the server refuses the password: a token may have expired without our knowledge. */
  readonly renew?: () => Observable<ChatCredentials>
}

/**
 * Credentials, or a function that is asked anew at every attempt, so that a fresh token is used. It has 30 s; an attempt
 * for which it gives none has failed and is followed by the next.
 */
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

const sourceMs = 30_000

const unavailable = (): ChatError<'session'> =>
  new ChatError(
    'session',
    'The credentials function gave no credentials; it is asked again at the next attempt.',
    { reason: 'credentials-unavailable' },
    { retryable: true },
  )

/**
 * The credentials of one attempt, asked for on subscription: the first that come. Errors: 'session', retryable (none
 * came within 30 s), 'argument' (what came are none).
 */
export const resolveCredentials = (source: CredentialsSource, scheduler: SchedulerLike): Observable<ChatCredentials> =>
  defer(() => {
    if (typeof source !== 'function') return of(source)
    const answer$ = source()
    return 'userId' in answer$ ? of(answer$) : from(answer$)
  }).pipe(
    take(1),
    timeout({ first: sourceMs, scheduler, with: () => throwError(unavailable) }),
    throwIfEmpty(unavailable),
    map(checkCredentials),
    // The app's own error may hold the credentials, so the failure is told, not its text.
    catchError((error: unknown) => throwError(() => (isChatError(error) ? error : unavailable()))),
  )
