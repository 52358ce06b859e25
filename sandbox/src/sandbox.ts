import type { Faults, Frame } from './faults.js'

/** A running sandbox. */
export interface Sandbox {
  /** REST base URL. */
  readonly api: string
  /** XMPP over WebSocket URL. */
  readonly websocket: string
  readonly chat: string
  readonly muc: string
  readonly appId: number
  readonly authKey: string
  readonly faults: Faults
  /** Frames of the user's sockets, oldest first; needs the option `frames`. */
  readonly frames: (userId: number) => readonly Frame[]
  /** Bytes of uploads read so far, those of cut ones included. */
  readonly uploadedBytes: () => number
  /** Closes every socket, timer and server. */
  readonly stop: () => Promise<void>
}
