import { describe, expect, it } from '@jest/globals'
import { EMPTY, NEVER, of, throwError } from 'rxjs'
import { watched } from '../../lib/rx/watched.js'
import { marbles } from './marbles.js'

describe('watched', () => {
  it('knows whether anybody is subscribed, and adds no subscription of its own', () => {
    marbles(({ hot, expectObservable, expectSubscriptions, flush }) => {
      const source$ = hot('-a-b-c-')
      const { value$, isWatched } = watched(source$)
      expect(isWatched()).toBe(false)
      expectObservable(value$, '^---!').toBe('-a-b')
      expectObservable(value$, '--^--!').toBe('---b-')
      expectSubscriptions(source$.subscriptions).toBe(['^---!', '--^--!'])
      flush()
      expect(isWatched()).toBe(false)
    })
  })

  it('forgets each who leaves, once', () => {
    const { value$, isWatched } = watched(NEVER)
    const [one, other] = [value$.subscribe(), value$.subscribe()]
    one.unsubscribe()
    one.unsubscribe()
    expect(isWatched()).toBe(true)
    other.unsubscribe()
    expect(isWatched()).toBe(false)
  })

  it.each([
    ['completes', EMPTY],
    ['is over at once', of(1)],
    ['errs', throwError(() => new Error('no'))],
  ])('is not watched after a source that %s', (_name, source$) => {
    const { value$, isWatched } = watched<number>(source$)
    value$.subscribe({ error: () => undefined })
    expect(isWatched()).toBe(false)
  })
})
