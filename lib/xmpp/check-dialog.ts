import { argumentError, checkUserId, requireDialog } from '../errors/argument-error.js'
import type { DialogRef } from '../model/dialog-ref.js'

export { checkUserId }

/** Throws `ChatError` ('argument') for what no message can be addressed to. */
export const checkDialog = (dialog: DialogRef): void => {
  requireDialog(dialog)
  if (dialog.type === 'private') checkUserId('dialog.opponentId', dialog.opponentId)
  else if (typeof dialog.dialogId !== 'string' || !/^[^@/\s<>&"']+$/.test(dialog.dialogId))
    throw argumentError('dialog.dialogId', 'the id of a dialog, as REST gives it')
}
