import { describe, expect, it } from '@jest/globals'
import { EMPTY, NEVER, of, Subject, take, tap, throwError } from 'rxjs'
import { oneAtATime } from '../../lib/rx/one-at-a-time.js'
import { marbles } from './marbles.js'

describe('oneAtATime', () => {
  it('changes nothing where nothing overlaps', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-|')
      expectObservable(source.pipe(oneAtATime())).toBe('-a-b-|')
      expectObservable(source.pipe(oneAtATime()), '^--!').toBe('-a')
      expectSubscriptions(source.subscriptions).toBe(['^----!', '^--!'])
      expectObservable(EMPTY.pipe(oneAtATime())).toBe('|')
      expectObservable(NEVER.pipe(oneAtATime())).toBe('-')
      expectObservable(throwError(() => 'no').pipe(oneAtATime())).toBe('#', undefined, 'no')
      expectObservable(of('a', 'b').pipe(oneAtATime())).toBe('(ab|)')
    })
  })

  it('lets values and the end wait for the one being handled', () => {
    const source$ = new Subject<number>()
    const log: string[] = []
    source$.pipe(oneAtATime()).subscribe({
      next: (value) => {
        log.push(`begin ${String(value)}`)
        if (value < 3) source$.next(value + 1)
        else source$.complete()
        log.push(`end ${String(value)}`)
      },
      complete: () => log.push('done'),
    })
    source$.next(1)
    expect(log).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3', 'done'])
  })

  it('is a loop, and stops when nobody takes more', () => {
    const source$ = new Subject<number>()
    let last = 0
    source$
      .pipe(
        oneAtATime(),
        take(100_000),
        tap((value) => {
          last = value
          source$.next(value + 1)
        }),
      )
      .subscribe()
    source$.next(1)
    expect(last).toBe(100_000)
  })
})
