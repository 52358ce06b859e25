import { describe, expect, it } from '@jest/globals'
import { EMPTY, filter, ignoreElements, map, merge, mergeMap, of, tap, throwError, type Observable } from 'rxjs'
import { stateMachine } from '../../lib/rx/state-machine.js'
import { marbles } from './marbles.js'

/** Every letter is noted; a capital one is asked for, and answered by the small one. */
const noted = (state: string, event: string): string => state + event
const newest = (state$: Observable<string>) => state$.pipe(map((state) => state.at(-1) ?? ''))
const capitals = (state$: Observable<string>) => newest(state$).pipe(filter((letter) => letter >= 'A' && letter <= 'Z'))

describe('stateMachine', () => {
  it('reduces events and what its work answers, and begins anew for every subscriber', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const event$ = cold('-a-B---|')
      const work$ = cold('--b|')
      const states$ = stateMachine(event$, noted, '', (state$) => capitals(state$).pipe(mergeMap(() => work$)))
      const values = { a: 'a', B: 'aB', b: 'aBb' }
      expectObservable(states$, '^------!').toBe('-a-B-b', values)
      expectObservable(states$, '--^---!').toBe('---a-B', values)
      expectSubscriptions(event$.subscriptions).toBe(['^------!', '--^---!'])
      expectSubscriptions(work$.subscriptions).toBe(['---^--!', '-----^!'])
    })
  })

  it('tells an answer that comes at once after the state that asked for it, to the work, too', () => {
    const [seen, seenByWork]: [string[], string[]] = [[], []]
    const states$ = stateMachine(of('A', 'B'), noted, '', (state$) =>
      merge(
        capitals(state$).pipe(mergeMap((letter) => of(letter.toLowerCase()))),
        state$.pipe(
          tap((state) => seenByWork.push(state)),
          ignoreElements(),
        ),
      ),
    )
    states$.subscribe((state) => seen.push(state))
    expect(seen).toEqual(['A', 'Aa', 'AaB', 'AaBb'])
    expect(seenByWork).toEqual(seen)
  })

  it('errs with its work', () => {
    marbles(({ cold, expectObservable }) => {
      const event = (marble: string): Observable<string> => cold(marble)
      expectObservable(stateMachine(event('a'), noted, '', () => throwError(() => 'error'))).toBe('#')
      expectObservable(stateMachine(event('a-#'), noted, '', () => EMPTY)).toBe('a-#')
    })
  })
})
