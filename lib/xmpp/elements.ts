import * as t from 'io-ts'
import { isLeft, orElse } from 'fp-ts/lib/Either.js'
import type { Attachment, Json } from '../model/message.js'
import type { Inbound } from '../model/stanza.js'

/** Of what JXT reads, only what is named here is taken, if it is of its type: the first place where wire data gets one. */
const shape = <R extends t.Props, O extends t.Props>(required: R, optional: O) =>
  t.exact(t.intersection([t.type(required), t.partial(optional)]))

/** As `shape`, of fields that may all be missing. */
const partly = <O extends t.Props>(optional: O) => t.exact(t.partial(optional))

/** An extension that is not what its protocol says is left out: it spoils nothing else of its stanza. */
const lenient = <A>(codec: t.Type<A, unknown>) => {
  const { name, is, validate } = t.union([codec, t.undefined])
  const none = orElse(() => t.success<A | undefined>(undefined))
  return new t.Type<A | undefined, unknown>(name, is, (u, c) => none(validate(u, c)), t.identity)
}

/** What is missing is `instead`. */
const or = <A>(codec: t.Type<A, unknown>, instead: A) =>
  new t.Type<A, unknown>(codec.name, codec.is, (u, c) => codec.validate(u ?? instead, c), t.identity)

const many = <A>(codec: t.Type<A, unknown>) => or(t.array(codec), [])

const guarded = <A>(name: string, is: t.Is<A>) =>
  new t.Type<A>(name, is, (u, c) => (is(u) ? t.success(u) : t.failure(u, c)), t.identity)

const isJson = (value: unknown): value is Json => {
  if (typeof value === 'object') return value === null || Object.values(value).every(isJson)
  return ['string', 'number', 'boolean'].includes(typeof value)
}
const isRecord = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && isJson(value)
const isAttachment = (value: unknown): value is Attachment => isRecord(value) && typeof value['type'] === 'string'

const count = lenient(t.Int)
const error = shape({ condition: t.string }, { type: t.string, code: count, text: t.string })
const addressed = { id: t.string, from: t.string, to: t.string, type: t.string, error }

const flatMessage = {
  ...addressed,
  body: t.string,
  extraParams: t.type({
    params: guarded('params', isRecord),
    attachments: t.array(guarded('attachment', isAttachment)),
  }),
  marker: shape({ type: t.string }, { id: t.string }),
  chatState: t.string,
  delayedAt: t.Int,
  replace: lenient(t.strict({ id: t.string, last: t.boolean })),
  remove: lenient(t.strict({ id: t.string })),
  reactions: lenient(shape({ userId: t.string, messageId: t.string }, { add: t.string, remove: t.string })),
  destroyAfter: count,
}

const message = { kind: t.literal('message') }
/** When a copy was kept by a server matters to nobody: a wrong time does not cost us the message. */
const copy = shape(message, { ...flatMessage, delayedAt: count })
const carbon = lenient(t.strict({ type: t.keyof({ sent: 0, received: 0 }), message: copy }))

const muc = shape(
  { type: t.keyof({ join: 0, info: 0 }), statusCodes: many(t.string) },
  { affiliation: t.string, role: t.string, jid: t.string },
)

const rosterItem = shape(
  { jid: or(t.string, ''), groups: many(t.string) },
  { name: t.string, subscription: t.string, ask: t.string },
)

const spokenOf = { messages: t.boolean, incomingPresence: t.boolean, outgoingPresence: t.boolean, iq: t.boolean }
const privacyItem = shape({ action: t.string, order: t.Int }, { type: t.string, value: t.string, ...spokenOf })

const privacyList = t.strict({ name: t.string, items: many(privacyItem) })

const payloads = {
  bind: partly({ jid: t.string, resource: t.string }),
  carbons: t.keyof({ enable: 0, disable: 0 }),
  ping: t.boolean,
  roster: t.strict({ items: many(rosterItem) }),
  privacy: partly({ activeList: t.string, defaultList: t.string, lists: t.array(privacyList) }),
  lastActivity: partly({ seconds: count }),
  statusStreaming: t.strict({ userJid: or(t.string, ''), enable: t.boolean }),
  mobile: t.strict({ enable: t.boolean }),
  discoItems: t.strict({ items: many(t.strict({ jid: or(t.string, '') })) }),
}

/** `h` wraps at 2^32 (XEP-0198 4). */
const h = t.refinement(t.number, (value) => value >= 0 && value < 2 ** 32, 'a count from 0 to 4294967295')
const sm = { kind: t.literal('sm') }

/** What each kind of element is, once JXT has read it into our model. */
const elements: Readonly<Record<string, t.Decoder<unknown, Inbound>>> = {
  message: shape(message, { ...flatMessage, carbon }),
  presence: shape({ kind: t.literal('presence') }, { ...addressed, show: t.string, status: t.string, muc }),
  iq: shape(
    { kind: t.literal('iq'), type: t.keyof({ get: 0, set: 0, result: 0, error: 0 }) },
    { ...{ id: t.string, from: t.string, to: t.string, error }, ...payloads },
  ),
  open: t.strict({ kind: t.literal('open') }),
  close: shape({ kind: t.literal('close') }, { seeOtherUri: t.string }),
  features: t.strict({
    kind: t.literal('features'),
    mechanisms: many(t.string),
    ...{ bind: t.boolean, streamManagement: t.boolean, clientState: t.boolean },
  }),
  sasl: t.union([
    t.strict({ kind: t.literal('sasl'), type: t.literal('success') }),
    t.strict({ kind: t.literal('sasl'), type: t.literal('failure'), condition: or(t.string, 'undefined-condition') }),
  ]),
  'stream-error': shape({ kind: t.literal('stream-error'), condition: t.string }, { text: t.string }),
  sm: t.union([
    t.strict({ ...sm, type: t.literal('request') }),
    t.strict({ ...sm, type: t.literal('ack'), h }),
    shape({ ...sm, type: t.literal('enabled'), resume: t.boolean }, { id: t.string }),
    t.strict({ ...sm, type: t.literal('resumed'), h, previd: or(t.string, '') }),
    shape({ ...sm, type: t.literal('failed') }, { h }),
  ]),
}

/** An element that is well-formed XML and yet not what its protocol says: where it differs, without its content. */
export class ElementRefused extends Error {}

/** What JXT read, as one of our elements; `undefined` if it is none. Throws `ElementRefused`. */
export const checkElement = (kind: string, data: unknown): Inbound | undefined => {
  const result = elements[kind]?.decode(data)
  if (result === undefined || !isLeft(result)) return result?.right
  const paths = result.left.map(({ context }) => context.flatMap(({ key }) => (/^\d*$/.test(key) ? [] : key)).join('.'))
  throw new ElementRefused(`${kind} with a wrong ${[...new Set(paths)].filter(Boolean).join(', ') || 'shape'}`)
}
