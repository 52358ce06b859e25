import { catchError, defer, from, isObservable, map, of, take, throwError, throwIfEmpty, timeout } from 'rxjs'
import type { Observable, SchedulerLike } from 'rxjs'
import { isChatError, type ChatError } from '../errors/chat-error.js'
import { sessionError } from '../errors/session-error.js'

/** What the app's function may answer with. */
export type Answer<T> = T | PromiseLike<T> | Observable<T>

const patienceMs = 30_000

const isLater = <T extends object>(answer$: Answer<T>): answer$ is PromiseLike<T> | Observable<T> =>
  isObservable(answer$) || 'then' in answer$

/**
 * What `read` makes of credentials or the like, or of the first that a function of the app gives, asked on subscription.
 * Errors: `unavailable`, retryable, when none came within 30 s, and what `read` throws.
 */
export const askApp = <T extends object, R>(
  source: T | (() => Answer<T>),
  read: (credentials: T) => R,
  scheduler: SchedulerLike,
  unavailable: () => ChatError = () => sessionError('credentials-unavailable'),
): Observable<R> =>
  defer(() => {
    const answer$ = typeof source === 'function' ? source() : source
    return isLater(answer$) ? from(answer$) : of(answer$)
  }).pipe(
    take(1),
    throwIfEmpty(),
    timeout({ first: patienceMs, scheduler }),
    map(read),
    // The app's own error may hold the credentials, so the failure is told, not its text.
    catchError((error: unknown) => throwError(() => (isChatError(error) ? error : unavailable()))),
  )
