import { describe, expect, it } from '@jest/globals'
import { compareMutations } from '../xmpp/support/compare.js'

describe('parseFrame, beside saxes', () => {
  it('refuses whatever saxes refuses among 300,000 damaged frames, and no more than is listed', () => {
    expect(compareMutations(52, 300_000)['same tree']).toBeGreaterThan(20_000)
  }, 300_000)
})
