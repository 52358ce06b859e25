import type { DialogRef } from '../model/dialog-ref.js'
import { union, type EpochMs, type MessageId, type UserId } from '../model/ids.js'
import type { MessageStanza } from '../model/stanza.js'
import type { Addresses } from '../xmpp/addresses.js'
import { detached } from './detached.js'
import type { MessageRef } from './known-messages.js'
import { dialogParam } from './message-codec.js'

/** Somebody's device got a message, or somebody read it. */
export interface StatusChange {
  readonly messageId: MessageId
  readonly dialog: DialogRef
  readonly userId: UserId
  readonly status: 'delivered' | 'read'
  readonly at: EpochMs
}

/** We read a message or, without `messageId`, all of a dialog that was sent until then. What failed is told with the time it was asked. */
export interface ReadMark {
  readonly dialog: DialogRef
  readonly messageId?: MessageId
  readonly at: EpochMs
  readonly failed: boolean
}

/** How far a message of ours came, and with whom. */
export interface MessageStatus {
  readonly messageId: MessageId
  /** `delivered`, `read`: by one at least. */
  readonly status: 'sent' | StatusChange['status']
  /** Who has it, read or not; ascending. */
  readonly deliveredTo: readonly UserId[]
  /** Ascending. */
  readonly readBy: readonly UserId[]
}

const nobody: readonly UserId[] = []

/** Of a message that the server has, and nobody else yet. */
export const sentStatus = (messageId: MessageId): MessageStatus => ({
  messageId: detached(messageId),
  status: 'sent',
  deliveredTo: nobody,
  readBy: nobody,
})

/** Pure: the same whatever the order; the same reference when nothing changed. Whoever read a message has it. */
export const withStatus = (before: MessageStatus | undefined, change: StatusChange): MessageStatus => {
  const known = before ?? sentStatus(change.messageId)
  const { messageId } = known
  const deliveredTo = union(known.deliveredTo, [change.userId])
  const readBy = change.status === 'read' ? union(known.readBy, [change.userId]) : known.readBy
  const isSame = deliveredTo === known.deliveredTo && readBy === known.readBy
  return isSame ? known : { messageId, status: readBy.length > 0 ? 'read' : 'delivered', deliveredTo, readBy }
}

const markers = { delivered: 'received', read: 'displayed' } as const

/** A marker stanza: always to the author in person, also for a message of a room (protocol 3.9). */
export const toMarker = (
  { id, senderId, dialog }: MessageRef,
  status: StatusChange['status'],
  stanzaId: string,
  addresses: Addresses,
): MessageStanza & { readonly id: string } => ({
  kind: 'message',
  type: 'chat',
  id: stanzaId,
  to: addresses.userJid(senderId),
  marker: { type: markers[status], id },
  ...dialogParam(dialog),
})

/** What a marker stanza says; the dialog is found by `dialogOf`, since a marker only travels between two users. */
export const toStatusChange = (
  stanza: MessageStanza,
  userId: UserId,
  dialogOf: (messageId: MessageId) => DialogRef | undefined,
  now: EpochMs,
): StatusChange | undefined => {
  const { marker, extraParams, delayedAt } = stanza
  const messageId = marker?.id
  const status = marker?.type === 'received' ? 'delivered' : marker?.type === 'displayed' ? 'read' : undefined
  if (messageId === undefined || status === undefined) return undefined
  const dialogId = extraParams?.params['dialog_id']
  const direct: DialogRef = { type: 'private', opponentId: userId }
  const dialog =
    dialogOf(messageId) ?? (typeof dialogId === 'string' && dialogId !== '' ? { ...direct, dialogId } : direct)
  return { messageId, dialog, userId, status, at: delayedAt ?? now }
}

/** A private message is only for the opponent to confirm; who is in a room is not known here. */
export const isOfDialog = ({ dialog, userId }: StatusChange): boolean =>
  dialog.type !== 'private' || dialog.opponentId === userId
