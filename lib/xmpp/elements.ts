import type { Attachment, Json } from '../model/message.js'
import { isRecord } from '../model/is-record.js'
import type { Inbound } from '../model/stanza.js'
import { codec, flag, lenient, oneOf, optional, orElse, reader, text, type Decoder } from '../codec/decoder.js'
import { listOf, struct } from '../codec/struct.js'

// Of what the mapping reads, only what is named here is taken, if it is of its type: the first place where wire data gets one.

const integer = reader('whole number', (value) => (Number.isInteger(value) ? Number(value) : undefined))
/** `h` wraps at 2^32 (XEP-0198 4). */
const count = reader('a count from 0 to 4294967295', (value) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 32 ? Number(value) : undefined,
)

const someText = optional(text)
const someCount = lenient(integer)

const isJson = (value: unknown): value is Json => {
  if (typeof value === 'object') return value === null || Object.values(value).every(isJson)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
const isJsonRecord = (value: unknown): value is Readonly<Record<string, Json>> => isRecord(value) && isJson(value)
const isAttachment = (value: unknown): value is Attachment => isJsonRecord(value) && typeof value['type'] === 'string'

const params = reader('params', (value) => (isJsonRecord(value) ? value : undefined))
const attachment = reader('attachment', (value) => (isAttachment(value) ? value : undefined))

const error = struct('error', {
  condition: orElse(text, 'undefined-condition'),
  ...{ type: someText, code: someCount, text: someText },
})
const addressed = { id: someText, from: someText, to: someText, type: someText, error: optional(error) }
const named = struct('id', { id: text })

const flatMessage = {
  kind: oneOf('message'),
  ...addressed,
  body: someText,
  extraParams: optional(struct('extra params', { params, attachments: listOf(attachment) })),
  marker: optional(struct('marker', { type: text, id: someText })),
  chatState: someText,
  delayedAt: optional(integer),
  store: optional(flag),
  replace: lenient(struct('edit', { id: text, last: flag })),
  remove: lenient(named),
  reactions: lenient(struct('reactions', { userId: text, messageId: text, add: someText, remove: someText })),
  destroyAfter: someCount,
}

/** When a copy was kept by a server matters to nobody: a wrong time does not cost us the message. */
const copy = struct('message', { ...flatMessage, delayedAt: someCount })
const carbon = struct('carbon', { type: oneOf('sent', 'received'), message: copy })

/** One whose place is not told is refused as a whole, and so reported. */
const archived = struct('archived message', {
  ...{ queryId: text, id: text },
  forwarded: struct('copy', { delayedAt: integer, message: copy }),
})

const muc = struct('muc', {
  ...{ type: oneOf('join', 'info'), statusCodes: listOf(text) },
  ...{ affiliation: someText, role: someText, jid: someText },
})

const rosterItem = struct('contact', {
  ...{ jid: orElse(text, ''), groups: listOf(text) },
  ...{ name: someText, subscription: someText, ask: someText },
})

const someFlag = optional(flag)
const privacyItem = struct('privacy rule', {
  ...{ action: text, order: integer, type: someText, value: someText },
  ...{ messages: someFlag, incomingPresence: someFlag, outgoingPresence: someFlag, iq: someFlag },
})
const privacyList = struct('privacy list', { name: text, items: listOf(privacyItem) })

const payloads = {
  bind: optional(struct('bind', { jid: someText, resource: someText })),
  carbons: optional(oneOf('enable', 'disable')),
  ping: someFlag,
  roster: optional(struct('roster', { items: listOf(rosterItem) })),
  privacy: optional(
    struct('privacy', { activeList: someText, defaultList: someText, lists: optional(listOf(privacyList)) }),
  ),
  lastActivity: optional(struct('last activity', { seconds: someCount })),
  statusStreaming: optional(struct('status', { userJid: orElse(text, ''), enable: flag })),
  mobile: optional(struct('mobile', { enable: flag })),
  discoInfo: optional(struct('features', { features: listOf(text) })),
  archivePage: optional(
    struct('page', {
      complete: orElse(flag, false),
      set: orElse(struct('set', { first: someText, last: someText }), {}),
    }),
  ),
  time: optional(struct('time', { utc: someCount })),
  discoItems: optional(struct('items', { items: listOf(struct('item', { jid: orElse(text, '') })) })),
}

/** One of several elements, told apart by `type`. */
const byType = <A>(parts: Readonly<Record<string, Decoder<A>>>): Decoder<A> => {
  const type = struct('element', { type: oneOf(...Object.keys(parts)) })
  return codec('element', (value, context) => {
    const found = type.validate(value, context)
    if (found._tag === 'Left') return found
    return (parts[found.right.type] ?? never).validate(value, context)
  })
}
const never = reader<never>('element', () => undefined)

const sm = { kind: oneOf('sm') }
const sasl = { kind: oneOf('sasl') }

/** What each kind of element is, once it has been read into our model. */
const elements: Readonly<Record<string, Decoder<Inbound>>> = {
  message: struct('message', { ...flatMessage, carbon: lenient(carbon), archived: optional(archived) }),
  presence: struct('presence', {
    ...{ kind: oneOf('presence'), ...addressed, show: someText, status: someText },
    muc: optional(muc),
  }),
  iq: struct('iq', { ...addressed, ...payloads, kind: oneOf('iq'), type: oneOf('get', 'set', 'result', 'error') }),
  open: struct('open', { kind: oneOf('open') }),
  close: struct('close', { kind: oneOf('close'), seeOtherUri: someText }),
  features: struct('features', {
    ...{ kind: oneOf('features'), mechanisms: listOf(text), bind: orElse(flag, false) },
    ...{ streamManagement: orElse(flag, false), clientState: orElse(flag, false) },
  }),
  sasl: byType<Inbound>({
    success: struct('success', { ...sasl, type: oneOf('success') }),
    failure: struct('failure', { ...sasl, type: oneOf('failure'), condition: orElse(text, 'undefined-condition') }),
  }),
  'stream-error': struct('stream error', {
    ...{ kind: oneOf('stream-error'), condition: orElse(text, 'undefined-condition'), text: someText },
  }),
  sm: byType<Inbound>({
    request: struct('request', { ...sm, type: oneOf('request') }),
    ack: struct('ack', { ...sm, type: oneOf('ack'), h: count }),
    enabled: struct('enabled', { ...sm, type: oneOf('enabled'), id: someText, resume: orElse(flag, false) }),
    resumed: struct('resumed', { ...sm, type: oneOf('resumed'), h: count, previd: orElse(text, '') }),
    failed: struct('failed', { ...sm, type: oneOf('failed'), h: optional(count) }),
  }),
}

/** An element that is well-formed XML and yet not what its protocol says: where it differs, without its content. */
export class ElementRefused extends Error {}

/** What was read of an element, as one of ours; `undefined` if it is none. Throws `ElementRefused`. */
export const checkElement = (kind: string, data: unknown): Inbound | undefined => {
  const result = elements[kind]?.decode(data)
  if (result === undefined || result._tag === 'Right') return result?.right
  const paths = result.left.map(({ context }) => context.flatMap(({ key }) => (/^\d*$/.test(key) ? [] : key)).join('.'))
  throw new ElementRefused(`${kind} with a wrong ${[...new Set(paths)].filter(Boolean).join(', ') || 'shape'}`)
}
