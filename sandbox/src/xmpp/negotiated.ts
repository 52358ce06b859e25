import type { ChatSession } from './chat-session.js'
import type { Wire } from './wire.js'

/** One stream: what was negotiated so far. */
export interface Connection {
  readonly wire: Wire
  /** What the client called the server in its `<open/>`; answered with the same (protocol 1.1). */
  domain: string
  session: ChatSession | undefined
}
