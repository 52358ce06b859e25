import { ignoreElements, Observable, share, Subject, tap, type Subscriber } from 'rxjs'
import { sharedByKey } from './shared-by-key.js'

/**
 * Routes a hot source by key: one subscription to it for all keys, and a value reaches only those who asked for its key,
 * instead of every subscriber filtering everything. Each result is shared, replays nothing, and completes or errors with
 * the source; nothing is kept for a key nobody listens to.
 */
export const byKey = <T>(source$: Observable<T>, keyOf: (value: T) => string): ((key: string) => Observable<T>) => {
  const routes = new Map<string, Subscriber<T>>()
  const pump$ = source$.pipe(
    tap((value) => routes.get(keyOf(value))?.next(value)),
    ignoreElements(),
    share(),
  )
  const open = (key: string): Observable<T> =>
    new Observable((subscriber) => {
      routes.set(key, subscriber)
      subscriber.add(() => routes.delete(key))
      subscriber.add(pump$.subscribe(subscriber))
    })
  return sharedByKey(open, undefined, () => new Subject<T>())
}
