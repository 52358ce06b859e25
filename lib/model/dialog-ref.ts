import type { DialogId, UserId } from './ids.js'

/** A 1-1 dialog, named by the other person. `dialogId` is missing where there is no REST side. */
export interface PrivateDialogRef {
  readonly type: 'private'
  readonly opponentId: UserId
  readonly dialogId?: DialogId
}

/** A dialog of many, named by its id. */
export interface RoomDialogRef {
  readonly type: 'group' | 'public' | 'broadcast'
  readonly dialogId: DialogId
}

/** What every `dialog` argument takes and every event carries; a `Dialog` is one. */
export type DialogRef = PrivateDialogRef | RoomDialogRef

/** The key under which everything about a dialog is kept: stable, unique, the same for every form of one dialog. */
export const dialogKey = (dialog: DialogRef): string =>
  dialog.type === 'private' ? `private/${String(dialog.opponentId)}` : `room/${dialog.dialogId}`

/** Without what a whole dialog has beyond a reference. */
export const refOf = (dialog: DialogRef): DialogRef => {
  const { dialogId } = dialog
  if (dialog.type !== 'private') return { type: dialog.type, dialogId: dialog.dialogId }
  return { type: 'private', opponentId: dialog.opponentId, ...(dialogId === undefined ? {} : { dialogId }) }
}
