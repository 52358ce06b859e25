import type * as t from 'io-ts'
import { isLeft } from 'fp-ts/lib/Either.js'
import type { Attachment, Json } from '../model/message.js'
import type {
  ExtraParams,
  Inbound,
  IqStanza,
  MessageStanza,
  MucPresence,
  PresenceStanza,
  PrivacyQuery,
  StanzaError,
  StanzaReactions,
  StreamManagementNonza,
} from '../model/stanza.js'
import * as shapes from './wire-shapes.js'

/** An element that is well-formed XML and yet not what its protocol says: where it differs, without its content. */
export class ElementRefused extends Error {}

const check = <A>(codec: t.Decoder<unknown, A>, name: string, value: unknown): A => {
  const result = codec.decode(value)
  if (!isLeft(result)) return result.right
  const paths = result.left.map(({ context }) =>
    context
      .map(({ key }) => key)
      .filter((key) => key !== '')
      .join('.'),
  )
  throw new ElementRefused(
    `${name} with a wrong ${[...new Set(paths)].filter((path) => path !== '').join(', ') || 'shape'}`,
  )
}

const isJson = (value: unknown): value is Json => {
  if (typeof value === 'object') return value === null || Object.values(value).every(isJson)
  return ['string', 'number', 'boolean'].includes(typeof value)
}

const isJsonRecord = (value: Record<string, unknown>): value is Record<string, Json> =>
  Object.values(value).every(isJson)

const isAttachment = (value: Record<string, unknown>): value is Attachment =>
  typeof value['type'] === 'string' && isJsonRecord(value)

const extraParams = (extra: shapes.FlatMessage['extra']): ExtraParams | undefined => {
  const found = extra?.extraParams
  if (found === undefined) return undefined
  return { params: isJsonRecord(found.params) ? found.params : {}, attachments: found.attachments.filter(isAttachment) }
}

/** JXT adds every language's text, which is none of our fields. */
const stanzaError = (error: shapes.WireError | undefined): StanzaError | undefined =>
  error === undefined ? undefined : { condition: error.condition, type: error.type, code: error.code, text: error.text }

/** `undefined` for what is no number, which spoils nothing else of its stanza. */
const count = (value: number | undefined): number | undefined => (Number.isSafeInteger(value) ? value : undefined)

const reactions = (found: shapes.FlatMessage['reactions']): StanzaReactions | undefined => {
  if (found?.userId === undefined || found.messageId === undefined) return undefined
  return { userId: found.userId, messageId: found.messageId, add: found.add, remove: found.remove }
}

const flat = (message: shapes.FlatMessage, delayedAt?: Date): MessageStanza => {
  const { id, from, to, type, body, marker, chatState, error, extra, replace, remove, delay, destroy } = message
  return {
    kind: 'message',
    id,
    from,
    to,
    type,
    body,
    marker,
    chatState,
    error: stanzaError(error),
    extraParams: extraParams(extra),
    replace: replace?.id === undefined ? undefined : { id: replace.id, last: replace.last ?? false },
    remove: remove?.id === undefined ? undefined : { id: remove.id },
    reactions: reactions(message.reactions),
    destroyAfter: count(destroy?.after),
    delayedAt: (delay?.timestamp ?? delayedAt)?.getTime(),
  }
}

const message = (data: unknown): MessageStanza => {
  const decoded = check(shapes.messageShape, 'message', data)
  const { carbon } = decoded
  const inner = carbon?.forward?.message
  if (carbon === undefined || inner === undefined) return flat(decoded)
  return { ...flat(decoded), carbon: { type: carbon.type, message: flat(inner, carbon.forward?.delay?.timestamp) } }
}

const mucPresence = ({ type, statusCodes = [], affiliation, role, jid }: shapes.WireMuc): MucPresence => ({
  ...{ type: type === 'join' ? 'join' : 'info', statusCodes, affiliation, role, jid },
})

