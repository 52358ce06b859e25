import { asyncScheduler, type SchedulerAction, type SchedulerLike, type Subscription } from 'rxjs'

/** The async scheduler, with a count of the timers that run. */
export const countingScheduler = (): SchedulerLike & { readonly running: () => number } => {
  const timers: SchedulerLike = asyncScheduler
  let running = 0
  return {
    running: () => running,
    now: () => timers.now(),
    schedule<T>(work: (this: SchedulerAction<T>, state: T) => void, delay: number, state: T): Subscription {
      running++
      const timer = timers.schedule(work, delay, state)
      timer.add(() => running--)
      return timer
    },
  }
}
