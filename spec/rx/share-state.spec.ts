import { describe, it } from '@jest/globals'
import { EMPTY, NEVER, of } from 'rxjs'
import { shareState } from '../../lib/rx/share-state.js'
import { marbles } from './marbles.js'

describe('shareState', () => {
  it('begins with the initial value, replays the latest and shares', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b|')
      const state$ = shareState('i', source)
      expectObservable(state$).toBe('ia-b|')
      expectObservable(state$, '--^').toBe('--ab|')
      expectObservable(state$, '------^').toBe('------(b|)')
      expectSubscriptions(source.subscriptions).toBe('^---!')
    })
  })

  it('begins anew when nobody watched', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-----b')
      const state$ = shareState('i', source)
      expectObservable(state$, '^--!').toBe('ia')
      expectObservable(state$, '----^--!').toBe('----ia')
      expectSubscriptions(source.subscriptions).toBe(['^--!', '----^--!'])
    })
  })

  it('tells no value twice in a row', () => {
    marbles(({ cold, expectObservable }) => {
      const long$ = shareState('i', cold('-aAbB'), (one, other) => one.toLowerCase() === other.toLowerCase())
      expectObservable(long$).toBe('ia-b')
      expectObservable(shareState('a', cold('aab|'))).toBe('a-b|')
      expectObservable(shareState('i', EMPTY)).toBe('(i|)')
      expectObservable(shareState('i', NEVER)).toBe('i')
      expectObservable(shareState('i', of('a'))).toBe('(ia|)')
    })
  })
})
