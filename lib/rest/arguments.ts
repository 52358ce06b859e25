import { ChatError } from '../errors/chat-error.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { DialogId } from '../model/ids.js'

/** Throws a `ChatError` of kind `argument`, for use before any request. */
export const requireArgument: (holds: boolean, name: string, expected: string) => asserts holds = (
  holds,
  name,
  expected,
) => {
  if (!holds) throw new ChatError('argument', `${name}: expected ${expected}`, { name, expected })
}

export const isId = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0

export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

export const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0

/** Ids of the server are opaque (protocol 4.13); with a comma, slash or space one would be taken for several. */
export const isKey = (value: unknown): value is string => typeof value === 'string' && /^[^\s,/]+$/.test(value)

export const requireText = (value: unknown, name: string): void =>
  requireArgument(isText(value), name, 'text that is not empty')

export const requireIds = (value: unknown, name: string, most = Infinity): void => {
  requireArgument(Array.isArray(value) && value.every(isId), name, 'user ids, each a positive whole number')
  requireArgument(value.length <= most, name, `at most ${String(most)} ids`)
}

export const requireKeys = (value: unknown, name: string): readonly string[] => {
  const keys: readonly unknown[] = Array.isArray(value) ? value : [value]
  requireArgument(keys.length > 0 && keys.every(isKey), name, 'an id, or ids, without spaces, commas and slashes')
  return keys
}

/** Not every app is type-checked. */
export const requireDialog = (dialog: unknown): void =>
  requireArgument(typeof dialog === 'object' && dialog !== null, 'dialog', 'a dialog')

/** The id of a dialog; a private one has it once it was created or listed. */
export const dialogIdOf = (dialog: DialogRef): DialogId => {
  requireDialog(dialog)
  const { dialogId } = dialog
  requireArgument(isKey(dialogId), 'dialog.dialogId', 'a dialog id')
  return dialogId
}
