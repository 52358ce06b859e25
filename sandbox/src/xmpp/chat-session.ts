import type { Element } from '../xml/element.js'
import type { StreamManagement } from './sm.js'
import type { Wire } from './wire.js'

/** A bound resource. It outlives its wire while it may be resumed. */
export interface ChatSession {
  readonly userId: number
  readonly resource: string
  readonly jid: string
  readonly bareJid: string
  wire: Wire | undefined
  sm: StreamManagement | undefined
  /** Initial presence was sent. */
  available: boolean
  ended: boolean
  carbons: boolean
  inactive: boolean
  /** The privacy list of this session alone (protocol 3.16). */
  activeList: string | undefined
  /** Users whose log-ins and log-outs are wanted (protocol 3.15). */
  readonly watched: Set<number>
  /** Rooms joined for presence: dialog ids. */
  readonly rooms: Set<string>
  /** Stanzas it was given: a copy is not handed over to it a second time. */
  readonly given: WeakSet<Element>
  cancelWindow: (() => void) | undefined
  cancelAckTimer: (() => void) | undefined
}
