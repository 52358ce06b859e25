import { describe, expect, it } from '@jest/globals'
import { of, take, throwError } from 'rxjs'
import { fixed } from '../../lib/rx/policies.js'
import { reconnect } from '../../lib/rx/reconnect.js'
import { marbles } from './marbles.js'
import { attempts, closed, config, delayed } from './reconnect-fixtures.js'

describe('reconnect: the source as it comes', () => {
  it('passes an empty source on', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('|')
      expectObservable(source.pipe(reconnect(config()))).toBe('|')
      expectSubscriptions(source.subscriptions).toBe('(^!)')
    })
  })

  it('is silent with a source that never emits', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-')
      expectObservable(source.pipe(reconnect(config()))).toBe('-')
      expectSubscriptions(source.subscriptions).toBe('^')
    })
  })

  it('passes states on, completes with the source and lets go of online$ and now$', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold('-c-u-|')
      const online$ = hot<boolean>('-')
      const now$ = hot('-')
      expectObservable(source.pipe(reconnect(config({ online$, now$ })))).toBe('-c-u-|')
      expectSubscriptions(source.subscriptions).toBe('^----!')
      expectSubscriptions(online$.subscriptions).toBe('^----!')
      expectSubscriptions(now$.subscriptions).toBe('^----!')
    })
  })

  it('takes a source that emits synchronously', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const now$ = hot('-')
      expectObservable(of('c', 'u').pipe(reconnect(config({ now$ })))).toBe('(cu|)')
      expectObservable(of('c', 'u').pipe(reconnect(config({ now$ })), take(1))).toBe('(c|)')
      expectSubscriptions(now$.subscriptions).toBe(['(^!)', '(^!)'])
    })
  })

  it('starts afresh for every subscriber', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-#')
      const result$ = source.pipe(reconnect(config()))
      expectObservable(result$, '^ 4ms !').toBe('-ab', { a: delayed(1, 1), b: delayed(2, 12) })
      expectObservable(result$, '30ms ^ 4ms !').toBe('30ms -ab', { a: delayed(1, 31), b: delayed(2, 42) })
      expectSubscriptions(source.subscriptions).toBe(['^!', '-^!', '30ms ^!', '31ms ^!'])
    })
  })
})

describe('reconnect: tries', () => {
  it('makes five tries, then sleeps and tries once per dormant delay', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('#')
      const values = {
        a: delayed(1, 0),
        b: delayed(2, 10),
        c: delayed(3, 20),
        d: delayed(4, 30),
        e: delayed(5, 40),
        f: closed(140),
        g: closed(240),
        h: closed(340),
      }
      const expected = '(ab) 6ms c 9ms d 9ms e 9ms f 99ms g 99ms h'
      expectObservable(source.pipe(reconnect(config())), '^ 249ms !').toBe(expected, values)
      const each = ['(^!)', '(^!)', '10ms (^!)', '20ms (^!)', '30ms (^!)', '40ms (^!)', '140ms (^!)', '240ms (^!)']
      expectSubscriptions(source.subscriptions).toBe(each)
    })
  })

  it('makes the first try at once, and says so', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--#')
      expectObservable(source.pipe(reconnect(config())), '^--!').toBe('--a', { a: delayed(1, 2) })
      expectSubscriptions(source.subscriptions).toBe(['^-!', '--^!'])
    })
  })

  it('with zero tries does nothing by itself: only now$ starts one', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold('-#')
      const online$ = hot('---f-t---', { f: false, t: true })
      const now$ = hot('   500ms n 9ms n')
      const policy = { ...fixed(), tries: 0 }
      const result$ = source.pipe(reconnect(config({ online$, now$, policy })))
      expectObservable(result$).toBe('-a 499ms a 9ms a', { a: closed(null) })
      expectSubscriptions(source.subscriptions).toBe(['^!', '500ms ^!', '510ms ^!'])
    })
  })

  it('goes back to sleep when a link comes up but does not stay', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold('-u-#')
      const now$ = hot('10ms n')
      const policy = { tries: 1, delay: () => 0, dormantDelay: () => 100 }
      const values = { u: 'u', a: delayed(1, 3), x: closed(106), y: closed(113) }
      expectObservable(source.pipe(reconnect(config({ policy, now$ }))), '^ 20ms !').toBe('-u-au-x----u-y', values)
      expectSubscriptions(source.subscriptions).toBe(['^--!', '---^--!', '10ms ^--!'])
    })
  })

  it('wakes from sleep at once on a network and on now$, and runs no timer offline', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold('#')
      const policy = { tries: 1, delay: () => 0, dormantDelay: () => 100 }
      const online$ = hot('-----f 300ms t', { f: false, t: true })
      const now$ = hot('   400ms n')
      const values = { a: delayed(1, 0), b: closed(100), c: closed(null), d: closed(406), e: closed(500) }
      const expected = '(ab)-c 300ms d 93ms e'
      expectObservable(source.pipe(reconnect(config({ policy, online$, now$ }))), '^ 450ms !').toBe(expected, values)
      expectSubscriptions(source.subscriptions).toBe(['(^!)', '(^!)', '306ms (^!)', '400ms (^!)'])
    })
  })
})

describe('reconnect: fatal errors', () => {
  it('end it with that very error and nothing more', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const online$ = hot<boolean>('-')
      const now$ = hot('-')
      const source = attempts(cold('-c#', undefined, 'soft'), cold('-u#', undefined, 'fatal'))
      const values = { c: 'c', u: 'u', a: delayed(1, 2) }
      expectObservable(source.pipe(reconnect(config({ online$, now$ })))).toBe('-cau#', values, 'fatal')
      expectSubscriptions(online$.subscriptions).toBe('^---!')
      expectSubscriptions(now$.subscriptions).toBe('^---!')
    })
  })

  it('are judged by the last state of their own attempt', () => {
    const judged: [unknown, string | undefined][] = []
    const isFatal = (error: unknown, last: string | undefined): boolean => judged.push([error, last]) === 2
    const error = new Error('gone')
    marbles(({ cold, expectObservable }) => {
      const source = attempts(
        cold('-cu#', undefined, 'soft'),
        throwError(() => error),
      )
      const values = { c: 'c', u: 'u', a: delayed(1, 3) }
      expectObservable(source.pipe(reconnect(config({ isFatal })))).toBe('-cu(a#)', values, error)
    })
    expect(judged).toEqual([
      ['soft', 'u'],
      [error, undefined],
    ])
    expect(judged[1]?.[0]).toBe(error)
  })
})
