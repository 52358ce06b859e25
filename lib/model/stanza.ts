import type { Attachment, Json } from './message.js'
import type { EpochMs } from './ids.js'

/** The error a server or peer answers a stanza with (RFC 6120 8.3). */
export interface StanzaError {
  readonly condition: string
  readonly type?: string | undefined
  readonly code?: number | undefined
  readonly text?: string | undefined
}

/** ConnectyCube's custom fields of a message (protocol 3.8). */
export interface ExtraParams {
  readonly params: Readonly<Record<string, Json>>
  readonly attachments: readonly Attachment[]
}

interface Addressed {
  readonly id?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly error?: StanzaError | undefined
}

/** `<message/>` with every extension the SDK knows; absent ones are missing. */
export interface MessageStanza extends Addressed {
  readonly kind: 'message'
  readonly type?: string | undefined
  readonly body?: string | undefined
  readonly extraParams?: ExtraParams | undefined
  /** XEP-0333 */
  readonly marker?: { readonly type: string; readonly id?: string | undefined } | undefined
  /** XEP-0085 */
  readonly chatState?: string | undefined
  /** XEP-0203; epoch milliseconds */
  readonly delayedAt?: EpochMs | undefined
  /** XEP-0280 */
  readonly carbon?: { readonly type: 'sent' | 'received'; readonly message: MessageStanza } | undefined
  /** XEP-0308 and the ConnectyCube twin for removal (protocol 3.11, 3.12) */
  readonly replace?: { readonly id: string; readonly last: boolean } | undefined
  readonly remove?: { readonly id: string } | undefined
}

/** `<presence/>` */
export interface PresenceStanza extends Addressed {
  readonly kind: 'presence'
  readonly type?: string | undefined
  readonly show?: string | undefined
  readonly status?: string | undefined
  /** XEP-0045 */
  readonly muc?: { readonly type: 'join' | 'info'; readonly statusCodes: readonly string[] } | undefined
}

/** `<iq/>`; the payload fields are those the SDK speaks, `payload` names what a get or set carried. */
export interface IqStanza extends Addressed {
  readonly kind: 'iq'
  readonly type: 'get' | 'set' | 'result' | 'error'
  readonly payload?: string | undefined
  readonly bind?: { readonly jid?: string | undefined; readonly resource?: string | undefined } | undefined
  /** XEP-0280 */
  readonly carbons?: 'enable' | 'disable' | undefined
  /** XEP-0199 */
  readonly ping?: boolean | undefined
}

/** One stanza of the stream, decoded: plain data. */
export type Stanza = MessageStanza | PresenceStanza | IqStanza

/** What surrounds the stanzas: framing, features, SASL and stream management (RFC 7395, RFC 6120, XEP-0198). */
export type Nonza =
  | { readonly kind: 'open' }
  | { readonly kind: 'close'; readonly seeOtherUri?: string | undefined }
  | {
      readonly kind: 'features'
      readonly mechanisms: readonly string[]
      readonly bind: boolean
      readonly streamManagement: boolean
    }
  | { readonly kind: 'sasl'; readonly type: 'success' }
  | { readonly kind: 'sasl'; readonly type: 'failure'; readonly condition: string }
  | { readonly kind: 'stream-error'; readonly condition: string; readonly text?: string | undefined }
  | StreamManagementNonza

export type StreamManagementNonza =
  | { readonly kind: 'sm'; readonly type: 'request' }
  | { readonly kind: 'sm'; readonly type: 'ack'; readonly h: number }
  | { readonly kind: 'sm'; readonly type: 'enabled'; readonly id?: string | undefined; readonly resume: boolean }
  | { readonly kind: 'sm'; readonly type: 'resumed'; readonly h: number; readonly previd: string }
  | { readonly kind: 'sm'; readonly type: 'failed'; readonly h?: number | undefined }

/** What a frame can hold. `unknown` is a well-formed element the SDK does not speak. */
export type Inbound = Stanza | Nonza | { readonly kind: 'unknown'; readonly name: string }

/** What the client writes besides stanzas. */
export type OutboundNonza =
  | { readonly kind: 'open'; readonly to: string }
  | { readonly kind: 'close' }
  | { readonly kind: 'auth'; readonly userName: string; readonly password: string }
  | { readonly kind: 'sm'; readonly type: 'request' }
  | { readonly kind: 'sm'; readonly type: 'ack'; readonly h: number }
  | { readonly kind: 'sm'; readonly type: 'enable' }
  | { readonly kind: 'sm'; readonly type: 'resume'; readonly h: number; readonly previd: string }

export type Outbound = Stanza | OutboundNonza
