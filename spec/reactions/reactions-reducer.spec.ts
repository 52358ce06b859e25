import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { applyReaction, toReactions } from '../../lib/reactions/reactions-reducer.js'
import type { Reacted, Reactors } from '../../lib/reactions/reactions-reducer.js'

const reaction = fc.constantFrom('👍', '🔥', '__proto__', 'constructor')
const change = fc
  .record({ userId: fc.integer({ min: 1, max: 3 }), reaction, added: fc.boolean() })
  .map(({ userId, reaction: one, added }): Reacted => (added ? { userId, add: one } : { userId, remove: one }))
const changes = fc.array(change)

const all = (list: readonly Reacted[], from: Reactors = {}): Reactors => list.reduce(applyReaction, from)
const asSets = (reactors: Reactors): unknown =>
  Object.fromEntries(Object.entries(reactors).map(([one, userIds]) => [one, [...userIds].sort()]))

describe('applyReaction', () => {
  it('gives the same for every change heard once or more in a row, by the reference', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(change, fc.integer({ min: 1, max: 3 }))), (list) => {
        const once = list.map(([one]) => one)
        const repeated = list.flatMap(([one, times]) => Array.from({ length: times }, () => one))
        expect(all(repeated)).toEqual(all(once))
        const reactors = all(once)
        const last = once.at(-1)
        if (last !== undefined) expect(applyReaction(reactors, last)).toBe(reactors)
      }),
      { seed: 45 },
    )
  })

  it('gives the same sets when the last changes are told again, as after a resumption', () => {
    fc.assert(
      fc.property(changes, fc.nat(), (list, from) => {
        expect(asSets(all([...list, ...list.slice(from)]))).toEqual(asSets(all(list)))
      }),
      { seed: 46 },
    )
  })

  it('has each user once for a reaction, and no reaction of nobody', () => {
    fc.assert(
      fc.property(changes, (list) => {
        for (const userIds of Object.values(all(list))) {
          expect(userIds.length).toBeGreaterThan(0)
          expect(new Set(userIds).size).toBe(userIds.length)
        }
      }),
      { seed: 47 },
    )
  })

  it('adds one and takes another back in one change', () => {
    expect(applyReaction({ '👎': [21, 56] }, { userId: 21, add: '👍', remove: '👎' })).toEqual({
      '👎': [56],
      '👍': [21],
    })
  })
})

it('toReactions tells one’s own and how many, as a history message does', () => {
  expect(toReactions({ '👍': [21, 56], '🔥': [56] }, 21)).toEqual({ own: ['👍'], total: { '👍': 2, '🔥': 1 } })
})
