import type { Attachment, Json } from './message.js'
import type { EpochMs } from './ids.js'

/** The error a server or peer answers a stanza with (RFC 6120 8.3). */
export interface StanzaError {
  readonly condition: string
  readonly type?: string | undefined
  readonly code?: number | undefined
  readonly text?: string | undefined
}

/**
 * ConnectyCube's custom fields of a message: `<extraParams>`.
 * @inline
 */
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
  /** XEP-0334: an archive is to keep it, though it has no body */
  readonly store?: boolean | undefined
  /** XEP-0313 4.2: one message of an archive, and since when it is there */
  readonly archived?: ArchivedMessage | undefined
  /** XEP-0308, and ConnectyCube's twin for removal (`urn:xmpp:message-delete:0`) */
  readonly replace?: { readonly id: string; readonly last: boolean } | undefined
  readonly remove?: { readonly id: string } | undefined
  /** What somebody added to a message or took back; only the server writes it. */
  readonly reactions?: StanzaReactions | undefined
  /** Seconds after which the message is to vanish (`urn:xmpp:message-destroy-after:0`). */
  readonly destroyAfter?: number | undefined
}

/** @inline */
export interface ArchivedMessage {
  /** Of the request it answers. */
  readonly queryId: string
  /** Its place in the archive (XEP-0359). */
  readonly id: string
  readonly forwarded: { readonly delayedAt: EpochMs; readonly message: MessageStanza }
}

/** @inline */
export interface StanzaReactions {
  readonly userId: string
  readonly messageId: string
  readonly add?: string | undefined
  readonly remove?: string | undefined
}

/** `<presence/>` */
export interface PresenceStanza extends Addressed {
  readonly kind: 'presence'
  readonly type?: string | undefined
  readonly show?: string | undefined
  readonly status?: string | undefined
  /** XEP-0045 */
  readonly muc?: MucPresence | undefined
}

/** @inline */
export interface MucPresence {
  readonly type: 'join' | 'info'
  readonly statusCodes: readonly string[]
  readonly affiliation?: string | undefined
  readonly role?: string | undefined
  readonly jid?: string | undefined
}

/**
 * One contact of the roster (RFC 6121 2.1.2).
 * @inline
 */
export interface RosterItem {
  readonly jid: string
  readonly name?: string | undefined
  /** `none`, `to`, `from`, `both`; `remove` in a push */
  readonly subscription?: string | undefined
  /** `subscribe` while our request is unanswered */
  readonly ask?: string | undefined
  readonly groups: readonly string[]
}

/**
 * One rule of a privacy list (XEP-0016 2.1); without any of the four it speaks of everything.
 * @inline
 */
export interface PrivacyItem {
  readonly type?: string | undefined
  readonly value?: string | undefined
  readonly action: string
  readonly order: number
  readonly messages?: boolean | undefined
  readonly incomingPresence?: boolean | undefined
  readonly outgoingPresence?: boolean | undefined
  readonly iq?: boolean | undefined
}

/**
 * XEP-0016; an empty name declines.
 * @inline
 */
export interface PrivacyQuery {
  readonly activeList?: string | undefined
  readonly defaultList?: string | undefined
  readonly lists?: readonly { readonly name: string; readonly items: readonly PrivacyItem[] }[] | undefined
}

/**
 * A page of an archive: which messages, how many, and from where (XEP-0313 4.1, XEP-0059); only written.
 * @inline
 */
export interface ArchiveQuery {
  readonly queryId: string
  /** `start` and `end` as XEP-0082 writes times. */
  readonly form: {
    readonly with?: string | undefined
    readonly start?: string | undefined
    readonly end?: string | undefined
  }
  /** An empty `before`: the last page. */
  readonly set: { readonly max: number; readonly before?: string | undefined; readonly after?: string | undefined }
}

/**
 * How a page ends: with which messages it begins and ends, and whether no more follow.
 * @inline
 */
export interface ArchivePage {
  readonly complete: boolean
  readonly set: { readonly first?: string | undefined; readonly last?: string | undefined }
}

/** `<iq/>`, with every payload the SDK speaks; absent ones are missing. */
export interface IqStanza extends Addressed {
  readonly kind: 'iq'
  readonly type: 'get' | 'set' | 'result' | 'error'
  readonly bind?: { readonly jid?: string | undefined; readonly resource?: string | undefined } | undefined
  /** XEP-0280 */
  readonly carbons?: 'enable' | 'disable' | undefined
  /** XEP-0199 */
  readonly ping?: boolean | undefined
  /** RFC 6121 2 */
  readonly roster?: { readonly items: readonly RosterItem[] } | undefined
  /** XEP-0016 */
  readonly privacy?: PrivacyQuery | undefined
  /** XEP-0012; seconds since the user was online */
  readonly lastActivity?: { readonly seconds?: number | undefined } | undefined
  /** ConnectyCube: `https://connectycube.com/protocol/status_streaming` */
  readonly statusStreaming?: { readonly userJid: string; readonly enable: boolean } | undefined
  /** Tigase: `http://tigase.org/protocol/mobile#v2`; `enable` means inactive */
  readonly mobile?: { readonly enable: boolean } | undefined
  /** XEP-0030 3 */
  readonly discoInfo?: { readonly features: readonly string[] } | undefined
  /** XEP-0313 4.1 */
  readonly archiveQuery?: ArchiveQuery | undefined
  /** XEP-0313 4.3 */
  readonly archivePage?: ArchivePage | undefined
  /** XEP-0202 */
  readonly time?: { readonly utc?: EpochMs | undefined } | undefined
  /** XEP-0030 4 */
  readonly discoItems?: { readonly items: readonly { readonly jid: string }[] } | undefined
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
      /** XEP-0352 */
      readonly clientState: boolean
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
  /** XEP-0352 */
  | { readonly kind: 'client-state'; readonly type: 'active' | 'inactive' }
  | { readonly kind: 'sm'; readonly type: 'request' }
  | { readonly kind: 'sm'; readonly type: 'ack'; readonly h: number }
  | { readonly kind: 'sm'; readonly type: 'enable' }
  | { readonly kind: 'sm'; readonly type: 'resume'; readonly h: number; readonly previd: string }

export type Outbound = Stanza | OutboundNonza
