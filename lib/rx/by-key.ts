import { finalize, Observable, share, Subject, merge } from 'rxjs'

/**
 * Routes a hot source by key: one subscription to it for all keys, and a value reaches only those who asked for its key,
 * instead of every subscriber filtering everything. Each result is shared, replays nothing, and completes or errors with
 * the source; nothing is kept for a key nobody listens to.
 */
export const byKey = <T>(source$: Observable<T>, keyOf: (value: T) => string): ((key: string) => Observable<T>) => {
  const routes = new Map<string, Subject<T>>()
  const pump$ = new Observable<never>((subscriber) =>
    source$.subscribe({
      next: (value) => routes.get(keyOf(value))?.next(value),
      error: (error: unknown) => {
        subscriber.error(error)
      },
      complete: () => {
        subscriber.complete()
      },
    }),
  ).pipe(share())

  const shared = new Map<string, Observable<T>>()
  const open = (key: string): Observable<T> => {
    const route$ = new Subject<T>()
    const close = (): void => {
      routes.delete(key)
      shared.delete(key)
    }
    return new Observable<T>((subscriber) => {
      routes.set(key, route$)
      return merge(route$, pump$).subscribe(subscriber)
    }).pipe(finalize(close), share())
  }
  return (key) => {
    const route$ = shared.get(key) ?? open(key)
    shared.set(key, route$)
    return route$
  }
}
