import {
  dematerialize,
  materialize,
  Observable,
  type MonoTypeOperatorFunction,
  type ObservableNotification,
} from 'rxjs'

/**
 * Delivers a value only after the one before it was handled completely: what arrives meanwhile, through a feedback or
 * a handler that calls back, waits its turn. This turns recursion into a loop and keeps the order. Synchronous; a
 * scheduler shared with others (`queueScheduler`) would hold back their work as well.
 */
export const oneAtATime =
  <T>(): MonoTypeOperatorFunction<T> =>
  (source) =>
    new Observable<ObservableNotification<T>>((subscriber) => {
      const waiting: ObservableNotification<T>[] = []
      const deliver = (notification: ObservableNotification<T>): void => {
        if (waiting.push(notification) > 1) return
        // The loop sees what is pushed while it runs.
        for (const next of waiting) subscriber.next(next)
        waiting.length = 0
      }
      return source.pipe(materialize()).subscribe({ next: deliver, error: (error: unknown) => subscriber.error(error) })
    }).pipe(dematerialize())
