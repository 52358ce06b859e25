import { describe, expect, it } from '@jest/globals'
import { EMPTY, map, NEVER, of, take, throwError, toArray, type Observable } from 'rxjs'
import { pageUntil } from '../../lib/rx/page-until.js'
import { marbles } from './marbles.js'

const walk = (fetch: (page: number) => Observable<number>, last = 3): Observable<number> =>
  pageUntil({ first: 1, next: (page) => (page < last ? page + 1 : undefined), fetch })

describe('pageUntil', () => {
  it('fetches one page after the other until there is no next', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer$ = cold('--(p|)')
      const values = { a: 1, b: 2, c: 3 }
      const result$ = walk((page) => answer$.pipe(map(() => page)))
      expectObservable(result$).toBe('--a-b-(c|)', values)
      expectSubscriptions(answer$.subscriptions).toBe(['^-!', '--^-!', '----^-!'])
    })
  })

  it('cancels the fetch under way when unsubscribed, and walks anew for every subscriber', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer$ = cold('--(p|)')
      const result$ = walk((page) => answer$.pipe(map(() => page)))
      expectObservable(result$, '^--!').toBe('--a', { a: 1 })
      expectObservable(result$, '10ms ^--!').toBe('10ms --a', { a: 1 })
      expectSubscriptions(answer$.subscriptions).toBe(['^-!', '--^!', '10ms ^-!', '12ms ^!'])
    })
  })

  it('errs with the first error', () => {
    marbles(({ expectObservable }) => {
      expectObservable(walk((page) => (page === 2 ? throwError(() => 'no') : of(page)))).toBe('(a#)', { a: 1 }, 'no')
    })
  })

  it('takes empty, silent and synchronous answers', () => {
    marbles(({ expectObservable }) => {
      expectObservable(walk(() => EMPTY)).toBe('|')
      expectObservable(walk(() => NEVER)).toBe('-')
      expectObservable(walk((page) => of(page)).pipe(toArray())).toBe('(a|)', { a: [1, 2, 3] })
    })
  })

  it('fetches no page that nobody takes, and nothing before it is subscribed', () => {
    const fetched: number[] = []
    const result$ = walk((page) => {
      fetched.push(page)
      return of(page)
    })
    expect(fetched).toEqual([])
    result$.pipe(take(2)).subscribe()
    expect(fetched).toEqual([1, 2])
  })
})
