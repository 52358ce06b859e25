import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { IqStanza, MessageStanza, Outbound, PresenceStanza } from '../../lib/model/stanza.js'
import { createXmppCodec } from '../../lib/xmpp/codec.js'

const codec = createXmppCodec()

/** Empty texts are left out of it: XMPP has no difference between an empty attribute and none. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('\r', '\n', '\t', ' ', '<', '&', ']]>', '"', "'", 'a'),
    minLength: 1,
    maxLength: 6,
  }),
)
const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '_', 'Z'), minLength: 1, maxLength: 4 })
const optional = { requiredKeys: [] }
const count = fc.nat()

const error = fc.record(
  {
    condition: fc.constantFrom('item-not-found', 'service-unavailable', 'not-acceptable'),
    type: text,
    code: count,
    text,
  },
  { requiredKeys: ['condition'] },
)
const addressed = { id: text, from: text, to: text, error }

const marker = fc.oneof(
  fc.constant({ type: 'markable' }),
  fc.record({ type: fc.constantFrom('received', 'displayed', 'acknowledged'), id: text }),
)
const extraParams = fc.record({
  params: fc.dictionary(
    name,
    fc.oneof(text, fc.array(text, { minLength: 2, maxLength: 3 }).map(String), fc.constant('')),
  ),
  attachments: fc.array(fc.record({ type: text, uid: text, size: count }, { requiredKeys: ['type'] }), {
    maxLength: 2,
  }),
})
const flat = {
  kind: fc.constant('message' as const),
  ...addressed,
  type: fc.constantFrom('chat', 'groupchat', 'headline', 'error'),
  body: text,
  extraParams,
  marker,
  chatState: fc.constantFrom('active', 'composing', 'paused', 'inactive', 'gone'),
  delayedAt: fc.integer({ min: -(10 ** 12), max: 4 * 10 ** 12 }),
  replace: fc.record({ id: text, last: fc.boolean() }),
  remove: fc.record({ id: text }),
  reactions: fc.record(
    { userId: text, messageId: text, add: text, remove: text },
    { requiredKeys: ['userId', 'messageId'] },
  ),
  destroyAfter: count,
  store: fc.constant(true),
}
const required = { requiredKeys: ['kind' as const] }
const carbon = fc.record({
  type: fc.constantFrom('sent' as const, 'received' as const),
  message: fc.record(flat, required),
})
const archived = fc.record({
  ...{ queryId: text, id: text },
  forwarded: fc.record({ delayedAt: flat.delayedAt, message: fc.record(flat, required) }),
})
const message: fc.Arbitrary<MessageStanza> = fc.record({ ...flat, carbon, archived }, required)

const muc = fc.oneof(
  fc.constant({ type: 'join' as const, statusCodes: [] }),
  fc.record(
    { type: fc.constant('info' as const), statusCodes: fc.array(text), affiliation: text, role: text, jid: text },
    { requiredKeys: ['type', 'statusCodes'] },
  ),
)
const presence: fc.Arbitrary<PresenceStanza> = fc.record(
  {
    kind: fc.constant('presence' as const),
    ...addressed,
    type: fc.constantFrom('subscribe', 'subscribed', 'unsubscribe', 'unsubscribed', 'unavailable', 'probe', 'error'),
    show: text,
    status: text,
    muc,
  },
  required,
)

const rosterItem = fc.record(
  { jid: text, groups: fc.array(text, { maxLength: 3 }), name: text, subscription: text, ask: text },
  { requiredKeys: ['jid', 'groups'] },
)
const yes = fc.constant(true)
const privacyItem = fc.record(
  {
    ...{ action: text, order: count, type: text, value: text },
    ...{ messages: yes, incomingPresence: yes, outgoingPresence: yes, iq: yes },
  },
  { requiredKeys: ['action', 'order'] },
)
const listName = fc.oneof(text, fc.constant(''))
const privacy = fc.record(
  {
    activeList: listName,
    defaultList: listName,
    lists: fc.array(fc.record({ name: text, items: fc.array(privacyItem, { maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 3,
    }),
  },
  optional,
)
const payloads: readonly fc.Arbitrary<Partial<IqStanza>>[] = [
  fc.constant({}),
  fc.record({ bind: fc.record({ jid: text, resource: text }, optional) }),
  fc.record({ carbons: fc.constantFrom('enable' as const, 'disable' as const) }),
  fc.record({ ping: yes }),
  fc.record({ roster: fc.record({ items: fc.array(rosterItem, { maxLength: 3 }) }) }),
  fc.record({ privacy }),
  fc.record({ lastActivity: fc.record({ seconds: count }, optional) }),
  fc.record({ statusStreaming: fc.record({ userJid: text, enable: fc.boolean() }) }),
  fc.record({ mobile: fc.record({ enable: fc.boolean() }) }),
  fc.record({ discoItems: fc.record({ items: fc.array(fc.record({ jid: text }), { maxLength: 3 }) }) }),
]
const iq: fc.Arbitrary<IqStanza> = fc
  .tuple(
    fc.record(
      { kind: fc.constant('iq' as const), type: fc.constantFrom('get', 'set', 'result', 'error'), ...addressed },
      { requiredKeys: ['kind', 'type'] },
    ),
    fc.oneof(...payloads),
  )
  .map(([stanza, payload]) => ({ ...stanza, ...payload }))

const nonza: fc.Arbitrary<Outbound> = fc.oneof(
  fc.constant<Outbound>({ kind: 'close' }),
  fc.constant<Outbound>({ kind: 'sm', type: 'request' }),
  fc.record({ kind: fc.constant('sm' as const), type: fc.constant('ack' as const), h: fc.nat(2 ** 32 - 1) }),
)

const kinds: readonly (readonly [string, fc.Arbitrary<Outbound>])[] = [
  ['a message', message],
  ['a presence', presence],
  ['an iq', iq],
  ['what is no stanza', nonza],
]

describe('what is written', () => {
  it.each(kinds)('is read as it was: %s', (_name, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (element) => {
        expect(codec.decode(codec.encode(element))).toEqual(element)
      }),
      { seed: 16, numRuns: 400 },
    )
  })
})
