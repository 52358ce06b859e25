import { DIALOG, type Dialog } from './dialogs.js'
import type { Message } from './messages.js'
import type { Store } from './store.js'

/** Public and broadcast dialogs have views instead of statuses (protocol 3.9, 4.10). */
const hasStatuses = (dialog: Dialog): boolean => dialog.type === DIALOG.group || dialog.type === DIALOG.private

const dialogFor = (store: Store, message: Message, userId: number): Dialog | undefined => {
  const dialog = store.dialogs.byId(message.dialogId)
  return dialog !== undefined && dialog.occupantIds.has(userId) && hasStatuses(dialog) ? dialog : undefined
}

export const markDelivered = (store: Store, message: Message, userId: number): void => {
  if (dialogFor(store, message, userId) === undefined || message.deliveredIds.has(userId)) return
  message.deliveredIds.add(userId)
  message.updatedAt = Date.now()
}

/** Reading moves `updated_at` (protocol 4.5); in public dialogs it only counts a view. */
export const markRead = (store: Store, message: Message, userId: number): void => {
  message.viewerIds.add(userId)
  if (dialogFor(store, message, userId) === undefined || message.readIds.has(userId)) return
  message.readIds.add(userId)
  message.deliveredIds.add(userId)
  message.updatedAt = Date.now()
}

export const unreadCount = (store: Store, dialog: Dialog, userId: number): number => {
  if (!hasStatuses(dialog) || !dialog.occupantIds.has(userId)) return 0
  const messages = store.messages.ofDialog(dialog.id)
  return messages.filter((message) => !message.readIds.has(userId) && !message.deletedFor.has(userId)).length
}

/** Seen by the author of the last message only (protocol 4.1, 4.10). */
export const lastStatus = (dialog: Dialog, last: Message | undefined, userId: number): string | null => {
  if (last?.senderId !== userId) return null
  const others = [...dialog.occupantIds].filter((id) => id !== userId)
  if (others.length > 0 && others.every((id) => last.readIds.has(id))) return 'read'
  return others.some((id) => last.deliveredIds.has(id)) ? 'delivered' : 'sent'
}
