import type { Element } from '../xml/index.js'
import type { StreamManagement } from './sm.js'
import type { Wire } from './wire.js'

/** A bound resource. It outlives its wire while it may be resumed. */
export interface ChatSession {
  readonly userId: number
  readonly resource: string
  readonly jid: string
  readonly bareJid: string
  wire?: Wire | undefined
  sm?: StreamManagement
  /** The last one it broadcast; none before the first and after going offline. */
  presence?: Element | undefined
  /** It asked for the roster, so it is told of changes (RFC 6121 2.1.6). */
  interested?: boolean
  ended?: boolean
  carbons?: boolean
  inactive?: boolean
  /** Chat states that wait until it is active, or until a message goes out (XEP-0352). */
  readonly held: Element[]
  /** The privacy list of this session alone (protocol 3.16). */
  activeList?: string | undefined
  /** Users whose log-ins and log-outs are wanted (protocol 3.15). */
  readonly watched: Set<number>
  /** Others its presence was addressed to (RFC 6121 4.6). */
  readonly directed: Set<number>
  /** Rooms joined, by dialog id, with the presence it has there. */
  readonly rooms: Map<string, Element>
  /** Stanzas it was given: a copy is not handed over to it a second time. */
  readonly given: WeakSet<Element>
  cancelWindow?: () => void
  cancelAckTimer?: (() => void) | undefined
}

export const stopAckTimer = (session: ChatSession): void => {
  session.cancelAckTimer?.()
  session.cancelAckTimer = undefined
}

/** One stream: what was negotiated so far. */
export interface Connection {
  readonly wire: Wire
  /** What the client called the server in its `<open/>`; answered with the same (protocol 1.1). */
  domain: string
  session?: ChatSession
}
