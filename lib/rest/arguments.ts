import { isId, isText, requireArgument, requireDialog } from '../errors/argument-error.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { DialogId, EpochMs } from '../model/ids.js'

export { checkUserId, isCount, isId, isText, requireArgument, requireDialog } from '../errors/argument-error.js'

export const isTime = (value: unknown): value is EpochMs => Number.isFinite(value) && Number(value) >= 0

/** Ids of the server are opaque (protocol 4.13); with a comma, slash or space one would be taken for several. */
export const isKey = (value: unknown): value is string => typeof value === 'string' && /^[^\s,/]+$/.test(value)

export const aTime = 'a time in milliseconds since 1970'

export const requireText = (value: unknown, name: string): void =>
  requireArgument(isText(value), name, 'text that is not empty')

/** Each of them, by its name. */
export const requireTexts = (values: Readonly<Record<string, unknown>>): void => {
  for (const [name, value] of Object.entries(values)) requireText(value, name)
}

/** For a time that may be left out. */
export const requireTime = (value: unknown, name: string): void =>
  requireArgument(value === undefined || isTime(value), name, aTime)

/** For what goes into the path of a request. */
export const requireId = (id: unknown, whose: string): void => requireArgument(isId(id), 'id', `the id of a ${whose}`)

export const requireMost = (count: number, most: number, name: string, what: string): void =>
  requireArgument(count <= most, name, `at most ${String(most)} ${what}`)

export const requireIds = (value: unknown, name: string, most = Infinity): void => {
  requireArgument(Array.isArray(value) && value.every(isId), name, 'user ids, each a positive whole number')
  requireMost(value.length, most, name, 'ids')
}

export const requireKeys = (value: unknown, name: string): readonly string[] => {
  const keys: readonly unknown[] = Array.isArray(value) ? value : [value]
  requireArgument(keys.length > 0 && keys.every(isKey), name, 'an id, or ids, without spaces, commas and slashes')
  return keys
}

/** The id of a dialog; a private one has it once it was created or listed. */
export const dialogIdOf = (dialog: DialogRef): DialogId => {
  requireDialog(dialog)
  const { dialogId } = dialog
  requireArgument(isKey(dialogId), 'dialog.dialogId', 'a dialog id')
  return dialogId
}
