import { defer, finalize, ignoreElements, merge, share, Subject, tap, type Observable } from 'rxjs'

/** The values of one key, and the one Observable all who listen to them share. */
interface Route<T> {
  readonly value$: Subject<T>
  readonly shared$: Observable<T>
}

/**
 * Routes a hot source by key: one subscription to it for all keys, and a value reaches only those who asked for its key,
 * instead of every subscriber filtering everything. Each result is shared, replays nothing, and completes or errors with
 * the source; nothing is kept for a key nobody listens to.
 */
export const byKey = <T>(source$: Observable<T>, keyOf: (value: T) => string): ((key: string) => Observable<T>) => {
  const routes = new Map<string, Route<T>>()
  const pump$ = source$.pipe(
    tap((value) => routes.get(keyOf(value))?.value$.next(value)),
    ignoreElements(),
    share(),
  )

  const open = (key: string): Route<T> => {
    const value$ = new Subject<T>()
    const ending$ = pump$.pipe(tap({ complete: () => value$.complete() }))
    const shared$ = merge(value$, ending$).pipe(
      finalize(() => routes.delete(key)),
      share(),
    )
    const route = { value$, shared$ }
    routes.set(key, route)
    return route
  }
  // Looked up at each subscription: whoever kept the Observable joins those who came later.
  return (key) => defer(() => (routes.get(key) ?? open(key)).shared$)
}
