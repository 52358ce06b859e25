import { withItem } from '../json.js'
import { DIALOG, type Dialog, type Message } from './rows.js'
import type { Store } from './store.js'

/** Public and broadcast dialogs have views instead of statuses (protocol 3.9, 4.10). */
const hasStatuses = (dialog: Dialog, userId: number): boolean =>
  (dialog.type === DIALOG.group || dialog.type === DIALOG.private) && dialog.occupantIds.includes(userId)

/** Reading moves `updated_at` (protocol 4.5); in public dialogs it only counts a view. */
export const mark = (store: Store, message: Message, userId: number, as: 'delivered' | 'read'): void => {
  const dialog = store.dialogs.byId(message.dialogId)
  if (dialog === undefined || message[as === 'read' ? 'viewerIds' : 'deliveredIds'].includes(userId)) return
  const viewerIds = as === 'read' ? withItem(message.viewerIds, userId) : message.viewerIds
  if (!hasStatuses(dialog, userId)) return void store.messages.patch(message, { viewerIds })
  const readIds = as === 'read' ? withItem(message.readIds, userId) : message.readIds
  const deliveredIds = withItem(message.deliveredIds, userId)
  store.messages.patch(message, { viewerIds, readIds, deliveredIds, updatedAt: Date.now() })
}

export const unreadCount = (store: Store, dialog: Dialog, userId: number): number => {
  if (!hasStatuses(dialog, userId)) return 0
  return store.visible(dialog.id, userId).filter((message) => !message.readIds.includes(userId)).length
}

/** Seen by the author of the last message only (protocol 4.1, 4.10). */
export const lastStatus = (dialog: Dialog, last: Message | undefined, userId: number): string | null => {
  if (last?.senderId !== userId) return null
  const others = dialog.occupantIds.filter((id) => id !== userId)
  if (others.length > 0 && others.every((id) => last.readIds.includes(id))) return 'read'
  return others.some((id) => last.deliveredIds.includes(id)) ? 'delivered' : 'sent'
}
