import { describe, expect, it } from '@jest/globals'
import { concat, defer, NEVER, of } from 'rxjs'
import { sharedByKey } from '../../lib/rx/shared-by-key.js'
import { marbles } from './marbles.js'

describe('sharedByKey', () => {
  it('makes one for each key, shares it while it is subscribed, and replays its last value', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('a-b-c-d-e')
      const made: string[] = []
      const shared = sharedByKey((key: string) => {
        made.push(key)
        return source$
      })
      const held$ = shared('x')
      expectObservable(held$, '^---!').toBe('a-b-')
      expectObservable(shared('x'), '---^-!').toBe('---bc-')
      expectObservable(shared('y'), '-^--!').toBe('-a-b')
      // Everybody had left: it begins anew, and who kept it joins.
      expectObservable(shared('x'), '------^---!').toBe('------a-b')
      expectObservable(held$, '-------^--!').toBe('-------ab')
      expectSubscriptions(source$.subscriptions).toBe(['^----!', '-^--!', '------^---!'])
      expect(made).toEqual([])
    })
  })

  it('passes its end and its error on, and is made anew afterwards', () => {
    marbles(({ cold, expectObservable }) => {
      const ends = sharedByKey((key: string) => cold(key))
      expectObservable(ends('a|')).toBe('a|')
      expectObservable(ends('a|'), '---^').toBe('---a|')
      expectObservable(ends('#')).toBe('#')
    })
  })

  it('keeps nothing of a key nobody listens to', () => {
    let made = 0
    const shared = sharedByKey((key: number) => defer(() => concat(of(key * ++made), NEVER)))
    const seen: number[] = []
    for (let round = 0; round < 3; round++)
      shared(10)
        .subscribe((value) => seen.push(value))
        .unsubscribe()
    expect(seen).toEqual([10, 20, 30])
  })
})
