import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { defer, EMPTY, ignoreElements, map, merge, NEVER, Subject, take, tap, throwError, timer } from 'rxjs'
import { fixed } from '../../lib/rx/policies.js'
import { reconnect } from '../../lib/rx/reconnect.js'
import type { ReconnectState } from '../../lib/rx/reconnect-machine.js'
import { countingScheduler } from './counting-scheduler.js'
import { marbles } from './marbles.js'
import { attempts, config } from './reconnect-fixtures.js'

describe('reconnect: unsubscribing', () => {
  it.each([
    ['the first attempt', 2, 0, ['^-!']],
    ['a later attempt', 5, 0, ['^--!', '---^-!']],
    ['a delay', 10, 1, ['^--!', '---^--!']],
    ['the wait for the network', 20, 0, ['^--!', '---^--!']],
    ['sleep', 100, 1, ['^--!', '---^--!', '50ms ^--!']],
    ['sleep offline', 120, 0, ['^--!', '---^--!', '50ms ^--!']],
  ])('during %s frees the attempt, the timer, online$ and now$', (_, end, timers, subscriptions) => {
    const scheduler = countingScheduler()
    const running: number[] = []
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold('---#')
      const online$ = hot('11ms f 38ms t 60ms f', { f: false, t: true })
      const now$ = hot('-')
      const policy = { tries: 2, delay: (attempt: number) => (attempt === 1 ? 0 : 10), dormantDelay: () => 500 }
      const result$ = source.pipe(reconnect(config({ policy, online$, now$, scheduler })), ignoreElements())
      const lifetime = `^ ${String(end - 1)}ms !`
      expectObservable(result$, lifetime).toBe('-')
      const looks$ = merge(timer(end - 1), timer(900)).pipe(
        tap(() => running.push(scheduler.running())),
        ignoreElements(),
      )
      expectObservable(looks$).toBe('900ms |')
      expectSubscriptions(source.subscriptions).toBe(subscriptions)
      expectSubscriptions(online$.subscriptions).toBe(lifetime)
      expectSubscriptions(now$.subscriptions).toBe(lifetime)
    })
    expect(running).toEqual([timers, 0])
  })
})

describe('reconnect: reentrancy', () => {
  it('is a loop, not a recursion, when a handler asks for the next try at once', () => {
    const now$ = new Subject<void>()
    const seen: string[] = []
    throwError(() => 'down')
      .pipe(
        reconnect<string>(config({ now$, policy: { ...fixed(), tries: 0 }, isFatal: () => false })),
        take(20_000),
        tap((state) => {
          now$.next()
          seen.push(typeof state === 'string' ? state : state.type)
        }),
      )
      .subscribe()
    expect(seen).toHaveLength(20_000)
  })

  it('is a loop with zero delays and a source that errs synchronously', () => {
    let failures = 0
    marbles(({ expectObservable }) => {
      const source = defer(() => (++failures > 10_000 ? EMPTY : throwError(() => failures)))
      const policy = { tries: Infinity, delay: () => 0, dormantDelay: () => 0 }
      const result$ = source.pipe(
        reconnect<string>(config({ policy, isFatal: (error) => error === 10_000 })),
        ignoreElements(),
      )
      expectObservable(result$).toBe('#', undefined, 10_000)
    })
    expect(failures).toBe(10_000)
  })

  it('keeps the order when a handler asks while it is told', () => {
    const now$ = new Subject<void>()
    const told: [number, string][] = []
    const result$ = new Subject<string | ReconnectState>()
    for (const listener of [1, 2])
      result$.subscribe((state) => told.push([listener, typeof state === 'string' ? state : state.type]))
    const source = attempts(
      throwError(() => 'down'),
      NEVER,
    )
    const subscription = source
      .pipe(reconnect(config({ now$, policy: { ...fixed(), tries: 0 } })))
      .subscribe((state) => {
        result$.next(state)
        now$.next()
      })
    expect(told).toEqual([
      [1, 'closed'],
      [2, 'closed'],
    ])
    subscription.unsubscribe()
    expect(now$.observed).toBe(false)
  })
})

describe('reconnect: jitter', () => {
  it('tries within the bounds and when it said it would', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (drawn) => {
        const starts: number[] = []
        const announced: (number | null)[] = []
        const scheduler = countingScheduler()
        marbles(({ expectObservable }) => {
          const source = defer(() => {
            starts.push(scheduler.now())
            return throwError(() => 'down')
          })
          const policy = fixed({ tries: 3, random: () => drawn })
          const result$ = source.pipe(
            reconnect<string>(config({ policy, scheduler })),
            tap((state) => typeof state !== 'string' && announced.push(state.nextAttemptAt)),
          )
          expectObservable(result$.pipe(map(() => 'x')), '^ 110s !')
        })
        const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0] = starts
        expect([first, second]).toEqual([0, 0])
        for (const gap of [third - second, fourth - third]) {
          expect(gap).toBeGreaterThanOrEqual(4000)
          expect(gap).toBeLessThanOrEqual(6000)
        }
        expect(fifth - fourth).toBeGreaterThanOrEqual(30_000)
        expect(fifth - fourth).toBeLessThanOrEqual(90_000)
        expect(announced.slice(0, starts.length - 1)).toEqual(starts.slice(1))
      }),
      { seed: 7, numRuns: 200 },
    )
  })
})
