import type { IqStanza, MessageStanza, Outbound, PresenceStanza, Stanza } from '../model/stanza.js'

/** An element as JXT exports it: the name it is registered under, and its data. */
export interface Exported {
  readonly key: string
  readonly data: object
}

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

/** SASL PLAIN (RFC 4616) with an empty authorisation identity. */
const plain = (userName: string, password: string): string => base64(`\0${userName}\0${password}`)

const message = ({
  kind: key,
  extraParams,
  destroyAfter,
  carbon: _,
  delayedAt: _delay,
  ...rest
}: MessageStanza): Exported => ({
  key,
  data: {
    ...rest,
    ...(extraParams !== undefined && { extra: { extraParams } }),
    ...(destroyAfter !== undefined && { destroy: { after: destroyAfter } }),
  },
})

const presence = ({ kind: key, muc, ...rest }: PresenceStanza): Exported => ({
  key,
  data:
    muc === undefined
      ? rest
      : { ...rest, muc: muc.type === 'join' ? { type: 'join', history: { maxStanzas: 0 } } : muc },
})

const iq = ({ kind: key, payload: _, carbons, roster, ...rest }: IqStanza): Exported => ({
  key,
  data: {
    ...rest,
    ...(carbons !== undefined && { carbons: { action: carbons } }),
    ...(roster !== undefined && {
      roster: { items: roster.items.map(({ ask, ...item }) => ({ ...item, pending: ask })) },
    }),
  },
})

const stanza = (outbound: Stanza): Exported => {
  if (outbound.kind === 'message') return message(outbound)
  return outbound.kind === 'presence' ? presence(outbound) : iq(outbound)
}

/** Our element → what JXT exports. Pure. */
export const encodeElement = (outbound: Outbound): Exported => {
  switch (outbound.kind) {
    case 'open':
      return { key: 'stream', data: { action: 'open', to: outbound.to, version: '1.0' } }
    case 'close':
      return { key: 'stream', data: { action: 'close' } }
    case 'auth':
      return {
        key: 'sasl',
        data: { type: 'auth', mechanism: 'PLAIN', encoded: plain(outbound.userName, outbound.password) },
      }
    case 'client-state':
      return { key: 'csi', data: { state: outbound.state } }
    case 'sm':
      return { key: 'sm', data: streamManagement(outbound) }
    default:
      return stanza(outbound)
  }
}

const streamManagement = (nonza: Extract<Outbound, { kind: 'sm' }>): object => {
  switch (nonza.type) {
    case 'request':
      return { type: 'request' }
    case 'ack':
      return { type: 'ack', handled: nonza.h }
    case 'enable':
      return { type: 'enable', resume: true }
    case 'resume':
      return { type: 'resume', handled: nonza.h, previousSession: nonza.previd }
  }
}
