import { describe, expect, it } from '@jest/globals'
import { interval, merge, NEVER, Observable, take, throwError, timer, type SchedulerLike } from 'rxjs'
import { reportTyping } from '../../lib/typing/report-typing.js'
import { marbles } from '../rx/marbles.js'

/** What was told, and when in virtual milliseconds. */
const told = (scheduler: SchedulerLike) => {
  const words: string[] = []
  return {
    words,
    tell: (state: string): void => {
      words.push(`${state} ${String(scheduler.now())}`)
    },
  }
}

describe('reportTyping', () => {
  it('tells at once, at most every 3 s, and 5 s after the last keystroke', () => {
    marbles(({ hot, flush }, scheduler) => {
      const { words, tell } = told(scheduler)
      // Keystrokes at 0, 1, 2, 3.5 and 6 s.
      const keystrokes$ = hot('k 999ms k 999ms k 1499ms k 2499ms k')
      keystrokes$.pipe(reportTyping(tell, NEVER, scheduler)).subscribe()
      flush()
      expect(words).toEqual(['composing 0', 'composing 3500', 'paused 11000'])
    })
  })

  it('tells no more than 21 times of ten keystrokes a second for a minute', () => {
    marbles(({ flush }, scheduler) => {
      const { words, tell } = told(scheduler)
      interval(100, scheduler)
        .pipe(take(600), reportTyping(tell, NEVER, scheduler))
        .subscribe()
      flush()
      const composing = words.filter((word) => word.startsWith('composing'))
      expect(words.length).toBeLessThanOrEqual(21)
      expect(composing.length).toBeGreaterThanOrEqual(19)
      expect(words.at(-1)).toBe('paused 60000')
    })
  })

  it('ends a spell early and begins another with the next keystroke', () => {
    marbles(({ hot, flush }, scheduler) => {
      const { words, tell } = told(scheduler)
      const keystrokes$ = hot('k 499ms k 499ms k 9s k')
      const hush$ = hot('      700ms h 9s h')
      keystrokes$.pipe(reportTyping(tell, hush$, scheduler)).subscribe()
      flush()
      expect(words.slice(0, 4)).toEqual(['composing 0', 'paused 700', 'composing 1000', 'paused 6000'])
    })
  })

  it('emits nothing and completes with the keystrokes, paused where it was owed', () => {
    marbles(({ cold, flush, expectObservable, expectSubscriptions }, scheduler) => {
      const { words, tell } = told(scheduler)
      const keystrokes$ = cold('k 99ms |')
      expectObservable(keystrokes$.pipe(reportTyping(tell, NEVER, scheduler))).toBe('100ms |')
      expectSubscriptions(keystrokes$.subscriptions).toBe('^ 99ms !')
      flush()
      expect(words).toEqual(['composing 0', 'paused 100'])
    })
  })

  it.each<[string, string, readonly string[]]>([
    ['nothing', '|', []],
    ['nothing, ever', '-', []],
    ['only an error', '#', []],
    ['a keystroke, then an error', 'k 9ms #', ['composing 0', 'paused 10']],
    ['silence after a spell', 'k 5s |', ['composing 0', 'paused 5000']],
  ])('of %s', (_name, marble, expected) => {
    marbles(({ cold, flush, expectObservable }, scheduler) => {
      const { words, tell } = told(scheduler)
      const end = marble.replaceAll('k', '-')
      expectObservable(cold(marble).pipe(reportTyping(tell, NEVER, scheduler))).toBe(end)
      flush()
      expect(words).toEqual(expected)
    })
  })

  it('pauses when it is left, and lets go of the keystrokes; subscribed anew it begins anew', () => {
    marbles(({ hot, flush, expectObservable, expectSubscriptions }, scheduler) => {
      const { words, tell } = told(scheduler)
      const keystrokes$ = hot('-k 98ms k 99ms k')
      const report$ = keystrokes$.pipe(reportTyping(tell, NEVER, scheduler))
      expectObservable(report$, '^ 49ms !').toBe('-')
      expectObservable(report$, '90ms ^ 59ms !').toBe('-')
      expectSubscriptions(keystrokes$.subscriptions).toBe(['^ 49ms !', '90ms ^ 59ms !'])
      flush()
      expect(words).toEqual(['composing 1', 'paused 50', 'composing 100', 'paused 150'])
    })
  })

  it('leaves no timer behind', () => {
    marbles(({ flush }, scheduler) => {
      const report$ = merge(timer(0, scheduler), NEVER).pipe(reportTyping(() => undefined, NEVER, scheduler))
      const subscription = report$.subscribe()
      timer(100, scheduler).subscribe(() => {
        subscription.unsubscribe()
      })
      flush()
      expect(scheduler.actions).toEqual([])
      expect(scheduler.now()).toBe(100)
    })
  })

  it('hears keystrokes that come while it is subscribed, and an error that comes at once', () => {
    marbles((_helpers, scheduler) => {
      const { words, tell } = told(scheduler)
      const keystrokes$ = new Observable<number>((subscriber) => {
        subscriber.next(1)
        subscriber.next(2)
        subscriber.complete()
      })
      const ends: string[] = []
      keystrokes$.pipe(reportTyping(tell, NEVER, scheduler)).subscribe({ complete: () => ends.push('complete') })
      throwError(() => new Error('of the app'))
        .pipe(reportTyping(tell, NEVER, scheduler))
        .subscribe({ error: (error: unknown) => ends.push(String(error)) })
      expect([words, ends]).toEqual([
        ['composing 0', 'paused 0'],
        ['complete', 'Error: of the app'],
      ])
    })
  })
})
