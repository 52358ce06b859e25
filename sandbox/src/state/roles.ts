import { DIALOG, type Dialog } from './dialogs.js'
import type { Message } from './messages.js'

/** protocol 4.3. */
export const isAdmin = (dialog: Dialog, userId: number): boolean =>
  dialog.ownerId === userId || dialog.adminIds.has(userId)

export const isMember = (dialog: Dialog, userId: number): boolean =>
  dialog.type === DIALOG.broadcast || dialog.occupantIds.has(userId)

export const canSend = (dialog: Dialog, userId: number): boolean =>
  dialog.type === DIALOG.broadcast ? isAdmin(dialog, userId) : dialog.occupantIds.has(userId)

export const mayRemoveForAll = (dialog: Dialog, message: Message, userId: number): boolean =>
  message.senderId === userId || (dialog.type !== DIALOG.private && isAdmin(dialog, userId))

export const mayEditSettings = (dialog: Dialog, userId: number): boolean =>
  dialog.type === DIALOG.group ? dialog.occupantIds.has(userId) : isAdmin(dialog, userId)

export const mayAddOccupants = (dialog: Dialog, userId: number): boolean =>
  dialog.type === DIALOG.group ? dialog.occupantIds.has(userId) : dialog.ownerId === userId

export const mayRemoveOccupants = (dialog: Dialog, userId: number, removed: readonly number[]): boolean => {
  if (removed.every((id) => id === userId)) return true
  return dialog.type === DIALOG.group ? isAdmin(dialog, userId) : dialog.ownerId === userId
}
