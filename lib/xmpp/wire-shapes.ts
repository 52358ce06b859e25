import * as t from 'io-ts'

/** What JXT makes of each element, checked: the first place where wire data gets a type. */
const optionalText = t.union([t.string, t.undefined])

const error = t.intersection([
  t.type({ condition: t.string }),
  t.partial({ type: t.string, code: t.number, text: t.string }),
])

export type WireError = t.TypeOf<typeof error>

const addressed = { id: optionalText, from: optionalText, to: optionalText, error: t.union([error, t.undefined]) }

const date = new t.Type<Date, Date, unknown>(
  'Date',
  (value): value is Date => value instanceof Date,
  (value, context) =>
    value instanceof Date && !Number.isNaN(value.getTime()) ? t.success(value) : t.failure(value, context),
  (value) => value,
)

const flatMessage = t.partial({
  ...addressed,
  type: t.string,
  body: t.string,
  extra: t.partial({
    extraParams: t.type({ params: t.UnknownRecord, attachments: t.array(t.UnknownRecord) }),
  }),
  marker: t.intersection([t.type({ type: t.string }), t.partial({ id: t.string })]),
  chatState: t.string,
  delay: t.partial({ timestamp: date }),
  replace: t.partial({ id: t.string, last: t.boolean }),
  remove: t.partial({ id: t.string }),
  reactions: t.partial({ userId: t.string, messageId: t.string, add: t.string, remove: t.string }),
  destroy: t.partial({ after: t.number }),
})

export const messageShape = t.intersection([
  flatMessage,
  t.partial({
    carbon: t.intersection([
      t.type({ type: t.union([t.literal('sent'), t.literal('received')]) }),
      t.partial({ forward: t.partial({ message: flatMessage, delay: t.partial({ timestamp: date }) }) }),
    ]),
  }),
])

export type FlatMessage = t.TypeOf<typeof flatMessage>

export const presenceShape = t.partial({
  ...addressed,
  type: t.string,
  show: t.string,
  status: t.string,
  muc: t.partial({
    type: t.string,
    statusCodes: t.array(t.string),
    affiliation: t.string,
    role: t.string,
    jid: t.string,
  }),
})

export type WireMuc = NonNullable<t.TypeOf<typeof presenceShape>['muc']>

const privacyItem = t.intersection([
  t.type({ action: t.string, order: t.Int }),
  t.partial({
    type: t.string,
    value: t.string,
    messages: t.boolean,
    incomingPresence: t.boolean,
    outgoingPresence: t.boolean,
    iq: t.boolean,
  }),
])

const rosterItem = t.partial({
  jid: t.string,
  name: t.string,
  subscription: t.string,
  pending: t.string,
  groups: t.array(t.string),
})

export const iqShape = t.intersection([
  t.type({ type: t.union([t.literal('get'), t.literal('set'), t.literal('result'), t.literal('error')]) }),
  t.partial({
    ...addressed,
    payloadType: t.string,
    bind: t.partial({ jid: t.string, resource: t.string }),
    ping: t.boolean,
    roster: t.partial({ items: t.array(rosterItem) }),
    privacy: t.partial({
      activeList: t.string,
      defaultList: t.string,
      lists: t.array(t.intersection([t.type({ name: t.string }), t.partial({ items: t.array(privacyItem) })])),
    }),
    lastActivity: t.partial({ seconds: t.number }),
    statusStreaming: t.partial({ userJid: t.string, enable: t.boolean }),
    mobile: t.partial({ enable: t.boolean }),
    discoItems: t.partial({ items: t.array(t.partial({ jid: t.string })) }),
    carbons: t.type({ action: t.union([t.literal('enable'), t.literal('disable')]) }),
  }),
])

export type WireIq = t.TypeOf<typeof iqShape>

export const streamShape = t.intersection([
  t.type({ action: t.union([t.literal('open'), t.literal('close')]) }),
  t.partial({ seeOtherURI: t.string }),
])

export const featuresShape = t.partial({
  sasl: t.partial({ mechanisms: t.array(t.string) }),
  bind: t.UnknownRecord,
  streamManagement: t.boolean,
  clientState: t.UnknownRecord,
})

export const saslShape = t.intersection([t.type({ type: t.string }), t.partial({ condition: t.string })])

export const streamErrorShape = t.intersection([t.type({ condition: t.string }), t.partial({ text: t.string })])

/** `h` wraps at 2^32 (XEP-0198 4). */
const counter = t.refinement(
  t.number,
  (h) => Number.isInteger(h) && h >= 0 && h < 2 ** 32,
  'a count from 0 to 4294967295',
)

export const streamManagementShape = t.union([
  t.type({ type: t.literal('request') }),
  t.type({ type: t.literal('ack'), handled: counter }),
  t.intersection([t.type({ type: t.literal('enabled') }), t.partial({ id: t.string, resume: t.boolean })]),
  t.intersection([t.type({ type: t.literal('resumed'), handled: counter }), t.partial({ previousSession: t.string })]),
  t.intersection([t.type({ type: t.literal('failed') }), t.partial({ handled: counter })]),
])
