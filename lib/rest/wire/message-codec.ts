import type { DialogRef } from '../../model/dialog-ref.js'
import type { UserId } from '../../model/ids.js'
import { isRecord } from '../../model/is-record.js'
import type { Attachment, HistoryMessage, Json } from '../../model/message.js'
import * as c from '../codecs.js'

const texts: readonly string[] = ['type', 'uid', 'id', 'url', 'name']

/** Known attributes become text (a blob id may be a number), `size` a number ("12.0" is 12), all others stay. */
const attribute = (value: unknown, name: string): Json | undefined => {
  if (name === 'size') return c.finite(value)
  if (!texts.includes(name)) return c.toJson(value)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

const attachment = (value: unknown): Attachment | undefined =>
  isRecord(value) ? { type: '', ...c.membersOf(value, attribute) } : undefined

/** An array, or the map `{"0": {…}}` of the documentation (protocol 4.6). */
const attachments = c.reader('attachments', (value) =>
  typeof value === 'object' && value !== null ? Object.values(c.membersOf(value, attachment)) : undefined,
)

const counts = c.reader('counts', (value) =>
  typeof value === 'object'
    ? c.membersOf(value, (count) => (typeof count === 'number' ? count : undefined))
    : undefined,
)
const reactions = c.model('reactions', { own: c.listOf(c.text), total: c.orElse(counts, {}) })

const fields = {
  id: c.at('_id', c.id),
  dialogId: c.at('chat_dialog_id', c.orNull(c.id)),
  recipientId: c.orNull(c.number),
  body: c.at('message', c.orNull(c.text)),
  sentAt: c.at('date_sent', c.instant),
  senderId: c.userId,
  readIds: c.listOf(c.userId),
  deliveredIds: c.listOf(c.userId),
  viewsCount: c.optional(c.number),
  attachments: c.orElse(attachments, []),
  reactions: c.optional(reactions),
  markable: c.orElse(c.flag, true),
  destroyAfter: c.optional(c.number),
  editedAt: c.optional(c.instant),
  updatedAt: c.optional(c.instant),
}

const messageWire = c.model('message', fields)

/** Every key that is the protocol's own (4.5, 3.7); all others are custom params. */
export const messageKeys: ReadonlySet<string> = new Set([
  ...c.wireNames(fields),
  ...['dialog_id', 'message_id', 'read', 'created_at', 'save_to_history', 'send_to_chat', 'silent', 'moduleIdentifier'],
])

/** A message as `ownId` sees it, of `dialog` or else of what it tells of its dialog: a room is a `group` then. */
export const historyMessageCodec = (ownId: UserId, dialog?: DialogRef): c.Decoder<HistoryMessage> =>
  c.built('message', messageWire, (wire, value): HistoryMessage | undefined => {
    const { dialogId, recipientId, updatedAt = wire.sentAt, ...message } = wire
    const direction = message.senderId === ownId ? 'outgoing' : 'incoming'
    const opponentId = direction === 'outgoing' ? (recipientId ?? 0) : message.senderId
    const told = (id: string): DialogRef =>
      (recipientId ?? 0) > 0 ? { type: 'private', opponentId, dialogId: id } : { type: 'group', dialogId: id }
    const of = dialog ?? (dialogId === null ? undefined : told(dialogId))
    // Whole seconds, as every copy of it from the stream tells.
    const sentAt = Math.floor(message.sentAt / 1000) * 1000
    return (
      of && {
        ...message,
        sentAt,
        dialog: of,
        direction,
        saved: true,
        params: c.jsonRecord(value, messageKeys),
        updatedAt,
      }
    )
  })
