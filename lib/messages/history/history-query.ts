import type { DialogRef } from '../../model/dialog-ref.js'
import type { DialogId } from '../../model/ids.js'
import { isId, isText, requireArgument, requirePaging } from '../../rest/arguments.js'
import type { Query } from '../../rest/query.js'
import type { HistoryQuery } from './history.js'

export interface HistoryInput extends HistoryQuery {
  readonly dialogId: DialogId
}

export const checkHistory = (dialog: DialogRef, query: HistoryQuery): void => {
  if (dialog.type === 'private')
    requireArgument(isId(dialog.opponentId), 'dialog.opponentId', 'a user id, a positive whole number')
  else requireArgument(isText(dialog.dialogId), 'dialog.dialogId', 'a dialog id')
  requirePaging(query)
  for (const name of ['before', 'after', 'updatedAfter'] as const) {
    const at = query[name]
    requireArgument(at === undefined || Number.isFinite(at), name, 'a time in milliseconds since 1970')
  }
}

/** `date_sent` is in whole seconds, so the bounds are widened to them (protocol 4.6). */
export const historyQuery = ({
  dialogId,
  before,
  after,
  updatedAfter,
  limit,
  skip,
  sort,
  markRead,
}: HistoryInput): Query => ({
  chat_dialog_id: dialogId,
  date_sent: {
    lte: before === undefined ? undefined : Math.ceil(before / 1000),
    gte: after === undefined ? undefined : Math.floor(after / 1000),
  },
  updated_at: { gt: updatedAfter === undefined ? undefined : updatedAfter / 1000 },
  [sort === 'oldest-first' ? 'sort_asc' : 'sort_desc']: 'date_sent',
  limit,
  skip,
  // The server marks what it hands out as read unless told not to.
  mark_as_read: markRead === true ? undefined : 0,
})
