import type { Fields } from '../json.js'
import type { Settings } from '../options.js'
import { DIALOG, type Dialog } from '../state/dialogs.js'
import type { Message } from '../state/messages.js'
import { lastStatus, unreadCount } from '../state/statuses.js'
import type { Store } from '../state/store.js'
import { roomJid } from '../xmpp/jid.js'
import { iso } from './dates.js'

/** The newest message the viewer can see, by time and then arrival. */
const lastOf = (store: Store, dialog: Dialog, viewerId: number): Message | undefined => {
  let last: Message | undefined
  for (const message of store.messages.ofDialog(dialog.id)) {
    if (message.deletedFor.has(viewerId)) continue
    if (last === undefined || message.dateSent >= last.dateSent) last = message
  }
  return last
}

/** A private dialog is called as the opponent is, so differently for each viewer (protocol 4.1). */
const nameOf = (store: Store, dialog: Dialog, viewerId: number): Fields => {
  if (dialog.type !== DIALOG.private) return {}
  const opponent = store.users.byId([...dialog.occupantIds].find((id) => id !== viewerId) ?? 0)
  return { name: opponent?.profile['full_name'] ?? opponent?.login ?? null, photo: opponent?.profile['avatar'] ?? null }
}

const lastFields = (store: Store, dialog: Dialog, viewerId: number): Fields => {
  const last = lastOf(store, dialog, viewerId)
  return {
    last_message: last?.body ?? null,
    last_message_id: last?.id ?? null,
    last_message_user_id: last?.senderId ?? null,
    last_message_date_sent: last?.dateSent ?? null,
    last_message_status: lastStatus(dialog, last, viewerId),
  }
}

/** A dialog as this user sees it (protocol 4.1). */
export const dialogView = (store: Store, settings: Settings, dialog: Dialog, viewerId: number): Fields => {
  const lists = dialog.type === DIALOG.private || dialog.type === DIALOG.group
  return {
    name: null,
    description: null,
    photo: null,
    extensions: null,
    permissions: null,
    ...dialog.settings,
    ...nameOf(store, dialog, viewerId),
    _id: dialog.id,
    user_id: dialog.ownerId,
    type: dialog.type,
    xmpp_room_jid: dialog.type === DIALOG.private ? null : roomJid(settings, dialog.id),
    occupants_ids: lists ? [...dialog.occupantIds] : [],
    occupants_count: dialog.occupantIds.size,
    admins_ids: [...dialog.adminIds],
    pinned_messages_ids: [...dialog.pinnedIds],
    unread_messages_count: unreadCount(store, dialog, viewerId),
    is_muted: dialog.mutedBy.has(viewerId),
    ...lastFields(store, dialog, viewerId),
    created_at: iso(dialog.createdAt),
    updated_at: iso(dialog.updatedAt),
  }
}
