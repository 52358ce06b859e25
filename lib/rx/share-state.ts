import {
  catchError,
  distinctUntilChanged,
  NEVER,
  ReplaySubject,
  share,
  startWith,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs'

/**
 * Makes a `$` state property: replays the current value synchronously, one subscription to the source for all
 * subscribers, the same reference only once.
 *
 * Starts with `initial` whenever the first subscriber comes and unsubscribes the source when the last one goes. Never
 * errors: after an error it goes on with `onError(error)`, by default it keeps the last value. Completes when the
 * source completes; later subscribers still get the last value.
 */
export const shareState =
  <T>(initial: T, onError: (error: unknown) => Observable<T> = () => NEVER): MonoTypeOperatorFunction<T> =>
  (source) =>
    source.pipe(
      catchError(onError),
      startWith(initial),
      distinctUntilChanged(),
      share({ connector: () => new ReplaySubject<T>(1), resetOnComplete: false }),
    )
