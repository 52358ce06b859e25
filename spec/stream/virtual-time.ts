import type { SchedulerAction, SchedulerLike, Subscription } from 'rxjs'
import { marbles } from '../rx/marbles.js'

/** Virtual time that a script steps through. */
export interface VirtualTime {
  /** For the code under test: counts its timers. */
  readonly scheduler: SchedulerLike
  /** For the other end. */
  readonly world: SchedulerLike
  /** Timers of the code under test that were not cancelled. */
  readonly timers: () => number
  readonly at: (ms: number, act: () => void) => void
}

/** Runs a script in virtual time; what goes on for ever is cut off after ten minutes of it. */
export const inVirtualTime = (script: (time: VirtualTime) => void): void => {
  marbles((_helpers, world) => {
    let running = 0
    script({
      world,
      timers: () => running,
      at: (ms, act) => {
        world.schedule(act, ms)
      },
      scheduler: {
        now: () => world.now(),
        schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay?: number, state?: T): Subscription {
          running++
          const timer = world.schedule(work, delay, state)
          timer.add(() => running--)
          return timer
        },
      },
    })
  })
}
