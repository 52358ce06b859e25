import { concat, defer, distinctUntilChanged, fromEvent, map, merge, NEVER, of, startWith, type Observable } from 'rxjs'

/** What a flag is read from: some runtimes have one of the same name that tells no changes. */
type Source = Partial<EventTarget>

/** What `browserOnline` looks for in a window or in a worker's global scope. */
type OnlineScope = Source & { readonly navigator?: { readonly onLine?: boolean } }

/** The part of a document that knows whether the page is seen. */
type VisibleDocument = Source & { readonly visibilityState?: string }

const isEventTarget = (source: Source): source is EventTarget => typeof source.addEventListener === 'function'

/** The current value of a flag at once, then each change; without a source it is `true` for ever. Never completes, never errors. */
const watchFlag = (source: Source | undefined, events: readonly string[], read: () => boolean): Observable<boolean> =>
  source === undefined || !isEventTarget(source)
    ? concat(of(true), NEVER)
    : merge(...events.map((name) => fromEvent(source, name))).pipe(startWith(null), map(read), distinctUntilChanged())

/** What the browser says about the network; `true` for ever outside browsers. Browsers err towards `true`. Cold. */
export const browserOnline = (scope: OnlineScope = globalThis): Observable<boolean> =>
  defer(() => watchFlag(scope, ['online', 'offline'], () => scope.navigator?.onLine !== false))

/** Whether the page is visible; `true` for ever where there is no document. Cold. */
export const browserVisible = (page?: VisibleDocument): Observable<boolean> =>
  defer(() => {
    const found = page ?? ('document' in globalThis ? globalThis.document : undefined)
    return watchFlag(found, ['visibilitychange'], () => found?.visibilityState !== 'hidden')
  })
