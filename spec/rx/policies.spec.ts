import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { exponential, fixed } from '../../lib/rx/policies.js'

const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const calls = fc.integer({ min: 2, max: 60 })

describe('fixed', () => {
  it('makes five tries, the first at once', () => {
    expect(fixed().tries).toBe(5)
    expect(fixed().delay(1)).toBe(0)
  })

  it('waits 5 s ± 20 %, asleep 60 s ± 50 %', () => {
    fc.assert(
      fc.property(draw, calls, (drawn, attempt) => {
        const { delay, dormantDelay } = fixed({ random: () => drawn })
        expect(Math.abs(delay(attempt) - 5000)).toBeLessThanOrEqual(1000)
        expect(Math.abs(dormantDelay() - 60_000)).toBeLessThanOrEqual(30_000)
      }),
      { seed: 7 },
    )
  })

  it('uses the whole range', () => {
    expect(fixed({ random: () => 0 }).delay(2)).toBe(4000)
    expect(fixed({ random: () => 0.5 }).delay(2)).toBe(5000)
    expect(fixed({ random: () => 0 }).dormantDelay()).toBe(30_000)
  })
})

describe('exponential', () => {
  it('grows from base to max', () => {
    const { delay } = exponential({ base: 100, factor: 3, max: 2000, jitter: 0 })
    expect([1, 2, 3, 4, 5, 6].map(delay)).toEqual([0, 100, 300, 900, 2000, 2000])
  })

  it('spreads the first try where it is asked to', () => {
    expect(exponential({ firstWithin: 20_000, random: () => 0.25 }).delay(1)).toBe(5000)
    expect(fixed({ firstWithin: 20_000, random: () => 0.25 }).delay(1)).toBe(5000)
  })

  it('stays finite and within the jitter for any attempt', () => {
    fc.assert(
      fc.property(draw, fc.integer({ min: 2, max: 100_000 }), (drawn, attempt) => {
        const wait = exponential({ base: 100, max: 2000, jitter: 0.5, random: () => drawn }).delay(attempt)
        expect(wait).toBeGreaterThanOrEqual(50)
        expect(wait).toBeLessThanOrEqual(3000)
      }),
      { seed: 7 },
    )
  })
})
