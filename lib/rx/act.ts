import { defer, of, type Observable } from 'rxjs'

/**
 * A piece of synchronous work as a cold Observable: done at each subscription, emits `undefined` and completes, so that
 * `map` and `lastValueFrom` work on it; errors with what the work throws.
 */
export const act = (work: () => void): Observable<void> =>
  defer(() => {
    work()
    return of(undefined)
  })
