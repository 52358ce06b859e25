import { catchError, defer, first, mergeMap, of, race, throwError, timer } from 'rxjs'
import type { Observable, ObservableInput, SchedulerLike } from 'rxjs'
import type { KeyValueStore, StoredEntry } from './key-value-store.js'

/** The storage as cold Observables that emit once, in bounded time, and never error. */
export interface StoreAccess {
  /** Nothing, when the storage fails. */
  readonly read: (prefix: string) => Observable<readonly StoredEntry[]>
  readonly write: (changes: readonly StoredEntry[]) => Observable<unknown>
}

/** ms after which a storage that does not answer is done without. */
const patience = 3000

/** What goes wrong is reported and costs no more than what was to be kept. */
export const createStoreAccess = (
  storage: KeyValueStore,
  scheduler: SchedulerLike,
  report: (problem: string) => void,
): StoreAccess => {
  const late$ = timer(patience, scheduler).pipe(mergeMap(() => throwError(() => new Error('no answer'))))
  const use = <T>(work: () => ObservableInput<T>, otherwise: T): Observable<T> =>
    // A storage that answers at once needs no timer: the race is over before the other starts.
    race(defer(work), late$).pipe(
      first(null, otherwise),
      catchError(() => {
        report('the storage failed: what is on its way may not survive a reload')
        return of(otherwise)
      }),
    )
  return {
    read: (prefix) => use(() => storage.read(prefix), []),
    write: (changes) => (changes.length === 0 ? of(null) : use<unknown>(() => storage.write(changes), null)),
  }
}
