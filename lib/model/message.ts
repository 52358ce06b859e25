import type { DialogRef } from './dialog-ref.js'
import type { EpochMs, MessageId, UserId } from './ids.js'

/** Anything JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** A file, place or link carried by a message; unknown attributes survive. */
export interface Attachment {
  readonly type: string
  readonly uid?: string
  readonly id?: string
  readonly url?: string
  readonly name?: string
  /** In bytes. */
  readonly size?: number
  readonly [attribute: string]: Json | undefined
}

/** One chat message, the same shape from the stream, from history and from another device of the user. */
export interface Message {
  readonly id: MessageId
  readonly dialog: DialogRef
  readonly senderId: UserId
  readonly direction: 'incoming' | 'outgoing'
  /** `null` when the message has only attachments or params. */
  readonly body: string | null
  readonly sentAt: EpochMs
  /** Whether the sender asks for delivered and read statuses. */
  readonly markable: boolean
  readonly attachments: readonly Attachment[]
  /** Missing when its sender did not want it to be kept in the history. */
  readonly saved?: true
  /** Custom fields of the application. */
  readonly params: Readonly<Record<string, Json>>
  /** Seconds after which it is to vanish, counted by the app from when it is shown; missing when it is to stay. */
  readonly destroyAfter?: number
}

/** Who reacted how: one's own reactions, and how many of each there are (`GET /chat/Message`). */
export interface Reactions {
  readonly own: readonly string[]
  readonly total: Readonly<Record<string, number>>
}

/** A message of the history, with what REST knows of its statuses (`GET /chat/Message`). */
export interface HistoryMessage extends Message {
  readonly deliveredIds: readonly UserId[]
  readonly readIds: readonly UserId[]
  /** Missing while there are none. */
  readonly reactions?: Reactions
  /** In public and broadcast dialogs. */
  readonly viewsCount?: number
  readonly editedAt?: EpochMs
  readonly updatedAt: EpochMs
}
