import { filter, firstValueFrom, ReplaySubject, timeout, type Observable } from 'rxjs'

/** Keeps what a hot stream said, so that a test may ask afterwards and wait for what is still to come. */
export const inbox = <T>(source$: Observable<T>) => {
  const all: T[] = []
  const kept$ = new ReplaySubject<T>(Infinity)
  const subscription = source$.subscribe({
    next: (value) => {
      all.push(value)
      kept$.next(value)
    },
    error: (error: unknown) => {
      kept$.error(error)
    },
    complete: () => {
      kept$.complete()
    },
  })
  return {
    all,
    /** The first value of that kind, of those that came or of those to come. */
    first: (is: (value: T) => boolean = () => true, within = 5000): Promise<T> =>
      firstValueFrom(kept$.pipe(filter(is), timeout(within))),
    stop: () => {
      subscription.unsubscribe()
    },
  }
}
