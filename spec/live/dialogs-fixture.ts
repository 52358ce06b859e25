import type { ChatEvent } from '../../lib/chat-event.js'
import type { PendingEntry } from '../../lib/messages/pending-message.js'
import type { ReceivedMessage } from '../../lib/messages/messages.js'
import type { Dialog, LastMessage } from '../../lib/model/dialog.js'
import type { DialogRef } from '../../lib/model/dialog-ref.js'
import type { Page } from '../../lib/model/page.js'

export const own = 21

/** Room 1 is `r1`; an even number is a private dialog with the user of that number, whose id is `p2`. */
export const refOf = (number: number): DialogRef & { readonly dialogId: string } =>
  number % 2 === 0
    ? { type: 'private', opponentId: number, dialogId: `p${String(number)}` }
    : { type: 'group', dialogId: `r${String(number)}` }

export const last = (id: string, sentAt: number, over: Partial<LastMessage> = {}): LastMessage => ({
  ...{ id, body: `body of ${id}`, senderId: 56, sentAt, status: null },
  ...over,
})

export const dialog = (number: number, over: Partial<Omit<Dialog, 'type'>> & Pick<Partial<Dialog>, 'type'> = {}) => {
  const fields = {
    ...{ name: null, description: null, photo: null, ownerId: own, occupantIds: [own, 56], occupantsCount: 2 },
    ...{ adminIds: [], roomJid: null, lastMessage: null, unreadCount: 0, pinnedMessageIds: [], extensions: {} },
    ...{ permissions: null, data: null, muted: false, encrypted: false, createdAt: number, updatedAt: 0, params: {} },
    ...refOf(number),
  }
  return { ...fields, ...over } as Dialog
}

export const message = (number: number, id: string, sentAt: number, over: Partial<ReceivedMessage> = {}) => {
  const received: ReceivedMessage = {
    ...{ id, dialog: refOf(number), senderId: 56, direction: 'incoming', body: `body of ${id}`, sentAt },
    ...{ markable: true, saved: true, attachments: [], params: {}, origin: 'live' },
    ...over,
  }
  return received
}

export const received = (...[number, id, sentAt, over]: Parameters<typeof message>): ChatEvent => ({
  type: 'message/received',
  message: message(number, id, sentAt, over),
})

export const pending = (
  number: number,
  id: string,
  sentAt: number,
  status: PendingEntry['status'] = 'queued',
): PendingEntry => {
  const { origin: _, ...ours } = message(number, id, sentAt, { direction: 'outgoing', senderId: own })
  return { kind: 'message', id, userId: own, at: sentAt, status, message: ours }
}

export const read = (number: number, messageId?: string, failed = false): ChatEvent => ({
  type: 'message/read',
  change: { dialog: refOf(number), at: 0, failed, ...(messageId === undefined ? {} : { messageId }) },
})

export const deleted = (number: number, messageId: string): ChatEvent => ({
  type: 'message/deleted',
  change: { type: 'deleted', messageId, dialog: refOf(number), userId: 56, at: 0 },
})

export const changed = (number: number): ChatEvent => ({
  type: 'dialog/changed',
  change: { type: 'added', dialogId: refOf(number).dialogId, userId: 56 },
})

export const ready = (continuity: 'first' | 'resumed' | 'filled' | 'gap'): ChatEvent => ({
  type: 'connection/state',
  state: { type: 'ready', userId: own, continuity },
})

export const pageOf = (items: readonly Dialog[], over: Partial<Page<Dialog>> = {}): Page<Dialog> => ({
  ...{ items, total: items.length, skip: 0, limit: 100, hasMore: false },
  ...over,
})
