import { describe, expect, it } from '@jest/globals'
import { concat, defer, EMPTY, NEVER, of, Subject, throwError, type Observable } from 'rxjs'
import { heartbeat, type HeartbeatConfig } from '../../lib/rx/heartbeat.js'
import { countingScheduler } from './counting-scheduler.js'
import { marbles } from './marbles.js'

const dead = new Error('no answer')
const flags = { f: false, t: true }

/** Asks after 10 ms of silence, waits 5 ms for the answer$. */
const beat = (over: Partial<HeartbeatConfig>): Observable<never> =>
  heartbeat({ traffic$: NEVER, probe: () => NEVER, silence: 10, answerWithin: 5, timeoutError: () => dead, ...over })

describe('heartbeat', () => {
  it('asks after silence and errs when no answer comes', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const question$ = cold('-')
      const traffic$ = hot('-')
      expectObservable(beat({ traffic$, probe: () => question$ })).toBe('15ms #', undefined, dead)
      expectSubscriptions(question$.subscriptions).toBe('10ms ^----!')
      expectSubscriptions(traffic$.subscriptions).toBe('^ 14ms !')
    })
  })

  it('takes 12 s and 6 s by default', () => {
    marbles(({ expectObservable }) => {
      const result$ = heartbeat({ traffic$: NEVER, probe: () => EMPTY, timeoutError: () => dead })
      expectObservable(result$).toBe('18s #', undefined, dead)
    })
  })

  it('never asks while there is traffic', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const question$ = cold('-')
      const traffic$ = hot('---t 8ms t 8ms t 8ms t')
      expectObservable(beat({ traffic$, probe: () => question$ }), '^ 38ms !').toBe('-')
      expectSubscriptions(question$.subscriptions).toBe([])
    })
  })

  it('takes traffic for the answer', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const question$ = cold('-')
      const traffic$ = hot('14ms t')
      expectObservable(beat({ traffic$, probe: () => question$ })).toBe('29ms #', undefined, dead)
      expectSubscriptions(question$.subscriptions).toBe(['10ms ^---!', '24ms ^----!'])
    })
  })

  it('takes the first value of the question for the answer, its completion not', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answered$ = cold('--a--')
      expectObservable(beat({ probe: () => answered$ }), '^ 29ms !').toBe('-')
      expectSubscriptions(answered$.subscriptions).toBe(['10ms ^-!', '22ms ^-!'])
      const completed$ = cold('--|')
      expectObservable(beat({ probe: () => completed$ })).toBe('15ms #', undefined, dead)
    })
  })

  it('hears an answer that comes while it is asking', () => {
    const traffic$ = new Subject<string>()
    let asked = 0
    const probe = (): Observable<never> =>
      defer(() => {
        asked++
        traffic$.next('answer')
        return EMPTY
      })
    marbles(({ expectObservable }) => {
      expectObservable(beat({ traffic$, probe }), '^ 34ms !').toBe('-')
      expectObservable(beat({ probe: () => of('answer') }), '^ 34ms !').toBe('-')
    })
    expect(asked).toBe(3)
  })

  it('runs no timer while not active, asks at once when it becomes active', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const question$ = cold('-')
      const active$ = hot('-----ff 99ms tt', flags)
      expectObservable(beat({ active$, probe: () => question$ })).toBe('111ms #', undefined, dead)
      expectSubscriptions(question$.subscriptions).toBe('106ms ^----!')
    })
  })

  it('drops an open question when it becomes inactive', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const question$ = cold('-')
      const active$ = hot('12ms f', flags)
      expectObservable(beat({ active$, probe: () => question$ })).toBe('-')
      expectSubscriptions(question$.subscriptions).toBe('10ms ^-!')
    })
  })

  it('does not ask when it starts inactive, nor at once when it starts active', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const question$ = cold('-')
      expectObservable(beat({ active$: concat(of(false), NEVER), probe: () => question$ })).toBe('-')
      expectObservable(beat({ active$: of(true), probe: () => question$ }), '^ 8ms !').toBe('-')
      expectSubscriptions(question$.subscriptions).toBe([])
    })
  })

  it('asks at once on wake, also while not active; an open question keeps its deadline', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const question$ = cold('-')
      const wake$ = hot('---w-w-w')
      expectObservable(beat({ wake$, probe: () => question$ })).toBe('8ms #', undefined, dead)
      expectSubscriptions(question$.subscriptions).toBe('---^----!')
      const hidden$ = cold('-')
      const active$ = concat(of(false), NEVER)
      const traffic$ = hot('------t')
      expectObservable(beat({ wake$: hot('---w'), active$, traffic$, probe: () => hidden$ })).toBe('-')
      expectSubscriptions(hidden$.subscriptions).toBe('---^--!')
    })
  })

  it('completes with traffic$, at once and also while a question is open', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const question$ = cold('-')
      expectObservable(beat({ traffic$: EMPTY })).toBe('|')
      expectObservable(beat({ traffic$: cold('--t--|') })).toBe('-----|')
      expectObservable(beat({ traffic$: cold('12ms |'), probe: () => question$ })).toBe('12ms |')
      expectSubscriptions(question$.subscriptions).toBe('10ms ^-!')
    })
  })

  it('errs with what traffic$ or the question errs with, and not with active$ or wake$', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(beat({ traffic$: cold('--#') })).toBe('--#')
      expectObservable(beat({ probe: () => cold('-#') })).toBe('11ms #')
      const failing$ = throwError(() => 'no')
      expectObservable(beat({ active$: failing$, wake$: failing$ })).toBe('15ms #', undefined, dead)
    })
  })

  it('frees everything when unsubscribed, and starts afresh for every subscriber', () => {
    const scheduler = countingScheduler()
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const question$ = cold('-')
      const traffic$ = hot('-')
      const active$ = hot<boolean>('-')
      const wake$ = hot('-')
      const result$ = beat({ traffic$, active$, wake$, scheduler, probe: () => question$ })
      expectObservable(result$, '^ 11ms !').toBe('-')
      expectObservable(result$, '20ms ^ 4ms !').toBe('-')
      expectSubscriptions(question$.subscriptions).toBe('10ms ^-!')
      for (const input$ of [traffic$, active$, wake$])
        expectSubscriptions(input$.subscriptions).toBe(['^ 11ms !', '20ms ^ 4ms !'])
    })
    expect(scheduler.running()).toBe(0)
  })
})
