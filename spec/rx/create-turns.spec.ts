import { describe, it } from '@jest/globals'
import { EMPTY, of, throwError } from 'rxjs'
import { createTurns } from '../../lib/rx/create-turns.js'
import { marbles } from './marbles.js'

describe('createTurns', () => {
  it('runs one after the other, each to its own subscriber', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const inTurn = createTurns()
      const one$ = cold('--a|')
      const other$ = cold('-b-|')
      expectObservable(inTurn(one$)).toBe('--a|')
      expectObservable(inTurn(other$)).toBe('----b-|')
      expectSubscriptions(one$.subscriptions).toBe('^--!')
      expectSubscriptions(other$.subscriptions).toBe('---^--!')
    })
  })

  it('is cold: each subscription is a turn of its own', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a|')
      const turn$ = createTurns()(source)
      expectObservable(turn$).toBe('-a|')
      expectObservable(turn$).toBe('---a|')
      expectSubscriptions(source.subscriptions).toBe(['^-!', '--^-!'])
    })
  })

  it('finishes what has begun, and withdraws what has not', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const inTurn = createTurns()
      const [begun$, waiting$, last$] = [cold('--a--|'), cold('a|'), cold('c|')]
      expectObservable(inTurn(begun$), '^--!').toBe('--a')
      expectObservable(inTurn(waiting$), '^--!').toBe('---')
      expectObservable(inTurn(last$)).toBe('-----c|')
      expectSubscriptions(begun$.subscriptions).toBe('^----!')
      expectSubscriptions(waiting$.subscriptions).toBe([])
      expectSubscriptions(last$.subscriptions).toBe('-----^!')
    })
  })

  it('tells an error to whom it happened, and goes on', () => {
    marbles(({ cold, expectObservable }) => {
      const inTurn = createTurns()
      expectObservable(inTurn(cold('-#', undefined, 'no'))).toBe('-#', undefined, 'no')
      expectObservable(inTurn(throwError(() => 'too'))).toBe('-#', undefined, 'too')
      expectObservable(inTurn(EMPTY)).toBe('-|')
      expectObservable(inTurn(of('a'))).toBe('-(a|)')
    })
  })
})
