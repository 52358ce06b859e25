import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { NEVER } from 'rxjs'
import {
  arrange,
  arranged,
  everything,
  nothingHeld,
  type ArrangeInput,
  type Arranging,
  type Arrival,
  type Order,
} from '../../lib/catch-up/arrange.js'
import { marbles } from '../rx/marbles.js'

const run = (inputs: readonly ArrangeInput<string>[]): readonly string[] => {
  const out: string[] = []
  inputs.reduce<Arranging<string>>((state, input) => {
    const next = arranged(state, input)
    out.push(...next.out)
    return next
  }, nothingHeld)
  return out
}
const arrival = (key: string, value: string, storedAt?: number): ArrangeInput<string> => ({
  type: 'arrival',
  arrival: { key, value, storedAt },
})
const hold = (key: string): ArrangeInput<string> => ({ type: 'hold', key })
const release = (key: string): ArrangeInput<string> => ({ type: 'release', key })
const feed = (...values: readonly string[]): ArrangeInput<string> => ({ type: 'feed', values })

describe('arranging what arrives', () => {
  it('puts what was missed ahead of what came meanwhile, in its dialog alone', () => {
    expect(
      run([hold('a'), arrival('a', 'a2'), arrival('b', 'b1'), feed('a0', 'a1'), release('a'), arrival('a', 'a3')]),
    ).toEqual(['b1', 'a0', 'a1', 'a2', 'a3'])
  })

  it('puts what the server had put aside in the order in which it did, and ahead', () => {
    const inputs = [
      hold(everything),
      arrival('a', 'live'),
      arrival('b', 'second', 2),
      arrival('a', 'first', 1),
      release(everything),
    ]
    expect(run(inputs)).toEqual(['first', 'second', 'live'])
  })

  it('goes on holding a dialog when all others are let go', () => {
    const inputs = [
      hold('a'),
      hold(everything),
      arrival('a', 'a1'),
      arrival('b', 'b1'),
      release(everything),
      feed('a0'),
      release('a'),
    ]
    expect(run(inputs)).toEqual(['b1', 'a0', 'a1'])
  })

  it('takes no notice of a second hold, and of a release of what is not held', () => {
    expect(run([release('a'), hold('a'), arrival('a', 'a1'), hold('a'), release('a'), release('a')])).toEqual(['a1'])
  })

  it('lets everything through once, in the order of each dialog, whatever is held and let go (seed 3)', () => {
    const key = fc.constantFrom('a', 'b', 'c')
    const step = fc.oneof(
      { weight: 4, arbitrary: key.map((each) => ({ type: 'arrival' as const, key: each })) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('a', 'b', 'c', everything).map((each) => ({ type: 'hold' as const, key: each })),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom('a', 'b', 'c', everything).map((each) => ({ type: 'release' as const, key: each })),
      },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const inputs = steps.map((each, index): ArrangeInput<string> =>
          each.type === 'arrival' ? arrival(each.key, `${each.key}${String(index).padStart(2, '0')}`) : each,
        )
        const out = run([...inputs, ...[everything, 'a', 'b', 'c'].map(release)])
        const said = inputs.flatMap((input) => (input.type === 'arrival' ? [input.arrival.value] : []))
        expect([...out].sort()).toEqual([...said].sort())
        for (const each of ['a', 'b', 'c'])
          expect(out.filter((value) => value.startsWith(each))).toEqual(said.filter((value) => value.startsWith(each)))
      }),
      { seed: 3, numRuns: 300 },
    )
  })

  it('listens once to each, completes and errs with both or the arrivals', () => {
    const arrivals: Record<string, Arrival<string>> = { x: { key: 'a', value: 'x' }, y: { key: 'a', value: 'y' } }
    const orders: Record<string, Order<string>> = { h: { type: 'hold', key: 'a' }, r: { type: 'release', key: 'a' } }
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const order$ = hot('-h-r-|', orders)
      const arrival$ = hot('x-y--|', arrivals)
      expectObservable(arrival$.pipe(arrange(order$))).toBe('x--y-|')
      expectSubscriptions(order$.subscriptions).toBe('^----!')
      expectSubscriptions(arrival$.subscriptions).toBe('^----!')
      expectObservable(cold<Arrival<string>>('-#').pipe(arrange(NEVER))).toBe('-#')
    })
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const arrival$ = hot('x-y', arrivals)
      expectObservable(arrival$.pipe(arrange(NEVER)), '^-!').toBe('x', { x: 'x' })
      expectSubscriptions(arrival$.subscriptions).toBe('^-!')
    })
  })
})
