import { describe, expect, it } from '@jest/globals'
import { EMPTY, NEVER, of, Subject, take, throwError } from 'rxjs'
import { shareState } from '../../lib/rx/share-state.js'
import { marbles } from './marbles.js'

describe('shareState', () => {
  it('starts with the initial value and subscribes the source once for all', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--a--b--|')
      const state$ = source.pipe(shareState('i'))
      expectObservable(state$).toBe('i-a--b--|')
      expectObservable(state$, '---^').toBe('---a-b--|')
      expectSubscriptions(source.subscriptions).toBe('^-------!')
    })
  })

  it('replays synchronously', () => {
    const source$ = new Subject<number>()
    const state$ = source$.pipe(shareState(0))
    const seen: number[] = []
    const first = state$.subscribe()
    source$.next(1)
    state$.pipe(take(1)).subscribe((value) => seen.push(value))
    expect(seen).toEqual([1])
    first.unsubscribe()
    expect(source$.observed).toBe(false)
  })

  it('replays the last value and completes when it comes after the completion', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a|')
      const state$ = source.pipe(shareState('i'))
      expectObservable(state$).toBe('ia|')
      expectObservable(state$, '-----^').toBe('-----(a|)')
      expectSubscriptions(source.subscriptions).toBe('^-!')
    })
  })

  it('says the same reference once', () => {
    const same = { n: 1 }
    const seen: unknown[] = []
    of(same, same, { n: 1 })
      .pipe(shareState(same))
      .subscribe((value) => seen.push(value))
    expect(seen).toEqual([same, { n: 1 }])
    expect(seen[0]).toBe(same)
  })

  it('never errors: it keeps the last value, or goes on as told', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-a#').pipe(shareState('i'))).toBe('ia-')
      expectObservable(throwError(() => 'e').pipe(shareState('i', () => of('x')))).toBe('(ix|)')
    })
  })

  it('takes empty, silent and synchronous sources', () => {
    marbles(({ expectObservable }) => {
      expectObservable(EMPTY.pipe(shareState('i'))).toBe('(i|)')
      expectObservable(NEVER.pipe(shareState('i'))).toBe('i')
      expectObservable(of('a', 'b').pipe(shareState('i'))).toBe('(iab|)')
    })
  })

  it('lets the source go with the last subscriber and begins anew with the next', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a---')
      const state$ = source.pipe(shareState('i'))
      expectObservable(state$, '^--!').toBe('ia')
      expectObservable(state$, '^---!').toBe('ia')
      expectObservable(state$, '------^--!').toBe('------ia')
      expectSubscriptions(source.subscriptions).toBe(['^---!', '------^--!'])
    })
  })
})
