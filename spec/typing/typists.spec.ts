import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { nextTypists, nobody, stillTyping, type Typists } from '../../lib/typing/typists.js'

const change = fc.record({
  userId: fc.integer({ min: 1, max: 5 }),
  typing: fc.boolean(),
  wait: fc.integer({ min: 0, max: 12_000 }),
})

/** Each step as the reducer took it, with the time at which it did. */
const play = (changes: readonly { userId: number; typing: boolean; wait: number }[]) => {
  let at = 0
  let typists = nobody
  return changes.map((step) => {
    at += step.wait
    typists = nextTypists(typists, step, at)
    return { at, step, typists }
  })
}

const ids = (typists: Typists): readonly number[] => [...typists.keys()]

describe('typists', () => {
  it('are exactly those whose last word was that they type, 10 s ago at most', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const played = play(changes)
        played.forEach(({ at, typists }, index) => {
          const believed = [1, 2, 3, 4, 5].filter((userId) => {
            const last = [...played.slice(0, index + 1)].reverse().find(({ step }) => step.userId === userId)
            return last?.step.typing === true && at < last.at + 10_000
          })
          expect([...ids(typists)].sort()).toEqual(believed)
        })
      }),
      { seed: 5 },
    )
  })

  it('stand in the order in which they began, however often they say so again', () => {
    const at = (userId: number, typing: boolean, wait: number) => ({ userId, typing, wait })
    const played = play([at(2, true, 0), at(1, true, 1000), at(2, true, 4000), at(1, false, 0), at(1, true, 0)])
    expect(played.map(({ typists }) => ids(typists))).toEqual([[2], [2, 1], [2, 1], [2], [2, 1]])
  })

  it('are changed by no step', () => {
    const before = nextTypists(nobody, { userId: 1, typing: true }, 0)
    nextTypists(before, { userId: 1, typing: false }, 1)
    nextTypists(before, { userId: 2, typing: true }, 1)
    expect([ids(before), ids(nobody)]).toEqual([[1], []])
  })

  it('are gone at the very moment their time is up', () => {
    const typists = nextTypists(nobody, { userId: 1, typing: true }, 500)
    expect([10_499, 10_500].map((at) => ids(stillTyping(typists, at)))).toEqual([[1], []])
  })
})
