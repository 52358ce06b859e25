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

/** Where the wire's name is not ours in snake case it is told; the same for reading and for writing. */
export const dialogFields = {
  dialogId: c.at('_id', c.id),
  type: c.number,
  name: c.orNull(c.text),
  description: c.orNull(c.text),
  photo: c.orNull(c.text),
  ownerId: c.at('user_id', c.userId),
  occupantIds: c.at('occupants_ids', c.listOf(c.userId)),
  occupantsCount: c.orNull(c.number),
  adminIds: c.at('admins_ids', c.listOf(c.userId)),
  roomJid: c.at('xmpp_room_jid', c.orNull(c.text)),
  lastId: c.at('last_message_id', c.orNull(c.id)),
  lastBody: c.at('last_message', c.orNull(c.text)),
  lastSenderId: c.at('last_message_user_id', c.orNull(c.userId)),
  lastSentAt: c.at('last_message_date_sent', c.orNull(c.instant)),
  lastStatus: c.at('last_message_status', c.orNull(c.text)),
  unreadCount: c.at('unread_messages_count', c.orElse(c.number, 0)),
  pinnedMessageIds: c.at('pinned_messages_ids', c.listOf(c.id)),
  extensions: c.orElse(extensions, {}),
  permissions: c.orNull(c.model('permissions', { allowPreview: c.orElse(c.flag, false) })),
  data: c.orNull(c.record),
  muted: c.at('is_muted', c.orElse(c.flag, false)),
  encrypted: c.at('is_e2ee', c.orElse(c.flag, false)),
  createdAt: c.instant,
  updatedAt: c.instant,
}

const dialogWire = c.model('dialog', dialogFields)
const known: ReadonlySet<string> = new Set(c.wireNames(dialogFields))

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
