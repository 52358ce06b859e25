import { ReplaySubject, type Observable } from 'rxjs'

/** A state that its owner sets: the private end of a `$` state property without a source. */
export interface State<T> {
  /** Replays the current value synchronously, also after completion; never errors. */
  readonly value$: Observable<T>
  readonly get: () => T
  /** The same reference again is not a change; nothing changes after `complete`. */
  readonly set: (value: T) => void
  readonly complete: () => void
}

/** Holds a value whether or not anyone subscribes. Inert: no timers, no I/O. */
export const createState = <T>(initial: T): State<T> => {
  // Not a BehaviorSubject: that one forgets its value when it completes.
  const current$ = new ReplaySubject<T>(1)
  let current = initial
  let open = true
  current$.next(initial)
  return {
    value$: current$.asObservable(),
    get: () => current,
    set: (value) => {
      if (!open || value === current) return
      current = value
      current$.next(value)
    },
    complete: () => {
      open = false
      current$.complete()
    },
  }
}
