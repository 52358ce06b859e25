import { describe, expect, it } from '@jest/globals'
import { interval, mergeMap, range, take, timer, VirtualTimeScheduler, type SchedulerLike } from 'rxjs'
import { createVirtualTime } from '../../../bench/simulate/virtual-time.js'
import { seededRandom } from '../../support/seeded-random.js'

/** Timers that are set by timers, some at the same instant, some given up; all in whole milliseconds. */
const story = (time: SchedulerLike, happened: string[]) => {
  const random = seededRandom(3)
  const wait = () => Math.floor(random() * 20)
  return range(50)
    .pipe(
      mergeMap((number) =>
        timer(wait(), time).pipe(
          mergeMap(() => interval(wait(), time).pipe(take(3))),
          mergeMap((turn) => {
            happened.push(`${String(time.now())}: ${String(number)}, ${String(turn)}`)
            return timer(wait(), time)
          }),
          take(2),
        ),
      ),
    )
    .subscribe(() => happened.push(String(time.now())))
}

describe('virtual time', () => {
  it('does everything when, and in the order in which, the one of RxJS does', () => {
    const [ours, theirs]: [string[], string[]] = [[], []]
    const time = createVirtualTime()
    const oracle = new VirtualTimeScheduler()
    story(time, ours)
    story(oracle, theirs)
    time.run(1000)
    oracle.flush()
    expect(ours.length).toBeGreaterThan(200)
    expect(ours).toEqual(theirs)
  })

  it('does what is due before the given instant, and nothing that was given up', () => {
    const time = createVirtualTime()
    const at: number[] = []
    const ticking = interval(10, time).subscribe(() => at.push(time.now()))
    time.run(30)
    expect(at).toEqual([10, 20])
    time.run(31)
    ticking.unsubscribe()
    time.schedule(() => at.push(time.now()), 5).unsubscribe()
    time.run(100)
    expect(at).toEqual([10, 20, 30])
    expect(time.now()).toBe(100)
  })

  it('goes on to the next millisecond where a wait has a fraction', () => {
    const time = createVirtualTime()
    const at: number[] = []
    timer(1.2, time).subscribe(() => at.push(time.now()))
    time.run(10)
    expect(at).toEqual([2])
  })
})
