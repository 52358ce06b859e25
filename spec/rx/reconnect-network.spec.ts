import { describe, it } from '@jest/globals'
import { concat, EMPTY, merge, NEVER, of, throwError } from 'rxjs'
import { reconnect } from '../../lib/rx/reconnect.js'
import { marbles } from './marbles.js'
import { attempts, config, delayed, offline } from './reconnect-fixtures.js'

const flags = { f: false, t: true }

describe('reconnect: the network', () => {
  it('waits without a timer and without using a try while offline, then tries at once', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold('#')
      const online$ = hot('-----f 500ms t', flags)
      const values = { a: delayed(1, 0), b: delayed(2, 10), c: offline(2), d: delayed(3, 516) }
      expectObservable(source.pipe(reconnect(config({ online$ }))), '^ 510ms !').toBe('(ab)-c 500ms d', values)
      expectSubscriptions(source.subscriptions).toBe(['(^!)', '(^!)', '506ms (^!)'])
    })
  })

  it('counts one try for an attempt during which the network comes and goes', () => {
    marbles(({ cold, hot, expectObservable }) => {
      const source = attempts(cold('#'), cold('20ms #'))
      const online$ = merge(of(false), hot('20ms t-f-t-f-t-f', flags))
      const values = { a: offline(1), b: offline(2) }
      expectObservable(source.pipe(reconnect(config({ online$ })))).toBe('a 39ms b', values)
    })
  })

  it('makes the first attempt even when offline: browsers err', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--#')
      const online$ = concat(of(false), NEVER)
      expectObservable(source.pipe(reconnect(config({ online$ })))).toBe('--a', { a: offline(1) })
      expectSubscriptions(source.subscriptions).toBe('^-!')
    })
  })

  it('leaves a running attempt alone, and takes a repeated value for no change', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold('-c----#')
      const online$ = hot('--ftt---tt----tt', flags)
      const values = { c: 'c', a: delayed(1, 6), b: delayed(2, 22) }
      expectObservable(source.pipe(reconnect(config({ online$ }))), '^ 20ms !').toBe('-c----ac----b', values)
      expectSubscriptions(source.subscriptions).toBe(['^-----!', '------^-----!'])
    })
  })

  it('takes an online$ that errs for always online', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--#')
      const online$ = cold('-f--#', flags)
      const values = { a: offline(1), b: delayed(2, 16) }
      expectObservable(source.pipe(reconnect(config({ online$ }))), '^------!').toBe('--a---b', values)
      expectSubscriptions(source.subscriptions).toBe(['^-!', '----^-!'])
    })
  })

  it.each([
    ['completes', EMPTY],
    ['errs', throwError(() => 'no')],
    ['never emits', NEVER],
  ])('goes on when online$ completes and now$ %s', (_, now$) => {
    marbles(({ cold, expectObservable }) => {
      const result$ = cold('--#').pipe(reconnect(config({ online$: EMPTY, now$ })))
      expectObservable(result$, '^-----!').toBe('--a-b', { a: delayed(1, 2), b: delayed(2, 14) })
    })
  })
})

describe('reconnect: now$', () => {
  it('ends a delay and tries at once, but does not disturb an attempt', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold('--#')
      const now$ = hot('-n-n--n')
      const values = { a: delayed(1, 2), b: delayed(2, 14), c: delayed(3, 18) }
      expectObservable(source.pipe(reconnect(config({ now$ }))), '^--------!').toBe('--a-b---c', values)
      expectSubscriptions(source.subscriptions).toBe(['^-!', '--^-!', '------^-!'])
    })
  })

  it('tries at once while offline is believed', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold('--#')
      const online$ = concat(of(false), NEVER)
      const now$ = hot('-----n')
      const values = { a: offline(1), b: offline(2) }
      expectObservable(source.pipe(reconnect(config({ online$, now$ })))).toBe('--a----b', values)
      expectSubscriptions(source.subscriptions).toBe(['^-!', '-----^-!'])
    })
  })
})
