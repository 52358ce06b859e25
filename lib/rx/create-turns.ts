import { catchError, concatMap, defer, EMPTY, ignoreElements, Observable, Subject, tap } from 'rxjs'

/** Runs Observables one after the other, in the order in which they are subscribed to. */
export type Turns = <T>(work$: Observable<T>) => Observable<T>

/**
 * Work that may not be interleaved, and not be left half done: what has begun goes on to its end although nobody watches
 * any more; what has not is withdrawn by unsubscribing. An error is of the one it happened to; the next has its turn.
 */
export const createTurns = (): Turns => {
  const job$ = new Subject<Observable<never>>()
  // Without values, and errors are caught below: only the subscription matters.
  job$.pipe(concatMap((each$) => each$)).subscribe(new Subject<never>())
  return (work$) =>
    new Observable((subscriber) => {
      const watched$ = work$.pipe(
        tap({
          next: (value) => subscriber.next(value),
          error: (error: unknown) => subscriber.error(error),
          complete: () => subscriber.complete(),
        }),
        ignoreElements(),
        catchError(() => EMPTY),
      )
      job$.next(defer(() => (subscriber.closed ? EMPTY : watched$)))
    })
}
