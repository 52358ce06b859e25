import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { RosterContact } from '../../lib/contacts/contacts.js'
import { applyChanges, toChange } from '../../lib/contacts/roster-reducer.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'

const addresses = createAddresses(1, 'chat.localhost')
const contact = fc.record({
  userId: fc.integer({ min: 1, max: 12 }),
  groups: fc.array(fc.constantFrom('a', 'b')),
  subscription: fc.constantFrom('none' as const, 'to' as const, 'from' as const, 'both' as const),
  pending: fc.boolean(),
})
const added = contact.map((one) => ({ userId: one.userId, contact: one }))
const gone = fc.integer({ min: 1, max: 12 }).map((userId) => ({ userId, contact: null }))
const changes = fc.array(fc.oneof(added, gone))
const whole = fc.uniqueArray(added, { selector: ({ userId }) => userId })

describe('a contact list', () => {
  it('is what the last word on each contact says, sorted', () => {
    fc.assert(
      fc.property(whole, changes, (first, later) => {
        const list = later.reduce((known, change) => applyChanges(known, [change]), applyChanges([], first, true))
        const last = new Map([...first, ...later].map((change) => [change.userId, change.contact]))
        const expected = [...last.values()]
          .filter((one) => one !== null)
          .sort((one, other) => one.userId - other.userId)
        expect(list).toEqual(expected)
      }),
      { seed: 62 },
    )
  })

  it('is replaced as a whole and keeps its references where nothing changed', () => {
    fc.assert(
      fc.property(whole, whole, (before, after) => {
        const list = applyChanges([], before, true)
        expect(applyChanges(list, before, true)).toBe(list)
        for (const change of before) expect(applyChanges(list, [structuredClone(change)])).toBe(list)
        const next = applyChanges(list, after, true)
        expect(next).toEqual(applyChanges([], after, true))
        const kept = (one: RosterContact): boolean => list.includes(one)
        for (const one of next)
          expect(kept(one)).toBe(list.some((each) => JSON.stringify(each) === JSON.stringify(one)))
      }),
      { seed: 63 },
    )
  })

  it.each([
    [
      { jid: '5-1@chat.localhost', groups: [] },
      { userId: 5, groups: [], subscription: 'none', pending: false },
    ],
    [
      { jid: '5-1@chat.localhost', name: 'Eve', subscription: 'to', ask: 'subscribe', groups: ['x'] },
      { userId: 5, name: 'Eve', groups: ['x'], subscription: 'to', pending: true },
    ],
    [
      { jid: '5-1@chat.localhost', name: '', subscription: 'more', groups: [] },
      { userId: 5, groups: [], subscription: 'none', pending: false },
    ],
    [{ jid: '5-1@chat.localhost', subscription: 'remove', groups: [] }, null],
  ])('reads %j', (item, expected) => {
    expect(toChange(item, addresses)).toEqual({ userId: 5, contact: expected })
  })

  it.each([
    '5-2@chat.localhost',
    '5-1@elsewhere.example',
    'chat.localhost',
    '1_5c0900000000000000000033@muc.chat.localhost',
  ])('passes over %s', (jid) => {
    expect(toChange({ jid, groups: [] }, addresses)).toBeUndefined()
  })
})
