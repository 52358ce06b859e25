import { catchError, defer, type Observable, switchMap, throwError } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import type { Http } from './http.js'

export interface RenewalDeps {
  readonly token: () => string | undefined
  /** Emits once there is a newer token than `token`, of the same sign-in; shared by all who wait. */
  readonly renew: (token: string) => Observable<unknown>
}

const texts: ReadonlySet<string> = new Set(['Required session does not exist', 'Unauthorized', 'Token is required'])

/** Protocol 2.6: the one place where an error is told by its text, since a 401 means a wrong password too. */
const isExpired = (error: unknown): boolean =>
  isChatError(error, 'http') &&
  error.detail.status === 401 &&
  error.detail.messages.some((message) => texts.has(message))

/** Renews an expired session and repeats the request, once. For everything but `/session` itself. */
export const withRenewal = (http: Http, { token, renew }: RenewalDeps): Http => ({
  request: (endpoint, input) =>
    defer(() => {
      const used = token()
      return http
        .request(endpoint, input)
        .pipe(
          catchError((error: unknown) =>
            used !== undefined && isExpired(error)
              ? renew(used).pipe(switchMap(() => http.request(endpoint, input)))
              : throwError(() => error),
          ),
        )
    }),
})
