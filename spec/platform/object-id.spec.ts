import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { createObjectIds } from '../../lib/platform/object-id.js'
import { defaultPlatform } from '../../lib/platform/platform.js'

const { random } = defaultPlatform()

describe('createObjectIds', () => {
  it('makes 24 hex digits: seconds, creator, counter', () => {
    const newId = createObjectIds({ now: () => 0x65000000 * 1000 + 999, random: () => 0.5 })
    expect(newId()).toBe('65000000' + '8000080000' + '800000')
    expect(newId()).toBe('65000000' + '8000080000' + '800001')
  })

  it('wraps its counter', () => {
    const newId = createObjectIds({ now: () => 0, random: () => 1 - 2 ** -32 })
    expect(newId().slice(-6)).toBe('ffffff')
    expect(newId().slice(-6)).toBe('000000')
  })

  it('is well-formed for any clock and any draw', () => {
    const drawn = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(fc.integer({ min: -1e15, max: 1e15 }), drawn, (now, draw) => {
        expect(createObjectIds({ now: () => now, random: () => draw })()).toMatch(/^[0-9a-f]{24}$/)
      }),
      { seed: 7 },
    )
  })

  it('never repeats itself, nor another creator', () => {
    const [one, other] = [createObjectIds({ now: () => 0, random }), createObjectIds({ now: () => 0, random })]
    const ids = Array.from({ length: 20_000 }, (_, n) => (n % 2 ? one() : other()))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('draws nothing before the first id', () => {
    let draws = 0
    createObjectIds({ now: () => 0, random: () => draws++ / 100 })
    expect(draws).toBe(0)
  })
})

describe('random', () => {
  it('is from 0 up to 1 and not always the same', () => {
    const drawn = Array.from({ length: 1000 }, random)
    for (const value of drawn) {
      expect(value).toBeGreaterThanOrEqual(0)
      expect(value).toBeLessThan(1)
    }
    expect(new Set(drawn).size).toBeGreaterThan(990)
  })
})
