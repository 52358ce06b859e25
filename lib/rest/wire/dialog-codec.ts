import * as t from 'io-ts'
import type { Dialog, LastMessage } from '../../model/dialog.js'
import type { UserId } from '../../model/ids.js'
import {
  built,
  flag,
  id,
  instant,
  jsonRecord,
  listOf,
  number,
  orElse,
  orNull,
  reader,
  record,
  text,
  userId,
} from '../codecs.js'
import { typeOfNumber } from './dialog-types.js'

const type = reader('1 (broadcast), 2 (group), 3 (private) or 4 (public)', typeOfNumber)

const status = reader('sent, delivered or read', (value) =>
  (['sent', 'delivered', 'read'] as const).find((known) => known === value),
)

const fields = {
  _id: id,
  user_id: userId,
  type,
  name: orNull(text),
  description: orNull(text),
  photo: orNull(text),
  xmpp_room_jid: orNull(text),
  occupants_ids: listOf(userId),
  occupants_count: orNull(number),
  admins_ids: listOf(userId),
  last_message: orNull(text),
  last_message_id: orNull(id),
  last_message_user_id: orNull(userId),
  last_message_date_sent: orNull(instant),
  last_message_status: orNull(status),
  unread_messages_count: orElse(number, 0),
  pinned_messages_ids: listOf(id),
  extensions: orElse(record, {}),
  permissions: orNull(t.type({ allow_preview: orElse(flag, false) })),
  data: orNull(record),
  is_muted: orElse(flag, false),
  is_e2ee: orElse(flag, false),
  created_at: instant,
  updated_at: instant,
}
const dialogWire = t.type(fields, 'dialog')
type DialogWire = t.TypeOf<typeof dialogWire>

const known: ReadonlySet<string> = new Set(Object.keys(fields))

/** Null when there is none, even if a status is told (protocol 4.13). */
const lastMessage = (wire: DialogWire): LastMessage | null =>
  wire.last_message === null && wire.last_message_id === null && wire.last_message_date_sent === null
    ? null
    : {
        id: wire.last_message_id,
        body: wire.last_message,
        senderId: wire.last_message_user_id,
        sentAt: wire.last_message_date_sent,
        status: wire.last_message_status,
      }

const common = (wire: DialogWire) => ({
  dialogId: wire._id,
  name: wire.name,
  description: wire.description,
  photo: wire.photo,
  ownerId: wire.user_id,
  occupantIds: wire.occupants_ids,
  occupantsCount: wire.occupants_count,
  adminIds: wire.admins_ids,
  roomJid: wire.xmpp_room_jid,
  lastMessage: lastMessage(wire),
  unreadCount: wire.unread_messages_count,
  pinnedMessageIds: wire.pinned_messages_ids,
  extensions: Object.fromEntries(
    Object.entries(wire.extensions).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  ),
  permissions: wire.permissions === null ? null : { allowPreview: wire.permissions.allow_preview },
  data: wire.data,
  muted: wire.is_muted,
  encrypted: wire.is_e2ee,
  createdAt: wire.created_at,
  updatedAt: wire.updated_at,
  params: jsonRecord(wire, known),
})

/** A dialog as `ownId` sees it: in a private one the opponent is the other occupant. */
export const dialogCodec = (ownId: UserId): t.Type<Dialog, unknown> =>
  built<DialogWire, Dialog>('dialog of the user and one opponent', dialogWire, (wire) => {
    if (wire.type !== 'private') return { type: wire.type, ...common(wire) }
    const opponentId = wire.occupants_ids.find((occupant) => occupant !== ownId)
    return opponentId === undefined ? undefined : { type: 'private', opponentId, ...common(wire) }
  })