const presence = (data: unknown): PresenceStanza => {
  const { id, from, to, error, type, show, status, muc } = check(shapes.presenceShape, 'presence', data)
  return {
    kind: 'presence',
    ...{ id, from, to, error: stanzaError(error), type, show, status },
    muc: muc === undefined ? undefined : mucPresence(muc),
  }
}

const roster = ({ items = [] }: NonNullable<shapes.WireIq['roster']>): IqStanza['roster'] => ({
  items: items.flatMap(({ jid, name, subscription, pending, groups = [] }) =>
    jid === undefined ? [] : [{ jid, name, subscription, ask: pending, groups }],
  ),
})

const privacy = ({ activeList, defaultList, lists }: NonNullable<shapes.WireIq['privacy']>): PrivacyQuery => ({
  ...{ activeList, defaultList },
  lists: lists?.map(({ name, items = [] }) => ({ name, items })),
})

const iq = (data: unknown): IqStanza => {
  const decoded = check(shapes.iqShape, 'iq', data)
  const { type, id, from, to, error, payloadType, bind, ping, carbons, mobile, statusStreaming: streaming } = decoded
  return {
    kind: 'iq',
    ...{ type, id, from, to, error: stanzaError(error), payload: payloadType, bind, ping },
    carbons: carbons?.action,
    roster: decoded.roster && roster(decoded.roster),
    privacy: decoded.privacy && privacy(decoded.privacy),
    lastActivity: decoded.lastActivity && { seconds: count(decoded.lastActivity.seconds) },
    statusStreaming:
      streaming?.userJid === undefined ? undefined : { userJid: streaming.userJid, enable: streaming.enable ?? false },
    mobile: mobile && { enable: mobile.enable ?? false },
    discoItems: decoded.discoItems && {
      items: (decoded.discoItems.items ?? []).flatMap(({ jid }) => (jid === undefined ? [] : [{ jid }])),
    },
  }
}

const streamManagement = (data: unknown): StreamManagementNonza => {
  const nonza = check(shapes.streamManagementShape, 'stream management element', data)
  switch (nonza.type) {
    case 'request':
      return { kind: 'sm', type: 'request' }
    case 'ack':
      return { kind: 'sm', type: 'ack', h: nonza.handled }
    case 'enabled':
      return { kind: 'sm', type: 'enabled', id: nonza.id, resume: nonza.resume ?? false }
    case 'resumed':
      return { kind: 'sm', type: 'resumed', h: nonza.handled, previd: nonza.previousSession ?? '' }
    case 'failed':
      return { kind: 'sm', type: 'failed', h: nonza.handled }
  }
}

const stream = (data: unknown): Inbound => {
  const { action, seeOtherURI } = check(shapes.streamShape, 'stream header', data)
  return action === 'open' ? { kind: 'open' } : { kind: 'close', seeOtherUri: seeOtherURI }
}

const features = (data: unknown): Inbound => {
  const { sasl, bind, streamManagement: sm, clientState } = check(shapes.featuresShape, 'stream features', data)
  return {
    kind: 'features',
    mechanisms: sasl?.mechanisms ?? [],
    bind: bind !== undefined,
    streamManagement: sm ?? false,
    clientState: clientState !== undefined,
  }
}

const sasl = (data: unknown): Inbound => {
  const { type, condition = 'undefined-condition' } = check(shapes.saslShape, 'SASL element', data)
  if (type === 'success') return { kind: 'sasl', type: 'success' }
  return type === 'failure' ? { kind: 'sasl', type: 'failure', condition } : { kind: 'unknown', name: `sasl ${type}` }
}

const decoders: Readonly<Record<string, (data: unknown) => Inbound>> = {
  message,
  presence,
  iq,
  sm: streamManagement,
  stream,
  features,
  sasl,
  streamError: (data) => {
    const { condition, text } = check(shapes.streamErrorShape, 'stream error', data)
    return { kind: 'stream-error', condition, text }
  },
}

/** What JXT imported under `key` → our element. Throws `ElementRefused`. */
export const decodeElement = (key: string, data: unknown): Inbound =>
  decoders[key]?.(data) ?? { kind: 'unknown', name: key }
