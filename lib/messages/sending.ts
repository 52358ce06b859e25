import { defer, filter, map, ReplaySubject, share, type Observable } from 'rxjs'
import type { DialogRef } from '../model/dialog-ref.js'
import type { MessageId } from '../model/ids.js'
import type { Message } from '../model/message.js'
import { toStanza } from './message-codec.js'
import { checkDialog, checkUserId } from '../xmpp/check-dialog.js'
import { checkDraft, type MessageDraft } from './message-draft.js'
import type { MessagesDeps } from './messages-deps.js'
import type { Messages, SendProgress } from './messages.js'
import type { Submit } from '../outbox/create-outbox.js'
import { toMarker, type StatusChange } from './statuses.js'

const toDraftedMessage = (deps: MessagesDeps, id: MessageId, dialog: DialogRef, draft: MessageDraft): Message => ({
  id,
  dialog,
  senderId: deps.userId() ?? 0,
  direction: 'outgoing',
  body: draft.body ?? null,
  // Whole seconds, as the wire and the history keep it: every copy of a message then tells the same instant.
  sentAt: Math.floor(deps.now() / 1000) * 1000,
  markable: draft.markable ?? true,
  attachments: draft.attachments ?? [],
  params: draft.params ?? {},
})

/** `send`: one outbox entry per call, whoever subscribes. `note` learns of the message, so that its echo is no news. */
export const createSend =
  (deps: MessagesDeps, submit: Submit, note: (message: Message) => unknown): Messages['send'] =>
  (dialog, draft) => {
    const id = deps.newId()
    const life$ = defer(() => {
      checkDraft(dialog, draft)
      const message = toDraftedMessage(deps, id, dialog, draft)
      note(message)
      const { saveToHistory = true, silent = false } = draft
      const stanza = toStanza(message, { saveToHistory, silent }, deps.addresses)
      return submit(stanza).pipe(map((status): SendProgress => ({ id, status, message })))
    })
    // Also after its end: a second subscription joins, it never sends again.
    return life$.pipe(
      share({
        connector: () => new ReplaySubject(1),
        resetOnComplete: false,
        resetOnError: false,
        resetOnRefCountZero: false,
      }),
    )
  }

/** `markDelivered` and `markRead`: a marker behind whatever waits in the outbox. */
export const createMark =
  (deps: MessagesDeps, submit: Submit, status: StatusChange['status']) =>
  (message: Pick<Message, 'id' | 'senderId' | 'dialog'>): Observable<StatusChange> =>
    defer(() => {
      const { id: messageId, dialog, senderId } = message
      checkUserId('message.senderId', senderId)
      checkDialog(dialog)
      const change = { messageId, dialog, userId: deps.userId() ?? 0, status, at: deps.now() }
      return submit(toMarker(message, status, deps.newId(), deps.addresses)).pipe(
        filter((step) => step === 'sent'),
        map(() => change),
      )
    })
