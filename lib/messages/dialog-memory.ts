import type { DialogRef } from '../model/dialog-ref.js'
import type { MessageId } from '../model/ids.js'
import { detached } from './detached.js'

/** Remembers in which dialog our latest messages went: a status on one travels between two users and does not tell. */
export interface DialogMemory {
  readonly remember: (id: MessageId, dialog: DialogRef) => void
  readonly dialogOf: (id: MessageId) => DialogRef | undefined
}

/** Holds the last `limit` messages. */
export const createDialogMemory = (limit = 10_000): DialogMemory => {
  const dialogs = new Map<MessageId, DialogRef>()
  return {
    remember: (id, dialog) => {
      const { dialogId } = dialog
      dialogs.set(detached(id), dialogId === undefined ? dialog : { ...dialog, dialogId: detached(dialogId) })
      const [oldest = id] = dialogs.size > limit ? dialogs.keys() : []
      if (dialogs.size > limit) dialogs.delete(oldest)
    },
    dialogOf: (id) => dialogs.get(id),
  }
}
