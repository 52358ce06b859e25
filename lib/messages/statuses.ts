import type { DialogRef } from '../model/dialog-ref.js'
import type { EpochMs, MessageId, UserId } from '../model/ids.js'
import type { Message } from '../model/message.js'
import type { MessageStanza } from '../model/stanza.js'
import type { Addresses } from '../xmpp/addresses.js'

/** Somebody's device got a message, or somebody read it. */
export interface StatusChange {
  readonly messageId: MessageId
  readonly dialog: DialogRef
  readonly userId: UserId
  readonly status: 'delivered' | 'read'
  readonly at: EpochMs
}

const markers = { delivered: 'received', read: 'displayed' } as const

/** A marker stanza: always to the author in person, also for a message of a room (protocol 3.9). */
export const toMarker = (
  { id, senderId, dialog }: Pick<Message, 'id' | 'senderId' | 'dialog'>,
  status: StatusChange['status'],
  stanzaId: string,
  addresses: Addresses,
): MessageStanza & { readonly id: string } => ({
  kind: 'message',
  type: 'chat',
  id: stanzaId,
  to: addresses.userJid(senderId),
  marker: { type: markers[status], id },
  ...(dialog.dialogId === undefined
    ? {}
    : { extraParams: { params: { dialog_id: dialog.dialogId }, attachments: [] } }),
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
