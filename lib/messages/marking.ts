import { defer, filter, forkJoin, map, of, tap, type Observable } from 'rxjs'
import type { DialogRef } from '../model/dialog-ref.js'
import { checkDialog, checkUserId } from '../xmpp/check-dialog.js'
import type { KnownMessages, MessageRef } from './known-messages.js'
import { checkMessage } from './message-draft.js'
import type { MessagesDeps } from './messages-deps.js'
import type { Messages } from './messages.js'
import { toMarker, type StatusChange } from './statuses.js'

/** Not every app is type-checked. */
const isMessage = (target: DialogRef | MessageRef | null): target is MessageRef =>
  typeof target === 'object' && target !== null && 'id' in target

/** `markDelivered` and `markRead`: a marker behind whatever waits in the outbox. */
export const createMarking = (
  { addresses, markAllRead, newId, now, outbox, userId }: MessagesDeps,
  known: KnownMessages,
): Pick<Messages, 'markDelivered' | 'markRead'> => {
  const submit = outbox.register('marker', { background: true })
  const mark = (message: MessageRef, status: StatusChange['status']): Observable<StatusChange> =>
    defer(() => {
      checkMessage(message)
      const { id: messageId, dialog, senderId } = message
      checkUserId('message.senderId', senderId)
      const change = { messageId, dialog, userId: userId() ?? 0, status, at: now() }
      return submit(toMarker(message, status, newId(), addresses)).pipe(
        filter((step) => step === 'sent'),
        map(() => change),
      )
    })
  const markRead = (message: MessageRef): Observable<StatusChange> =>
    mark(message, 'read').pipe(tap(() => known.markRead(message)))
  const markDialogRead = (dialog: DialogRef): Observable<readonly StatusChange[]> =>
    defer(() => {
      checkDialog(dialog)
      const unread = known.unread(dialog)
      const marked$ = unread.length === 0 ? of([]) : forkJoin(unread.map(markRead))
      // A private dialog may be asked for without the id that its messages told.
      const named = dialog.dialogId === undefined ? (unread[0]?.dialog ?? dialog) : dialog
      return forkJoin([marked$, markAllRead(named)]).pipe(map(([changes]) => changes))
    })

  function read(dialog: DialogRef): Observable<readonly StatusChange[]>
  function read(message: MessageRef): Observable<StatusChange>
  function read(target: DialogRef | MessageRef): Observable<StatusChange | readonly StatusChange[]> {
    return isMessage(target) ? markRead(target) : markDialogRead(target)
  }
  return { markDelivered: (message) => mark(message, 'delivered'), markRead: read }
}
