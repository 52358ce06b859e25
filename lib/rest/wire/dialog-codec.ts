import type { Dialog } from '../../model/dialog.js'
import type { UserId } from '../../model/ids.js'
import * as c from '../codecs.js'

/** The documented numbers; the official JavaScript SDK's enumeration contradicts them (protocol A1). */
export const dialogTypes = { broadcast: 1, group: 2, private: 3, public: 4 } as const satisfies Record<
  Dialog['type'],
  number
>
const types = ['broadcast', 'group', 'private', 'public'] as const
const statuses = ['sent', 'delivered', 'read'] as const

/** Always text, whatever was sent. */
const extensions = c.built('object', c.record, (found) =>
  c.membersOf(found, (it) => (typeof it === 'string' ? it : JSON.stringify(it))),
)

const fields = {
  dialogId: c.id,
  type: c.number,
  name: c.orNull(c.text),
  description: c.orNull(c.text),
  photo: c.orNull(c.text),
  ownerId: c.userId,
  occupantIds: c.listOf(c.userId),
  occupantsCount: c.orNull(c.number),
  adminIds: c.listOf(c.userId),
  roomJid: c.orNull(c.text),
  lastId: c.orNull(c.id),
  lastBody: c.orNull(c.text),
  lastSenderId: c.orNull(c.userId),
  lastSentAt: c.orNull(c.instant),
  lastStatus: c.orNull(c.text),
  unreadCount: c.orElse(c.number, 0),
  pinnedMessageIds: c.listOf(c.id),
  extensions: c.orElse(extensions, {}),
  permissions: c.orNull(c.model('permissions', { allowPreview: c.orElse(c.flag, false) })),
  data: c.orNull(c.record),
  muted: c.orElse(c.flag, false),
  encrypted: c.orElse(c.flag, false),
  createdAt: c.instant,
  updatedAt: c.instant,
}

/** Where the wire's name is not ours in snake case; the same for reading and for writing. */
export const dialogNames = {
  dialogId: '_id',
  ownerId: 'user_id',
  occupantIds: 'occupants_ids',
  adminIds: 'admins_ids',
  roomJid: 'xmpp_room_jid',
  lastId: 'last_message_id',
  lastBody: 'last_message',
  lastSenderId: 'last_message_user_id',
  lastSentAt: 'last_message_date_sent',
  lastStatus: 'last_message_status',
  unreadCount: 'unread_messages_count',
  pinnedMessageIds: 'pinned_messages_ids',
  muted: 'is_muted',
  encrypted: 'is_e2ee',
}

const dialogWire = c.model('dialog', fields, dialogNames)
const known: ReadonlySet<string> = new Set(c.wireNames(fields, dialogNames))

/** A dialog as `ownId` sees it: in a private one the opponent is the other occupant. */
export const dialogCodec = (ownId: UserId): c.Decoder<Dialog> =>
  c.built('dialog of the user and one opponent', dialogWire, (wire, value): Dialog | undefined => {
    const { type: number, lastId, lastBody, lastSenderId, lastSentAt, lastStatus, ...rest } = wire
    const type = types.find((each) => dialogTypes[each] === number)
    // A status may be told although there is no message (protocol 4.13).
    const none = lastBody === null && lastId === null && lastSentAt === null
    // A status this version does not know is no reason to hide the dialog.
    const status = statuses.find((each) => each === lastStatus) ?? null
    const last = { id: lastId, body: lastBody, senderId: lastSenderId, sentAt: lastSentAt, status }
    const params = c.jsonRecord(value, known)
    // Not copied: members added to a copy of so many are slow.
    const common = Object.assign(rest, { lastMessage: none ? null : last, params })
    // A type that is new is a room all the same (protocol A1); its number is kept.
    if (type === undefined)
      return Object.assign(common, { type: 'group' as const, params: { ...params, type: number } })
    if (type !== 'private') return Object.assign(common, { type })
    const opponentId = rest.occupantIds.find((occupant) => occupant !== ownId)
    return opponentId === undefined ? undefined : Object.assign(common, { type, opponentId })
  })
