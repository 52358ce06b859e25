import { dialogKey, refOf, type DialogRef } from '../model/dialog-ref.js'
import type { MessageId, UserId } from '../model/ids.js'
import type { Message } from '../model/message.js'
import type { MessageChange } from './changes.js'
import { detached } from './detached.js'
import { createRecent } from './recent.js'

/** What names a message to those who mark or change it. */
export type MessageRef = Pick<Message, 'id' | 'senderId' | 'dialog'>

/** Who wrote a message where, and whether it is known that the server has it. */
interface Author extends Omit<MessageRef, 'id'> {
  readonly isSent: boolean
  /** The same for those that it has: one for all of them, made for the first. */
  sent?: readonly [Author]
}

interface Noted extends MessageRef, Pick<Message, 'sentAt'> {
  readonly author: readonly [Author]
}

/** What is known of a dialog. */
interface DialogNews {
  /** What was noted last, which may be older than the newest. */
  readonly last: Noted
  readonly newest: Noted
  /** The newest message of each author that asks for a status and was not read. */
  readonly unread: readonly Noted[]
  /** Shared by all messages of an author: a note of its own for each would weigh more than all else that is known of it. */
  readonly authors: Map<UserId, readonly [Author]>
}

/** So many authors of a dialog are known at once. */
const mostAuthors = 100

/** Without the frame its text was cut out of. */
const kept = (dialog: DialogRef): DialogRef =>
  dialog.dialogId === undefined ? refOf(dialog) : { ...refOf(dialog), dialogId: detached(dialog.dialogId) }

const authorOf = (authors: DialogNews['authors'], senderId: UserId, dialog: DialogRef): readonly [Author] => {
  const before = authors.get(senderId)
  if (before?.[0].dialog === dialog) return before
  if (authors.size >= mostAuthors) authors.clear()
  const author = [{ senderId, dialog, isSent: false }] as const
  authors.set(senderId, author)
  return author
}

/** One for all that is remembered of a dialog, made anew only where the first did not tell its id. */
const sharedDialog = (before: Noted | undefined, told: DialogRef): DialogRef =>
  before === undefined || (before.dialog.dialogId === undefined && told.dialogId !== undefined)
    ? kept(told)
    : before.dialog

/** Of one second, what is told later is the newer one. */
const withMessage = (news: DialogNews | undefined, message: Message, id: MessageId): DialogNews => {
  const { senderId, sentAt, direction, markable } = message
  const { last: before, authors = new Map<UserId, readonly [Author]>() } = news ?? {}
  const dialog = sharedDialog(before, message.dialog)
  const isSame = before?.senderId === senderId && before.dialog === dialog
  const author = isSame ? before.author : authorOf(authors, senderId, dialog)
  const noted = { id, senderId, sentAt, dialog, author }
  const { newest = noted, unread = [] } = news ?? {}
  const older = unread.find((other) => other.senderId === senderId)
  const isUnread = direction === 'incoming' && markable && sentAt >= (older?.sentAt ?? 0)
  return {
    last: noted,
    newest: sentAt >= newest.sentAt ? noted : { ...newest, dialog },
    unread: isUnread ? [...unread.filter((other) => other !== older), noted] : unread,
    authors,
  }
}

/** What this session heard of messages, as far as it is remembered. */
export interface KnownMessages {
  /** Whether this is the first word of its author under its id: that of another author hides nothing. */
  readonly note: (message: Message) => boolean
  /** The server has it; whether that is new, of a message that is known. */
  readonly markSent: (message: Omit<MessageRef, 'dialog'>) => boolean
  readonly isSent: (id: MessageId) => boolean
  /** In which dialog the author wrote it. */
  readonly dialogOf: (senderId: UserId | undefined, id: MessageId) => DialogRef | undefined
  /** Not somebody else's message, but for a room's: there an admin deletes, and the server sees to who is one. */
  readonly mayChange: (change: MessageChange) => boolean
  readonly isNewest: (message: Pick<Message, 'id' | 'dialog'>) => boolean
  /** The newest unread message of each author. */
  readonly unread: (dialog: DialogRef) => readonly MessageRef[]
  readonly markRead: (message: Pick<Message, 'id' | 'dialog'>) => void
}

export const createKnownMessages = (): KnownMessages => {
  const byId = createRecent<readonly Author[]>()
  const byDialog = createRecent<DialogNews>()
  const newsOf = (dialog: DialogRef): DialogNews | undefined => byDialog.get(dialogKey(dialog))
  return {
    note: (message) => {
      const { senderId, dialog } = message
      const others = byId.get(message.id)
      if (others?.some((other) => other.senderId === senderId) === true) return false
      const id = detached(message.id)
      const key = dialogKey(dialog)
      const before = byDialog.get(key)
      const news = withMessage(before, message, id)
      byDialog.put(before === undefined ? detached(key) : key, news)
      byId.put(id, others === undefined ? news.last.author : [...others, ...news.last.author])
      return true
    },
    markSent: ({ senderId, id }) => {
      const known = byId.get(id) ?? []
      const own = known.find((each) => each.senderId === senderId && !each.isSent)
      if (own === undefined) return false
      own.sent ??= [{ senderId, dialog: own.dialog, isSent: true }]
      byId.put(id, known.length === 1 ? own.sent : [...known.filter((each) => each !== own), ...own.sent])
      return true
    },
    isSent: (id) => byId.get(id)?.some(({ isSent }) => isSent) === true,
    dialogOf: (senderId, id) => byId.get(id)?.find((noted) => noted.senderId === senderId)?.dialog,
    mayChange: ({ type, messageId, dialog, userId }) => {
      const isOfRoom = type === 'deleted' && dialog.type !== 'private'
      const noted = byId.get(messageId)?.filter((each) => dialogKey(each.dialog) === dialogKey(dialog))
      return noted === undefined || noted.some(({ senderId }) => isOfRoom || senderId === userId)
    },
    isNewest: ({ id, dialog }) => newsOf(dialog)?.newest.id === id,
    unread: (dialog) => newsOf(dialog)?.unread ?? [],
    markRead: ({ id, dialog }) => {
      const news = newsOf(dialog)
      if (news === undefined) return
      byDialog.put(dialogKey(dialog), { ...news, unread: news.unread.filter((noted) => noted.id !== id) })
    },
  }
}
