import { expect, it } from '@jest/globals'
import { filterMap } from '../../lib/rx/filter-map.js'
import { marbles } from './marbles.js'

const half = (value: string): string | undefined => (Number(value) % 2 === 0 ? String(Number(value) / 2) : undefined)

it('tells what became of each value, but nothing', () => {
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const source = hot('-1-2-3-4-|')
    expectObservable(source.pipe(filterMap(half))).toBe('---1---2-|')
    expectSubscriptions(source.subscriptions).toBe('^--------!')
    expectObservable(hot('-2-#').pipe(filterMap(half))).toBe('-1-#')
    expectObservable(hot('-2-4-|').pipe(filterMap(half)), '^-!').toBe('-1-')
  })
  expect.hasAssertions()
})

it('errs with what the function throws', () => {
  marbles(({ cold, expectObservable }) => {
    const failing = filterMap((): string => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- marbles compare errors by value
      throw 'error'
    })
    expectObservable(cold('-a-b|').pipe(failing)).toBe('-#')
  })
  expect.hasAssertions()
})
