import { argumentError, checkUserId } from '../errors/argument-error.js'
import type { DialogRef } from '../model/dialog-ref.js'

export { checkUserId }

/** Not every app is type-checked. */
const isRef = (dialog: unknown): boolean => typeof dialog === 'object' && dialog !== null

/** Throws `ChatError` ('argument') for what no message can be addressed to. */
export const checkDialog = (dialog: DialogRef): void => {
  if (!isRef(dialog)) throw argumentError('dialog', "{ type: 'private', opponentId } or { type, dialogId }")
  if (dialog.type === 'private') checkUserId('dialog.opponentId', dialog.opponentId)
  else if (typeof dialog.dialogId !== 'string' || !/^[^@/\s<>&"']+$/.test(dialog.dialogId))
    throw argumentError('dialog.dialogId', 'the id of a dialog, as REST gives it')
}
