import { catchError, defer, of, type SchedulerLike, switchMap, throwError } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import type { Http } from '../rest/http.js'
import { withDeadline } from '../rest/http-errors.js'
import type { SessionKeeper } from './session.js'

const texts: ReadonlySet<string> = new Set(['Required session does not exist', 'Unauthorized', 'Token is required'])

/** Protocol 2.6: the one place where an error is told by its text, since a 401 means a wrong password too. */
const isExpired = (error: unknown): boolean =>
  isChatError(error, 'http') &&
  [401, 422].includes(error.detail.status) &&
  error.detail.messages.some((message) => texts.has(message))

/**
 * Renews a session that expired or is about to, and repeats a request that was refused for it, once; all by the deadline
 * of one request. For everything but `/session` itself.
 */
export const withRenewal = (
  http: Http,
  { token, fresh, renew }: SessionKeeper,
  timeoutMs: number,
  scheduler: SchedulerLike,
): Http => ({
  ...http,
  request: (request) => {
    const once$ = defer(() => {
      const [used, since] = [token(), scheduler.now()]
      return http
        .request(request)
        .pipe(
          catchError((error: unknown) =>
            used !== undefined && isExpired(error)
              ? renew(used, since).pipe(switchMap(() => http.request(request)))
              : throwError(() => error),
          ),
        )
    })
    return defer(fresh).pipe(
      // The old token may serve a little longer, and not every request needs one.
      catchError(() => of(null)),
      switchMap(() => once$),
      withDeadline(request, timeoutMs, scheduler),
    )
  },
})
