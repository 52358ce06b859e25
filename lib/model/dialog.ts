import type { PrivateDialogRef, RoomDialogRef } from './dialog-ref.js'
import type { DialogId, EpochMs, MessageId, UserId } from './ids.js'
import type { Json } from './message.js'

/** The newest message of a dialog, as the dialog list tells it. */
export interface LastMessage {
  readonly id: MessageId | null
  readonly body: string | null
  readonly senderId: UserId | null
  readonly sentAt: EpochMs | null
  /** Only for a message of one's own. */
  readonly status: 'sent' | 'delivered' | 'read' | null
}

/** What every dialog has (`GET /chat/Dialog`). */
export interface DialogFields {
  readonly dialogId: DialogId
  /** In a private dialog the opponent's full name, so it differs per viewer. */
  readonly name: string | null
  readonly description: string | null
  /** A file uid, a URL or any text. */
  readonly photo: string | null
  /** The creator, who is the super admin. */
  readonly ownerId: UserId
  /** Empty for public and broadcast dialogs; includes oneself. */
  readonly occupantIds: readonly UserId[]
  readonly occupantsCount: number | null
  readonly adminIds: readonly UserId[]
  /** The room of the realtime connection; `null` for private dialogs. */
  readonly roomJid: string | null
  readonly lastMessage: LastMessage | null
  readonly unreadCount: number
  readonly pinnedMessageIds: readonly MessageId[]
  /** Custom fields that the dashboard allows, values are text. */
  readonly extensions: Readonly<Record<string, string>>
  readonly permissions: { readonly allowPreview: boolean } | null
  /** Custom class of the application, deprecated in favour of `extensions`. */
  readonly data: Readonly<Record<string, Json>> | null
  readonly muted: boolean
  readonly encrypted: boolean
  readonly createdAt: EpochMs
  readonly updatedAt: EpochMs
  /** Fields this version does not know. */
  readonly params: Readonly<Record<string, Json>>
}

/** @inline */
export interface PrivateDialog extends PrivateDialogRef, DialogFields {
  readonly dialogId: DialogId
}

/** @inline */
export interface RoomDialog extends RoomDialogRef, DialogFields {
  readonly dialogId: DialogId
}

/** A conversation, with everything the list tells; it is a `DialogRef` too. */
export type Dialog = PrivateDialog | RoomDialog
