import type { Fields } from '../json.js'
import type { Message } from '../state/rows.js'
import { iso } from './answer.js'

const reactionsView = ({ reactions }: Message, viewerId: number): Fields | null => {
  const given = Object.entries(reactions)
  if (given.length === 0) return null
  return {
    own: given.filter(([, users]) => users.includes(viewerId)).map(([emoji]) => emoji),
    total: Object.fromEntries(given.map(([emoji, users]) => [emoji, users.length])),
  }
}

/** A message as this user sees it, custom params flat (protocol 4.5). */
export const messageView = (message: Message, viewerId: number): Fields => ({
  ...message.params,
  _id: message.id,
  chat_dialog_id: message.dialogId,
  message: message.body,
  date_sent: message.dateSent,
  sender_id: message.senderId,
  recipient_id: message.recipientId,
  read_ids: message.readIds,
  delivered_ids: message.deliveredIds,
  read: message.readIds.includes(viewerId) ? 1 : 0,
  views_count: message.viewerIds.length - 1,
  attachments: message.attachments,
  reactions: reactionsView(message, viewerId),
  created_at: iso(message.createdAt),
  updated_at: iso(message.updatedAt),
  edited_at: message.editedAt === null ? null : iso(message.editedAt),
})
