import { concat, defer, distinctUntilChanged, fromEvent, map, merge, NEVER, of, startWith, type Observable } from 'rxjs'

/** What a flag is read from: some runtimes have one of the same name that tells no changes. */
type Source = Partial<EventTarget>

/** What `browserOnline` looks for in a window or in a worker's global scope. */
type OnlineScope = Source & { readonly navigator?: { readonly onLine?: boolean } }

/** The part of a document that knows whether the page is seen. */
type VisibleDocument = Source & { readonly visibilityState?: string }

const isEventTarget = (source: Source): source is EventTarget => typeof source.addEventListener === 'function'

/**
 * A flag of the browser: its current value at once, then each change. Cold: `find` runs and listeners are attached at
 * subscription, and removed with it. Without a source it is `true` for ever. Never completes, never errors.
 */
const watchFlag = <T extends Source>(
  find: () => T | undefined,
  events: readonly string[],
  read: (source: T) => boolean,
): Observable<boolean> =>
  defer(() => {
    const source = find()
    if (source === undefined || !isEventTarget(source)) return concat(of(true), NEVER)
    return merge(...events.map((name) => fromEvent(source, name))).pipe(
      startWith(undefined),
      map(() => read(source)),
      distinctUntilChanged(),
    )
  })

/** What the browser says about the network; `true` for ever outside browsers. Browsers err towards `true`. */
export const browserOnline = (scope?: OnlineScope): Observable<boolean> =>
  watchFlag<OnlineScope>(
    () => scope ?? globalThis,
    ['online', 'offline'],
    ({ navigator }) => navigator?.onLine !== false,
  )

/** Whether the page is visible; `true` for ever where there is no document. */
export const browserVisible = (page?: VisibleDocument): Observable<boolean> =>
  watchFlag<VisibleDocument>(
    () => page ?? ('document' in globalThis ? globalThis.document : undefined),
    ['visibilitychange'],
    ({ visibilityState }) => visibilityState !== 'hidden',
  )
