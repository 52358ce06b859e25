import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { PrivacyItem } from '../../lib/model/stanza.js'
import { allowAll, createPrivacyListCodec, type PrivacyListItem } from '../../lib/privacy/privacy-list.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'

const { toList, fromList } = createPrivacyListCodec(createAddresses(10, 'chat.x'), 'muc.chat.x')
const kinds = { messages: true, incomingPresence: true, outgoingPresence: true, iq: true }
const jid = (value: string, order: number, over: Partial<PrivacyItem> = {}): PrivacyItem => ({
  ...{ type: 'jid', value, action: 'deny', order },
  ...over,
})

const items = fc.uniqueArray(
  fc.record({
    userId: fc.integer({ min: 1 }),
    action: fc.constantFrom('deny' as const, 'allow' as const),
    mutual: fc.boolean(),
  }),
  { selector: ({ userId }) => userId },
)
const foreignItem: fc.Arbitrary<PrivacyItem> = fc.oneof(
  fc.record({ type: fc.constant('group'), value: fc.string(), action: fc.constant('deny'), order: fc.nat() }),
  fc.record({ action: fc.constant('deny'), order: fc.nat() }),
  fc.record({
    ...{
      type: fc.constant('jid'),
      value: fc.constantFrom('5-11@chat.x', '5-10@chat.x/phone', 'muc.chat.x', 'muc.chat.x/me'),
    },
    ...{ action: fc.constant('allow'), order: fc.nat() },
  }),
  fc.record({
    ...{ type: fc.constant('jid'), value: fc.constant('5-10@chat.x'), messages: fc.constant(true) },
    ...{ action: fc.constant('deny'), order: fc.nat() },
  }),
)
/** Without what the wire does not say: an `allow` has no direction. */
const told = (all: readonly PrivacyListItem[]): unknown =>
  all.map(({ userId, action, mutual }) => ({ userId, action, mutual: mutual === true || action === 'allow' }))
const orderless = ({ order: _, ...item }: PrivacyItem): unknown => item

describe('a privacy list', () => {
  it('is the test vector: 34 one-way, 48 two-way', () => {
    const list = toList([
      { userId: 34, action: 'deny', mutual: false },
      { userId: 48, action: 'deny' },
    ])
    expect(list).toEqual([
      jid('34-10@chat.x', 1, kinds),
      jid('muc.chat.x/34', 2, kinds),
      jid('48-10@chat.x', 3),
      jid('muc.chat.x/48', 4),
    ])
    expect(fromList(list).items).toEqual([
      { userId: 34, action: 'deny', mutual: false },
      { userId: 48, action: 'deny', mutual: true },
    ])
  })

  it('comes back as it went, with what is foreign behind it, in any order of the wire', () => {
    fc.assert(
      fc.property(items, fc.array(foreignItem), fc.integer(), (own, foreign, seed) => {
        const list = toList(own, foreign)
        expect(list.map(({ order }) => order)).toEqual(list.map((_, index) => index + 1))
        const mixed = [...list].sort((one, other) => ((one.order * seed) % 7) - ((other.order * seed) % 7))
        const back = fromList(mixed)
        expect(back.items).toEqual(told(own))
        expect(back.foreign.map(orderless)).toEqual(foreign.map(orderless))
        expect(fromList(toList(back.items, back.foreign))).toEqual(back)
      }),
      { seed: 61 },
    )
  })

  it('takes a user by either item, the first word on him counting', () => {
    const { items: read, foreign } = fromList([
      jid('muc.chat.x/7', 3, { action: 'allow' }),
      jid('7-10@chat.x', 1, kinds),
      jid('muc.chat.x/8', 2),
    ])
    expect(read).toEqual([
      { userId: 7, action: 'deny', mutual: false },
      { userId: 8, action: 'deny', mutual: true },
    ])
    expect(foreign.map(({ value }) => value)).toEqual(['muc.chat.x/7'])
  })

  it('that allows everybody at its end says nothing', () => {
    expect(fromList(allowAll)).toEqual({ items: [], foreign: [] })
    expect(fromList([...allowAll, jid('7-10@chat.x', 2)]).foreign).toEqual(allowAll)
  })
})
