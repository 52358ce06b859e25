import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { MessageStanza } from '../../lib/model/stanza.js'
import {
  emptyOutbox,
  releasable,
  released,
  sessionLost,
  settled,
  submitted,
  type OutboxState,
} from '../../lib/outbox/outbox-reducer.js'

const window = 20
const users = [21, 22] as const

const stanzaOf = (id: string): MessageStanza => ({ kind: 'message', type: 'chat', id, to: '56-1@chat.localhost' })
const entry = (number: number, userId: number) => ({
  id: `m${String(number)}`,
  userId,
  kind: 'message',
  stanza: stanzaOf(`m${String(number)}`),
  at: number,
  queue: 'tab',
  background: false,
  call: false,
})

type Step =
  | { readonly type: 'submit'; readonly user: number; readonly burst: number }
  | { readonly type: 'again' }
  | { readonly type: 'release' | 'lost'; readonly user: number }
  | { readonly type: 'acknowledge'; readonly user: number; readonly count: number }
  | { readonly type: 'fail'; readonly pick: number }

const user = fc.constantFrom(...users)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('submit' as const), user, burst: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.constant({ type: 'again' as const }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('release' as const, 'lost' as const), user }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('acknowledge' as const), user, count: fc.nat(25) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('fail' as const), pick: fc.nat(40) }) },
)

const numberOf = (id: string): number => Number(id.slice(1))
const ascending = (ids: readonly string[]): boolean =>
  ids.every((id, index) => index === 0 || numberOf(id) > numberOf(ids[index - 1] ?? ''))

/** Runs the steps and tells everything that was observed on the way. */
const run = (steps: readonly Step[]) => {
  let state: OutboxState = emptyOutbox
  let count = 0
  const writtenInSession = new Map<number, string[]>(users.map((id) => [id, []]))
  const foreign: string[] = []
  const settlements: string[] = []
  const backwards: string[] = []
  const rank = new Map<string, number>()
  let mostInFlight = 0
  let ordered = true

  const apply = (next: Step): void => {
    if (next.type === 'submit') {
      for (let left = next.burst; left > 0; left--) state = submitted(state, [entry(count++, next.user)])
    }
    if (next.type === 'again') state = submitted(state, [state[0] ?? entry(count++, 21)])
    if (next.type === 'release') {
      const entries = releasable(state, next.user, window)
      foreign.push(...entries.filter(({ userId }) => userId !== next.user).map(({ id }) => id))
      writtenInSession.get(next.user)?.push(...entries.map(({ id }) => id))
      state = released(state, new Set(entries.map(({ id }) => id)))
    }
    if (next.type === 'lost') {
      state = sessionLost(state, next.user)
      writtenInSession.set(next.user, [])
    }
    if (next.type === 'acknowledge') {
      const ids = state.filter(({ userId, written }) => written && userId === next.user).slice(0, next.count)
      settlements.push(...ids.map(({ id }) => id))
      state = settled(state, new Set(ids.map(({ id }) => id)))
    }
    if (next.type === 'fail') {
      const failed = state[next.pick]
      if (failed === undefined) return
      settlements.push(failed.id)
      state = settled(state, new Set([failed.id]))
    }
  }
  const observe = (): void => {
    for (const { id, status } of state) {
      const now = status === 'queued' ? 0 : 1
      if (now < (rank.get(id) ?? 0)) backwards.push(id)
      rank.set(id, now)
    }
    for (const userId of users)
      mostInFlight = Math.max(mostInFlight, state.filter((each) => each.userId === userId && each.written).length)
    ordered &&= ascending(state.map(({ id }) => id))
    ordered &&= [...writtenInSession.values()].every(ascending)
  }
  for (const next of steps) {
    apply(next)
    observe()
  }
  return { state, foreign, settlements, backwards, mostInFlight, ordered, count }
}

describe('the outbox reducer', () => {
  it('keeps its promises whatever happens in whatever order (seed 20)', () => {
    let full = 0
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const { foreign, settlements, backwards, mostInFlight, ordered, state, count } = run(steps)
        if (mostInFlight === window) full += 1
        expect({ foreign, backwards, ordered }).toEqual({ foreign: [], backwards: [], ordered: true })
        expect(mostInFlight).toBeLessThanOrEqual(window)
        expect(new Set(settlements).size).toBe(settlements.length)
        // Nothing vanishes: what was submitted is on its way or was settled.
        expect(state.length + settlements.length).toBe(count)
      }),
      { seed: 20, numRuns: 300 },
    )
    // The limit was reached, so it was tested.
    expect(full).toBeGreaterThan(0)
  })

  it('writes again what the lost session had not acknowledged, in the old order and first', () => {
    const all = [0, 1, 2].map((number) => entry(number, 21))
    const sent = released(submitted(emptyOutbox, all), new Set(['m0', 'm1']))
    const lost = sessionLost(settled(sent, new Set(['m0'])), 21)
    expect(releasable(lost, 21, window).map(({ id, status }) => [id, status])).toEqual([
      ['m1', 'sending'],
      ['m2', 'queued'],
    ])
  })

  it('gives the same reference when nothing changed', () => {
    const state = submitted(emptyOutbox, [entry(0, 21)])
    expect(submitted(state, [entry(0, 21)])).toBe(state)
    expect(settled(state, new Set(['other']))).toBe(state)
    expect(sessionLost(state, 21)).toBe(state)
    expect(sessionLost(released(state, new Set(['m0'])), 22)).toEqual(released(state, new Set(['m0'])))
  })

  it('leaves the entries of another user alone', () => {
    const state = submitted(emptyOutbox, [entry(0, 21), entry(1, 22)])
    expect(releasable(state, 22, window).map(({ id }) => id)).toEqual(['m1'])
    const written = released(state, new Set(['m0', 'm1']))
    expect(sessionLost(written, 22).map(({ written: yes }) => yes)).toEqual([true, false])
  })
})
