import type { MessageEdited } from '../messages/changes.js'
import type { ReadMark, StatusChange } from '../messages/statuses.js'
import { dialogKey } from '../model/dialog-ref.js'
import type { Dialog, LastMessage } from '../model/dialog.js'
import type { MessageId } from '../model/ids.js'
import type { Message } from '../model/message.js'
import { kept } from '../model/same.js'
import { isMissed, markOf, messageOf, type Told } from './told.js'

/** A dialog of the list with what keeps it right. Plain data. */
export interface DialogRow {
  readonly key: string
  /** As shown. */
  readonly dialog: Dialog
  /** The newest message the server has. */
  readonly last: LastMessage | null
  /** Below 0 while a message was read before it was heard. */
  readonly unread: number
  /** How many of them were heard since it was loaded. */
  readonly counted: number
  /** The newest message when it was loaded, until it is heard: what is heard before it was counted by the server. */
  readonly loadedLast: MessageId | null
  /** The newest message when all was read. */
  readonly readLast: MessageId | null
  /** The last 100 messages and single reads: each counts once. */
  readonly heard: readonly string[]
}

/** By (`sentAt`, id). */
export const newest = (one: LastMessage | null, other: LastMessage | null): LastMessage | null => {
  if (one === null || other === null) return one ?? other
  const order = (other.sentAt ?? 0) - (one.sentAt ?? 0)
  return order > 0 || (order === 0 && (other.id ?? '') > (one.id ?? '')) ? other : one
}

export const toLast = ({ id, body, senderId, sentAt }: Message, status: LastMessage['status']): LastMessage => ({
  ...{ id, body, senderId, sentAt, status },
})

/** With the row's numbers, and ours on its way, in its dialog. */
export const shown = (row: DialogRow, pending: LastMessage | null): DialogRow => {
  const [lastMessage, unreadCount] = [newest(row.last, pending), Math.max(0, row.unread)]
  if (row.dialog.lastMessage === lastMessage && row.dialog.unreadCount === unreadCount) return row
  return { ...row, dialog: { ...row.dialog, lastMessage, unreadCount } }
}

/** As it was loaded. `news`: the marks of what was heard since, which is to be applied on top. */
export const loaded = (
  dialog: Dialog,
  before: DialogRow | undefined,
  pending: LastMessage | null,
  news: ReadonlySet<string>,
): DialogRow => {
  const { readLast = null, heard = [] } = before ?? {}
  const last = kept(before?.last, dialog.lastMessage)
  const loadedLast = last?.id ?? null
  const unread = loadedLast !== null && loadedLast === readLast ? 0 : dialog.unreadCount
  const left = heard.filter((mark) => !news.has(mark))
  const key = dialogKey(dialog)
  const row = shown({ key, dialog, last, unread, counted: 0, loadedLast, readLast, heard: left }, pending)
  return { ...row, dialog: kept(before?.dialog, row.dialog) }
}

/** Public and broadcast dialogs have no unread messages (protocol 4.10). */
const counts = ({ type }: Dialog): boolean => type === 'private' || type === 'group'

const withMessage = (row: DialogRow, message: Message, event: Told): DialogRow => {
  const { id, direction } = message
  const last = newest(row.last, toLast(message, direction === 'outgoing' ? 'sent' : null))
  const isLate = isMissed(event)
  // The load overtook the stream.
  if (!isLate && id === row.loadedLast) return { ...row, last, unread: row.unread - row.counted, counted: 0 }
  const more = direction === 'outgoing' || isLate || !counts(row.dialog) ? 0 : 1
  return { ...row, last, unread: row.unread + more, counted: row.counted + more }
}

const withRead = (row: DialogRow, { messageId, failed }: ReadMark): DialogRow => {
  if (failed) return { ...row, readLast: null }
  if (messageId === undefined) return { ...row, unread: 0, counted: 0, readLast: row.last?.id ?? null }
  return counts(row.dialog) ? { ...row, unread: row.unread - 1 } : row
}

const steps: readonly LastMessage['status'][] = ['sent', 'delivered', 'read']

const withStatus = (row: DialogRow, { messageId, status }: StatusChange): DialogRow => {
  const { last, dialog } = row
  if (last?.id !== messageId || last.status === null) return row
  // Read is what all the others read (protocol 4.10): in a room of more than two only the server knows.
  const reached = dialog.occupantIds.length > 2 ? 'delivered' : status
  return steps.indexOf(reached) > steps.indexOf(last.status) ? { ...row, last: { ...last, status: reached } } : row
}

const withEdit = (row: DialogRow, { messageId, userId, body, last: isLast }: MessageEdited): DialogRow => {
  const { last } = row
  const isIt = last?.senderId === userId && (last.id === messageId || (last.id === null && isLast))
  return isIt ? { ...row, last: { ...last, body } } : row
}

const applied = (row: DialogRow, event: Told): DialogRow => {
  const message = messageOf(event)
  if (message !== undefined) return withMessage(row, message, event)
  if (event.type === 'message/read') return withRead(row, event.change)
  if (event.type === 'message/status') return withStatus(row, event.change)
  return event.type === 'message/edited' ? withEdit(row, event.change) : row
}

/** What an event about the dialog makes of it; the same row when nothing. */
export const heardIn = (row: DialogRow, event: Told): DialogRow => {
  const mark = markOf(event)
  if (mark === undefined) return applied(row, event)
  if (event.type === 'message/read' && event.change.failed)
    return { ...row, heard: row.heard.filter((one) => one !== mark) }
  return row.heard.includes(mark) ? row : { ...applied(row, event), heard: [...row.heard.slice(-99), mark] }
}

/** Whether only the server knows what the event made of the dialog. */
export const isStale = ({ last, unread }: DialogRow, event: Told): boolean => {
  if (event.type === 'message/deleted') return last?.id === event.change.messageId || unread > 0
  if (event.type !== 'message/read') return event.type === 'dialog/changed'
  const { failed, messageId } = event.change
  // Another device of ours that reads a dialog tells of the newest message only.
  return (
    failed || (messageId !== undefined && unread > 0 && (last?.id === messageId || (last?.status ?? null) !== null))
  )
}
