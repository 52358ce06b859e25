import { describe, expect, it } from '@jest/globals'
import { asyncScheduler, concat, map, NEVER, of, throwError, type Observable } from 'rxjs'
import { heartbeat, type HeartbeatConfig } from '../../lib/rx/heartbeat.js'
import { countingScheduler } from './counting-scheduler.js'
import { marbles } from './marbles.js'

const flags = { f: false, t: true }

/** Asks after 10 ms of silence. */
const beat = (over: Partial<HeartbeatConfig>): Observable<string> =>
  heartbeat({
    traffic$: NEVER,
    active$: of(true),
    wake$: NEVER,
    silence: 10,
    scheduler: asyncScheduler,
    ...over,
  }).pipe(map(() => 'a'))

describe('heartbeat', () => {
  it('asks after silence, once until something comes', () => {
    marbles(({ hot, expectObservable }) => {
      expectObservable(beat({}), '^ 99ms !').toBe('10ms a')
      expectObservable(beat({ traffic$: hot('14ms t 19ms t') }), '^ 99ms !').toBe('10ms a 13ms a 19ms a')
    })
  })

  it('never asks while there is traffic', () => {
    marbles(({ hot, expectObservable }) => {
      expectObservable(beat({ traffic$: hot('---t 8ms t 8ms t 8ms t') }), '^ 38ms !').toBe('-')
    })
  })

  it('runs no timer while not active, and begins anew when it becomes active', () => {
    const scheduler = countingScheduler()
    marbles(({ hot, expectObservable }) => {
      expectObservable(beat({ active$: hot('-----ff 99ms t', flags), scheduler }), '^ 200ms !').toBe('116ms a')
      expectObservable(beat({ active$: concat(of(false), NEVER), scheduler }), '^ 50ms !').toBe('-')
      asyncScheduler.schedule(() => {
        expect(scheduler.running()).toBe(0)
      }, 60)
    })
    expect.assertions(3)
  })

  it('asks at once on wake, also while not active', () => {
    marbles(({ hot, expectObservable }) => {
      const active$ = concat(of(false), NEVER)
      expectObservable(beat({ wake$: hot('---w'), active$ }), '^ 50ms !').toBe('---a')
    })
  })

  it('errs with what traffic$ errs with, and not with active$', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(beat({ traffic$: cold('--#') })).toBe('--#')
      expectObservable(beat({ active$: throwError(() => 'no') }), '^ 30ms !').toBe('10ms a')
    })
  })

  it('frees everything when unsubscribed, and starts afresh for every subscriber', () => {
    const scheduler = countingScheduler()
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const traffic$ = hot('-')
      const active$ = hot<boolean>('-')
      const wake$ = hot('-')
      const result$ = beat({ traffic$, active$, wake$, scheduler })
      expectObservable(result$, '^ 11ms !').toBe('10ms a')
      expectObservable(result$, '20ms ^ 4ms !').toBe('-')
      for (const input$ of [traffic$, active$, wake$])
        expectSubscriptions(input$.subscriptions).toBe(['^ 11ms !', '20ms ^ 4ms !'])
    })
    expect(scheduler.running()).toBe(0)
  })
})
