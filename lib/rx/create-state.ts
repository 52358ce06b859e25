import { ReplaySubject, startWith, Subject, type Observable } from 'rxjs'
import { oneAtATime } from './one-at-a-time.js'

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
  const set$ = new Subject<T>()
  // Not a BehaviorSubject: that one forgets its value when it completes.
  const told$ = new ReplaySubject<T>(1)
  let current = initial
  let open = true
  // One that is set by somebody who is just told another waits its turn: all are told in the same order.
  set$.pipe(startWith(initial), oneAtATime()).subscribe(told$)

  return {
    value$: told$.asObservable(),
    get: () => current,
    set: (value) => {
      if (!open || value === current) return
      current = value
      set$.next(value)
    },
    complete: () => {
      open = false
      set$.complete()
    },
  }
}
