import { catchError, defer, of, tap, timeout, type Observable, type SchedulerLike } from 'rxjs'
import { askApp, type Answer } from '../platform/ask-app.js'
import { linkLost } from '../stream/stream-errors.js'

/** Addresses of the chat server, or a function that is asked for them anew at every attempt. */
export type UrlsSource = readonly string[] | (() => Answer<readonly string[]>)

/** ms that it is waited for new addresses where some are known. */
const patience = 3000

const none = () => linkLost('endpoints.websocket gave no addresses')

/** What `source` gives, checked by `read`; while it gives nothing that can be used, what it gave before. Cold. */
export const chatUrls = (
  source: UrlsSource,
  read: (urls: readonly string[]) => readonly string[],
  scheduler: SchedulerLike,
): Observable<readonly string[]> => {
  let known: readonly string[] | undefined
  return defer(() => {
    if (typeof source !== 'function') return of(source)
    const before = known
    const asked$ = askApp(source, read, scheduler, none).pipe(tap((urls) => (known = urls)))
    if (before === undefined) return asked$
    return asked$.pipe(
      timeout({ first: patience, scheduler }),
      catchError(() => of(before)),
    )
  })
}
