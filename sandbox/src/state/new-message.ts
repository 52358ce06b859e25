import { DIALOG, type Dialog, type Message } from './rows.js'

type Written = Pick<Message, 'id' | 'body' | 'dateSent' | 'senderId' | 'attachments' | 'params'>

/** A message nobody but its author has yet (protocol 4.10). */
export const newMessage = (dialog: Dialog, written: Written): Message => {
  const now = Date.now()
  const own = [written.senderId]
  const opponent = dialog.occupantIds.find((id) => id !== written.senderId) ?? null
  const seen = { readIds: own, deliveredIds: own, viewerIds: own, reactions: {}, deletedFor: [] }
  const recipientId = dialog.type === DIALOG.private ? opponent : null
  return { ...written, ...seen, dialogId: dialog.id, recipientId, createdAt: now, updatedAt: now, editedAt: null }
}
