import type { Codec } from './codec.js'
import type { EpochMs, MessageId, UserId } from './ids.js'
import type { Json } from './message.js'

/** What one app tells another, unseen by the user. ConnectyCube does not keep it for who is offline. */
export interface SystemMessage {
  readonly id: MessageId
  readonly senderId: UserId
  readonly recipientId: UserId
  /** `outgoing`: another device of ours sent it. */
  readonly direction: 'incoming' | 'outgoing'
  readonly origin: 'live' | 'carbon' | 'offline'
  /** Custom fields; every plain value arrives as text. */
  readonly params: Readonly<Record<string, Json>>
  readonly body?: string
  /** When it arrived; where a server kept it, when that was. */
  readonly at: EpochMs
}

/** A sort of system message: the body is its name, the params are its value. */
export interface SystemMessageKind<A> {
  readonly name: string
  readonly codec: Codec<A, Readonly<Record<string, Json>>>
}

/**
 * Names a sort of system message, for `chat.systemMessages.of(kind)`. `codec.encode` gives the params, `codec.decode` reads
 * them back: plain values were turned into text on the way. ConnectyCube's own notices go by their body, too.
 */
export const defineSystemMessage = <A>(name: string, codec: SystemMessageKind<A>['codec']): SystemMessageKind<A> => ({
  name,
  codec,
})
