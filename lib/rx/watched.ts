import { defer, finalize, type Observable } from 'rxjs'

/** An Observable, and whether anybody is subscribed to it. */
export interface Watched<T> {
  readonly value$: Observable<T>
  readonly isWatched: () => boolean
}

/** Counts the subscribers of an Observable. Cold as its source; adds and shares nothing. */
export const watched = <T>(source$: Observable<T>): Watched<T> => {
  let subscribers = 0
  return {
    value$: defer(() => {
      subscribers++
      return source$.pipe(finalize(() => subscribers--))
    }),
    isWatched: () => subscribers > 0,
  }
}
