/** Every timer of one sandbox, so that `stop()` leaves no open handle. */
export interface Timers {
  /** Runs `task` after `ms`; returns the cancellation. */
  readonly after: (ms: number, task: () => void) => () => void
  readonly clear: () => void
}

export const createTimers = (): Timers => {
  const running = new Set<NodeJS.Timeout>()
  return {
    after: (ms, task) => {
      const timer = setTimeout(() => {
        running.delete(timer)
        task()
      }, ms)
      running.add(timer)
      return () => {
        running.delete(timer)
        clearTimeout(timer)
      }
    },
    clear: () => {
      for (const timer of running) clearTimeout(timer)
      running.clear()
    },
  }
}
