import { expect } from '@jest/globals'
import { TestScheduler, type RunHelpers } from 'rxjs/testing'

/** Runs a marble test in virtual time, compared with jest. What goes on for ever is cut off after ten minutes of it. */
export const marbles = (test: (helpers: RunHelpers, scheduler: TestScheduler) => void): void => {
  const scheduler = new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected)
  })
  scheduler.run((helpers) => {
    scheduler.maxFrames = 600_000
    test(helpers, scheduler)
  })
}
