import { concat, defer, distinctUntilChanged, fromEvent, map, merge, NEVER, of, startWith, type Observable } from 'rxjs'

/** Where a flag of the browser is read and which of its events announce a change. */
export interface FlagSource {
  readonly target: EventTarget
  readonly events: readonly string[]
  readonly read: () => boolean
}

/**
 * A flag of the browser: its current value at once, then each change. Cold: `find` runs and listeners are attached at
 * subscription, and removed with it. Without a source it is `true` for ever. Never completes, never errors.
 */
export const watchFlag = (find: () => FlagSource | undefined): Observable<boolean> =>
  defer(() => {
    const source = find()
    if (!source) return concat(of(true), NEVER)
    const { target, events, read } = source
    return merge(...events.map((name) => fromEvent(target, name))).pipe(
      startWith(undefined),
      map(read),
      distinctUntilChanged(),
    )
  })
