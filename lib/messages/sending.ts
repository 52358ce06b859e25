import { defer, map, ReplaySubject, share, type Observable } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import type { RoomDialogRef } from '../model/dialog-ref.js'
import type { Message } from '../model/message.js'
import type { MessageStanza } from '../model/stanza.js'
import type { OutboxKind } from '../outbox/outbox-kind.js'
import { toChangeStanza, type MessageChange, type MessageDeleted } from './changes.js'
import type { KnownMessages } from './known-messages.js'
import { toStanza } from './message-codec.js'
import { checkDraft, checkEdit, checkMessage } from './message-draft.js'
import type { MessagesDeps } from './messages-deps.js'
import type { ChangeProgress, Messages, SendProgress } from './messages.js'

/** A room repeats what it gets to those inside, and may take from them what it refuses to others (protocol 3.14). */
const inRooms = ({ addresses, joinRoom, confirmIn }: MessagesDeps): OutboxKind => {
  const roomOf = ({ type, to }: MessageStanza): RoomDialogRef | undefined => {
    const room = type === 'groupchat' ? addresses.parse(to) : undefined
    return room?.type === 'room' ? { type: 'group', dialogId: room.dialogId } : undefined
  }
  return {
    repeats: (stanza) => {
      const room = roomOf(stanza)
      return room && confirmIn(room)
    },
    mend: (stanza, refusal) => {
      const room = roomOf(stanza)
      if (room === undefined || !isChatError(refusal, 'stanza')) return undefined
      return ['forbidden', 'not-acceptable'].includes(refusal.detail.condition) ? joinRoom(room) : undefined
    },
  }
}

/** Without a body, an archive keeps it only if it is told to. */
const asKept = <T extends MessageStanza>(stanza: T): T => {
  const isToBe = stanza.remove !== undefined || stanza.extraParams?.params['save_to_history'] === '1'
  return stanza.body === undefined && isToBe ? { ...stanza, store: true } : stanza
}

type Prepared<T> = readonly [stanza: MessageStanza & { readonly id: string }, about: T]

/** `send`, `edit` and `delete`. */
export const createSending = (deps: MessagesDeps, known: KnownMessages): Pick<Messages, 'send' | 'edit' | 'delete'> => {
  const { addresses, isArchived, newId, now, outbox, userId } = deps
  const submit = outbox.register('message', inRooms(deps))
  /** One outbox entry per call, whoever subscribes. */
  const handOver = <T>(prepare: (id: string) => Prepared<T>): Observable<Omit<SendProgress, 'message'> & T> => {
    const id = newId()
    const life$ = defer(() => {
      const [stanza, about] = prepare(id)
      return submit(isArchived() ? asKept(stanza) : stanza).pipe(map((status) => ({ id, status, ...about })))
    })
    // Also after its end: a second subscription joins, it never sends again.
    const resets = { resetOnComplete: false, resetOnError: false, resetOnRefCountZero: false }
    return life$.pipe(share({ connector: () => new ReplaySubject(1), ...resets }))
  }
  const change = (
    message: Pick<Message, 'id' | 'dialog'>,
    toChange: (about: Omit<MessageDeleted, 'type'>) => MessageChange,
  ): Observable<ChangeProgress> =>
    handOver((id) => {
      checkMessage(message)
      const about = { messageId: message.id, dialog: message.dialog, userId: userId() ?? 0, at: now() }
      return [toChangeStanza(toChange(about), id, addresses), {}]
    })

  return {
    send: (dialog, draft) =>
      handOver((id) => {
        checkDraft(dialog, draft)
        const { body = null, markable = true, attachments = [], params = {} } = draft
        const { destroyAfter, saveToHistory = true } = draft
        const message: Message = {
          id,
          dialog,
          senderId: userId() ?? 0,
          direction: 'outgoing',
          body,
          markable,
          attachments,
          params,
          // Whole seconds, as the wire and the history keep it: every copy of a message then tells the same instant.
          sentAt: Math.floor(now() / 1000) * 1000,
          ...(destroyAfter !== undefined ? { destroyAfter } : saveToHistory ? { saved: true } : {}),
        }
        // Its echo is no news.
        known.note(message)
        return [toStanza(message, draft, addresses), { message }]
      }),
    edit: (message, edit) =>
      change(message, (about) => {
        const { body, last = known.isNewest(message) } = checkEdit(edit)
        return { type: 'edited', ...about, body, last }
      }),
    delete: (message) => change(message, (about) => ({ type: 'deleted', ...about })),
  }
}
