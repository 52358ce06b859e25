import { distinctUntilChanged, ReplaySubject, share, startWith, type Observable } from 'rxjs'

/**
 * A source as a state: shared while somebody watches, replays its latest value synchronously, begins with `initial`
 * whenever the first one comes, and tells no value twice in a row. Nobody watching, nothing runs and nothing is kept.
 */
export const shareState = <T>(
  initial: T,
  source$: Observable<T>,
  same?: (one: T, other: T) => boolean,
): Observable<T> =>
  source$.pipe(
    startWith(initial),
    distinctUntilChanged(same),
    // What completed keeps its last value for those who come later.
    share({ connector: () => new ReplaySubject<T>(1), resetOnComplete: false }),
  )
