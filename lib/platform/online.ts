import type { Observable } from 'rxjs'
import { watchFlag } from './watch-flag.js'

/** What `browserOnline` looks for in a window or in a worker's global scope. */
export interface OnlineScope extends Partial<EventTarget> {
  readonly navigator?: { readonly onLine?: boolean }
}

const isEventTarget = (scope: OnlineScope): scope is OnlineScope & EventTarget =>
  typeof scope.addEventListener === 'function'

/**
 * What the browser says about the network: the current value at once, then each change. Browsers err towards `true`.
 * Cold: listens to `online` and `offline` while subscribed. Never completes, never errors; `true` for ever outside
 * browsers.
 */
export const browserOnline = (scope?: OnlineScope): Observable<boolean> =>
  watchFlag(() => {
    const target: OnlineScope = scope ?? globalThis
    if (!isEventTarget(target)) return undefined
    return { target, events: ['online', 'offline'], read: () => target.navigator?.onLine !== false }
  })
