import * as t from 'io-ts'
import type { DialogRef } from '../../model/dialog-ref.js'
import type { UserId } from '../../model/ids.js'
import type { HistoryMessage } from '../../model/message.js'
import { built, flag, id, instant, jsonRecord, listOf, orElse, orNull, text, userId } from '../codecs.js'
import { attachments } from './attachment-codec.js'

const fields = {
  _id: id,
  message: orNull(text),
  date_sent: instant,
  sender_id: userId,
  read_ids: listOf(userId),
  delivered_ids: listOf(userId),
  attachments: orElse(attachments, []),
  markable: orElse(flag, true),
  edited_at: orNull(instant),
  updated_at: orNull(instant),
}
const messageWire = t.type(fields, 'message')

/** Every key that is the protocol's own (4.5, 3.7); all others are custom params. */
const known: ReadonlySet<string> = new Set([
  ...Object.keys(fields),
  ...['chat_dialog_id', 'dialog_id', 'message_id', 'recipient_id', 'read', 'views_count', 'reactions', 'created_at'],
  ...['save_to_history', 'send_to_chat', 'silent', 'moduleIdentifier'],
])

/** A message of the history of `dialog`, as `ownId` sees it. */
export const historyMessageCodec = (dialog: DialogRef, ownId: UserId): t.Type<HistoryMessage, unknown> =>
  built<t.TypeOf<typeof messageWire>, HistoryMessage>('message', messageWire, (wire) => ({
    id: wire._id,
    dialog,
    senderId: wire.sender_id,
    direction: wire.sender_id === ownId ? 'outgoing' : 'incoming',
    body: wire.message,
    sentAt: wire.date_sent,
    markable: wire.markable,
    attachments: wire.attachments,
    params: jsonRecord(wire, known),
    deliveredIds: wire.delivered_ids,
    readIds: wire.read_ids,
    ...(wire.edited_at === null ? {} : { editedAt: wire.edited_at }),
    updatedAt: wire.updated_at ?? wire.date_sent,
  }))
