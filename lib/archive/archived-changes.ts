import type { MessageChange } from '../messages/changes.js'
import { createRecent } from '../messages/recent.js'
import { dialogKey, type DialogRef } from '../model/dialog-ref.js'
import type { HistoryMessage } from '../model/message.js'

/** What was read of edits and deletions, which lie behind what they are about. */
export interface ArchivedChanges {
  readonly note: (change: MessageChange) => void
  /** The message as it reads now; nothing if it is gone. */
  readonly applied: (message: HistoryMessage) => readonly HistoryMessage[]
}

export const createArchivedChanges = (): ArchivedChanges => {
  const told = createRecent<MessageChange>()
  const keyOf = (dialog: DialogRef, author: unknown, id: string): string =>
    `${dialogKey(dialog)}/${String(author)}/${id}`
  return {
    note: (change) => {
      const { type, dialog, userId, messageId } = change
      // In a room an admin deletes, and the server sees to who is one.
      const key = keyOf(dialog, type === 'deleted' && dialog.type !== 'private' ? 'anybody' : userId, messageId)
      const before = told.get(key)
      if (before === undefined || (before.type === 'edited' && before.at <= change.at)) told.put(key, change)
    },
    applied: (message) => {
      const { dialog, senderId, id } = message
      const change = told.get(keyOf(dialog, 'anybody', id)) ?? told.get(keyOf(dialog, senderId, id))
      if (change === undefined) return [message]
      return change.type === 'deleted' ? [] : [{ ...message, body: change.body, editedAt: change.at }]
    },
  }
}
