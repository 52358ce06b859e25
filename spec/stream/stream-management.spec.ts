import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Stanza } from '../../lib/model/stanza.js'
import * as sm from '../../lib/stream/stream-management.js'

const stanza = (id: string): Stanza => ({ kind: 'message', id })
const wrote = (state: sm.StreamManagement, ...ids: readonly string[]): sm.StreamManagement =>
  ids.reduce((now, id) => sm.wrote(now, stanza(id)), state)
const ids = (stanzas: readonly Stanza[]): (string | undefined)[] => stanzas.map(({ id }) => id)

describe('stream management', () => {
  it('acknowledges exactly the stanzas that h covers', () => {
    const queue: Stanza[] = [{ kind: 'iq', type: 'set', id: 'iq' }, { kind: 'presence' }, stanza('m1'), stanza('m2')]
    const state = queue.reduce(sm.wrote, sm.enabling())
    const result = sm.acknowledge(state, 3)
    expect(result?.stanzas).toEqual(queue.slice(0, 3))
    expect(result?.state.unacknowledged).toEqual([stanza('m2')])
  })

  it('counts over 2^32', () => {
    const state = wrote({ ...sm.enabling(), acknowledged: 4294967295 }, 'a', 'b', 'c')
    const result = sm.acknowledge(state, 1)
    expect(ids(result?.stanzas ?? [])).toEqual(['a', 'b'])
    expect(result?.state).toMatchObject({ acknowledged: 1, unacknowledged: [stanza('c')] })
    const read = sm.read(sm.read({ ...sm.enabled(sm.enabling(), 'x', true), read: 4294967295 }))
    expect(read.read).toBe(1)
  })

  it.each([
    ['one more than was written', 0, 3, 4],
    ['less than before', 5, 0, 4],
    ['less than before, over the wrap', 1, 2, 4294967295],
  ])('takes no h that is %s', (_name, acknowledged, written, h) => {
    const state = wrote({ ...sm.enabling(), acknowledged }, ...Array.from({ length: written }, String))
    expect(sm.acknowledge(state, h)).toBeNull()
  })

  it('counts reads from <enabled/> on, writes from <enable/> on', () => {
    const before = sm.enabling()
    expect(sm.read(before).read).toBe(0)
    expect(sm.read(sm.enabled(before, 'x', true)).read).toBe(1)
    expect(sm.enabled(wrote(before, 'a'), 'x', true).unacknowledged).toHaveLength(1)
  })

  it.each([
    ['an id that may be resumed', 'x', true, 'x'],
    ['an id alone', 'x', false, null],
    ['no id', undefined, true, null],
  ])('keeps the session id of %s', (_name, id, resume, kept) => {
    expect(sm.enabled(sm.enabling(), id, resume).id).toBe(kept)
  })

  it('forgets the id alone, and keeps what was written where <enable/> was refused', () => {
    const state = wrote(sm.enabled(sm.enabling(), 'x', true), 'a')
    expect(sm.forget(state)).toEqual({ ...state, id: null })
    expect(sm.refused(state)).toMatchObject({
      id: null,
      counting: false,
      enabled: false,
      unacknowledged: [stanza('a')],
    })
  })

  it('acknowledges every stanza once and in order, whatever the acknowledgements', () => {
    const step = fc.oneof(fc.constant('write' as const), fc.nat(5))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (steps, start) => {
        let state: sm.StreamManagement = { ...sm.enabling(), acknowledged: start }
        const acknowledged: (string | undefined)[] = []
        let written = 0
        for (const action of steps) {
          if (action === 'write') {
            state = sm.wrote(state, stanza(String(written++)))
            continue
          }
          const result = sm.acknowledge(state, (state.acknowledged + action) % 2 ** 32)
          if (action > state.unacknowledged.length) expect(result).toBeNull()
          else expect(result).not.toBeNull()
          if (result === null) continue
          acknowledged.push(...ids(result.stanzas))
          state = result.state
        }
        const all = [...acknowledged, ...ids(state.unacknowledged)]
        expect(all).toEqual(Array.from({ length: written }, (_, index) => String(index)))
        expect(state.acknowledged).toBe((start + acknowledged.length) % 2 ** 32)
      }),
      { seed: 21 },
    )
  })
})
