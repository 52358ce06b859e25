import { expect, it } from '@jest/globals'
import { flat } from '../../lib/rx/flat.js'
import { marbles } from './marbles.js'

it('tells what is in the lists, in order, and ends with its source', () => {
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const lists: Readonly<Record<string, readonly string[]>> = { a: ['1', '2'], b: [], c: ['3'] }
    const source = hot('-a---b-c-|', lists)
    expectObservable(source.pipe(flat<string>())).toBe('-(12)--3-|')
    expectSubscriptions(source.subscriptions).toBe('^--------!')
    expectObservable(hot('-a---#', lists).pipe(flat<string>())).toBe('-(12)#')
    const left$ = hot('-a---c', lists)
    expectObservable(left$.pipe(flat<string>()), '^-!').toBe('-(12)')
    expectSubscriptions(left$.subscriptions).toBe(['^-!'])
  })
  expect.hasAssertions()
})
