import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { wellFormed } from './support/arbitrary-frames.js'
import { compare, compareMutations } from './support/compare.js'

describe('parseFrame, beside saxes', () => {
  it('reads the same tree from every well-formed frame', () => {
    const property = fc.property(wellFormed, (frame) => {
      expect(compare(frame)).toBe('same tree')
    })
    fc.assert(property, { seed: 7, numRuns: 3000 })
  })

  it('refuses whatever saxes refuses among 20,000 damaged frames, and no more than is listed', () => {
    const verdicts = compareMutations(7, 20_000)
    expect(verdicts['both refuse']).toBeGreaterThan(5000)
    expect(verdicts['same tree']).toBeGreaterThan(2000)
  })
})
