import { describe, expect, it } from '@jest/globals'
import { createContinuity } from '../../lib/connection/continuity.js'

const fresh = { resumed: false }
const resumed = { resumed: true }

describe('continuity', () => {
  it('is first, then resumed, then a gap when the session is gone', () => {
    const account = createContinuity(() => 1)
    expect(account.of(fresh)).toBe('first')
    account.told()
    expect(account.of(resumed)).toBe('resumed')
    account.told()
    expect(account.of(fresh)).toBe('gap')
  })

  it('owes a gap until a ready told it, even when the next link resumes', () => {
    const account = createContinuity(() => 1)
    account.of(fresh)
    account.told()
    account.of(fresh) // cut before ready
    expect(account.of(resumed)).toBe('gap')
    account.told()
    expect(account.of(resumed)).toBe('resumed')
  })

  it('stays first until the first ready was reached', () => {
    const account = createContinuity(() => 1)
    account.of(fresh)
    expect(account.of(fresh)).toBe('first')
  })

  it('is kept apart for each user', () => {
    let user = 1
    const account = createContinuity(() => user)
    account.of(fresh)
    account.told()
    user = 2
    expect(account.of(fresh)).toBe('first')
  })
})
