import type { Observable } from 'rxjs'
import { watchFlag } from './watch-flag.js'

/** The part of a document that knows whether the page is seen. */
export interface VisibleDocument extends EventTarget {
  readonly visibilityState: string
}

/**
 * Whether the page is visible: the current value at once, then each change. Cold: listens to `visibilitychange` while
 * subscribed. Never completes, never errors; `true` for ever where there is no document.
 */
export const browserVisible = (page?: VisibleDocument): Observable<boolean> =>
  watchFlag(() => {
    const target: Partial<VisibleDocument> | undefined =
      page ?? ('document' in globalThis ? globalThis.document : undefined)
    if (!target || !isDocument(target)) return undefined
    return { target, events: ['visibilitychange'], read: () => target.visibilityState !== 'hidden' }
  })

/** Some runtimes define a `document` of their own that is not one. */
const isDocument = (page: Partial<VisibleDocument>): page is VisibleDocument =>
  typeof page.visibilityState === 'string' && typeof page.addEventListener === 'function'
