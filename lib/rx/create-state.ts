import { ReplaySubject, type Observable } from 'rxjs'

/** A state that its owner sets: the private end of a `$` state property without a source. */
export interface State<T> {
  /** Replays the current value synchronously, also after completion; never errors. */
  readonly value$: Observable<T>
  /** The latest value, at once. */
  readonly get: () => T
  /** Tells every subscriber every value in the order of the calls. The same reference again is not a change; nothing changes after `complete`. */
  readonly set: (value: T) => void
  readonly complete: () => void
}

/** Holds a value whether or not anyone subscribes. Inert: no timers, no I/O. */
export const createState = <T>(initial: T): State<T> => {
  // Not a BehaviorSubject: that one forgets its value when it completes.
  const current$ = new ReplaySubject<T>(1)
  let current = initial
  let open = true
  const untold: T[] = []
  current$.next(initial)

  const tell = (): void => {
    for (const value of untold) current$.next(value)
    untold.length = 0
    if (!open) current$.complete()
  }
  return {
    value$: current$.asObservable(),
    get: () => current,
    set: (value) => {
      if (!open || value === current) return
      current = value
      // One that is set by somebody who is just told another waits its turn: all are told in the same order.
      if (untold.push(value) === 1) tell()
    },
    complete: () => {
      open = false
      if (untold.length === 0) current$.complete()
    },
  }
}
