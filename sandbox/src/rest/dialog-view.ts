import type { Fields } from '../json.js'
import { DIALOG, type Dialog, type Message } from '../state/rows.js'
import { lastStatus, unreadCount } from '../state/statuses.js'
import type { Store } from '../state/store.js'
import { roomJid } from '../xmpp/jid.js'
import { iso } from './answer.js'
import type { UserCall } from './call.js'

/** The newest message the viewer can see, by time and then arrival. */
const lastOf = (messages: readonly Message[]): Message | undefined => {
  let last: Message | undefined
  for (const message of messages) if (last === undefined || message.dateSent >= last.dateSent) last = message
  return last
}

/** A private dialog is called as the opponent is, so differently for each viewer (protocol 4.1). */
const nameOf = (store: Store, dialog: Dialog, viewerId: number): Fields => {
  if (dialog.type !== DIALOG.private) return {}
  const opponent = store.users.byId(dialog.occupantIds.find((id) => id !== viewerId))
  return { name: opponent?.profile['full_name'] ?? opponent?.login ?? null, photo: opponent?.profile['avatar'] ?? null }
}

const EMPTY = { name: null, description: null, photo: null, extensions: null, permissions: null }

/** A dialog as this user sees it (protocol 4.1). */
export const dialogView = ({ store, settings, user }: UserCall, dialog: Dialog): Fields => {
  const lists = dialog.type === DIALOG.private || dialog.type === DIALOG.group
  const last = lastOf(store.visible(dialog.id, user.id))
  return {
    ...EMPTY,
    ...dialog.settings,
    ...nameOf(store, dialog, user.id),
    _id: dialog.id,
    user_id: dialog.ownerId,
    type: dialog.type,
    xmpp_room_jid: dialog.type === DIALOG.private ? null : roomJid(settings, dialog.id),
    occupants_ids: lists ? dialog.occupantIds : [],
    occupants_count: dialog.occupantIds.length,
    admins_ids: dialog.adminIds,
    pinned_messages_ids: dialog.pinnedIds,
    unread_messages_count: unreadCount(store, dialog, user.id),
    is_muted: dialog.mutedBy.includes(user.id),
    last_message: last?.body ?? null,
    last_message_id: last?.id ?? null,
    last_message_user_id: last?.senderId ?? null,
    last_message_date_sent: last?.dateSent ?? null,
    last_message_status: lastStatus(dialog, last, user.id),
    created_at: iso(dialog.createdAt),
    updated_at: iso(dialog.updatedAt),
  }
}
