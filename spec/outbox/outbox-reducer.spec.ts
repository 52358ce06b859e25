import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { MessageStanza } from '../../lib/model/stanza.js'
import { createEntryTable } from '../../lib/outbox/entry-table.js'
import { entered, releasable, released, sessionLost } from '../../lib/outbox/outbox-reducer.js'

const window = 20
const users = [21, 22] as const

const stanzaOf = (id: string): MessageStanza => ({ kind: 'message', type: 'chat', id, to: '56-1@chat.localhost' })
const entry = (number: number, userId: number) =>
  entered({
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
  const { state, add, all, inFlight, remove, replace, find } = createEntryTable()
  let count = 0
  const writtenInSession = new Map<number, string[]>(users.map((id) => [id, []]))
  const foreign: string[] = []
  const settlements: string[] = []
  const backwards: string[] = []
  const rank = new Map<string, number>()
  let mostInFlight = 0
  let ordered = true
  let found = true
  let counted = true

  const apply = (next: Step): void => {
    if (next.type === 'submit') {
      for (let left = next.burst; left > 0; left--) add([entry(count++, next.user)])
    }
    if (next.type === 'again') add([state.get()[0] ?? entry(count++, 21)])
    if (next.type === 'release') {
      const entries = releasable(all(), next.user, window - inFlight(next.user))
      foreign.push(...entries.filter(({ userId }) => userId !== next.user).map(({ id }) => id))
      writtenInSession.get(next.user)?.push(...entries.map(({ id }) => id))
      replace(entries.map(released))
    }
    if (next.type === 'lost') {
      state.set(sessionLost(state.get(), next.user))
      writtenInSession.set(next.user, [])
    }
    if (next.type === 'acknowledge') {
      const done = state.get().filter(({ userId, written }) => written && userId === next.user)
      remove(done.slice(0, next.count))
      settlements.push(...done.slice(0, next.count).map(({ id }) => id))
    }
    if (next.type === 'fail') {
      const failed = state.get()[next.pick]
      if (failed === undefined) return
      settlements.push(failed.id)
      remove([failed])
    }
  }
  const observe = (): void => {
    for (const each of state.get()) {
      const { id, status } = each
      found &&= find(id) === each
      const now = status === 'queued' ? 0 : 1
      if (now < (rank.get(id) ?? 0)) backwards.push(id)
      rank.set(id, now)
    }
    for (const userId of users) {
      const { length } = state.get().filter((each) => each.userId === userId && each.written)
      mostInFlight = Math.max(mostInFlight, length)
      counted &&= inFlight(userId) === length
    }
    ordered &&= ascending(state.get().map(({ id }) => id))
    ordered &&= [...writtenInSession.values()].every(ascending)
  }
  for (const next of steps) {
    apply(next)
    observe()
  }
  return { left: state.get(), foreign, settlements, backwards, mostInFlight, ordered, found, counted, count }
}

describe('the outbox reducer', () => {
  it('keeps its promises whatever happens in whatever order (seed 20)', () => {
    let full = 0
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const { settlements, mostInFlight, left, count, ...seen } = run(steps)
        if (mostInFlight === window) full += 1
        expect(seen).toEqual({ foreign: [], backwards: [], ordered: true, found: true, counted: true })
        expect(mostInFlight).toBeLessThanOrEqual(window)
        expect(new Set(settlements).size).toBe(settlements.length)
        // Nothing vanishes: what was submitted is on its way or was settled.
        expect(left.length + settlements.length).toBe(count)
      }),
      { seed: 20, numRuns: 300 },
    )
    // The limit was reached, so it was tested.
    expect(full).toBeGreaterThan(0)
  })

  it('writes again what the lost session had not acknowledged, in the old order and first', () => {
    const [m1, m2] = [released(entry(1, 21)), entry(2, 21)]
    const lost = sessionLost([m1, m2], 21)
    expect(releasable(lost, 21, window).map(({ id, status }) => [id, status])).toEqual([
      ['m1', 'sending'],
      ['m2', 'queued'],
    ])
  })

  it('gives the same reference when nothing changed', () => {
    const state = [entry(0, 21)]
    expect(sessionLost(state, 21)).toBe(state)
    const written = state.map(released)
    expect(sessionLost(written, 22)).toBe(written)
  })

  it('leaves the entries of another user alone', () => {
    const state = [entry(0, 21), entry(1, 22)]
    expect(releasable(state, 22, window).map(({ id }) => id)).toEqual(['m1'])
    expect(sessionLost(state.map(released), 22).map(({ written: yes }) => yes)).toEqual([true, false])
  })
})
