import { VirtualTimeScheduler, type SchedulerAction, type SchedulerLike, type Subscription } from 'rxjs'

/** Time that only passes when a test says so. */
export interface VirtualClock {
  /** For the code under test: counts its timers. */
  readonly scheduler: SchedulerLike
  /** For the other end. */
  readonly world: SchedulerLike
  /** Timers of the code under test that were not cancelled. */
  readonly timers: () => number
  /** Lets `ms` pass with all that is due meanwhile. */
  readonly pass: (ms: number) => void
}

/** Epoch ms at which it begins. */
export const beginning = 1_700_000_000_000

export const createVirtualClock = (): VirtualClock => {
  const inner = new VirtualTimeScheduler(undefined, 0)
  let running = 0
  const now = (): number => beginning + inner.frame
  return {
    world: {
      now,
      schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay?: number, state?: T): Subscription {
        return inner.schedule(work, delay, state)
      },
    },
    scheduler: {
      now,
      schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay?: number, state?: T): Subscription {
        running++
        const timer = inner.schedule(work, delay, state)
        timer.add(() => running--)
        return timer
      },
    },
    timers: () => running,
    pass: (ms) => {
      const end = inner.frame + ms
      inner.maxFrames = end
      inner.schedule(() => undefined, ms)
      inner.flush()
      inner.frame = end
    },
  }
}
