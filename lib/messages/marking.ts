import { concat, defer, filter, forkJoin, map, merge, of, share, Subject, tap, type Observable } from 'rxjs'
import { refOf, type DialogRef } from '../model/dialog-ref.js'
import { filterMap } from '../rx/filter-map.js'
import { silently } from '../rx/silently.js'
import { checkDialog, checkUserId } from '../xmpp/check-dialog.js'
import type { KnownMessages, MessageRef } from './known-messages.js'
import { checkMessage } from './message-draft.js'
import type { MessagesDeps } from './messages-deps.js'
import type { Messages } from './messages.js'
import { toMarker, type ReadMark, type StatusChange } from './statuses.js'

/** Not every app is type-checked. */
const isMessage = (target: DialogRef | MessageRef | null): target is MessageRef =>
  typeof target === 'object' && target !== null && 'id' in target

/** What our other devices marked as read. */
const readElsewhere = ({ incoming$, addresses, now }: MessagesDeps, known: KnownMessages): Observable<ReadMark> =>
  incoming$.pipe(
    filterMap(({ stanza, direction }) => {
      const { type, id: messageId } = stanza.marker ?? {}
      if (direction !== 'outgoing' || type !== 'displayed' || messageId === undefined) return undefined
      const author = addresses.parse(stanza.to)
      if (author.type !== 'user') return undefined
      const dialog = known.dialogOf(author.userId, messageId) ?? { type: 'private', opponentId: author.userId }
      return { dialog, messageId, at: now(), failed: false }
    }),
  )

/** `markDelivered` and `markRead`: a marker behind whatever waits in the outbox. */
export const createMarking = (
  deps: MessagesDeps,
  known: KnownMessages,
): Pick<Messages, 'markDelivered' | 'markRead' | 'read$'> => {
  const { addresses, markAllRead, newId, now, outbox, userId } = deps
  const asked$ = new Subject<ReadMark>()
  /** Tells at once, and again should it fail. */
  const telling = <T>(what: Pick<ReadMark, 'dialog' | 'messageId'>, work$: Observable<T>): Observable<T> => {
    const told = { ...what, at: now() }
    return concat(
      silently(() => asked$.next({ ...told, failed: false })),
      work$,
    ).pipe(tap({ error: () => asked$.next({ ...told, failed: true }) }))
  }
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
  const marked = (message: MessageRef): Observable<StatusChange> =>
    mark(message, 'read').pipe(tap(() => known.markRead(message)))
  const markRead = (message: MessageRef): Observable<StatusChange> =>
    defer(() => {
      checkMessage(message)
      return telling({ dialog: refOf(message.dialog), messageId: message.id }, marked(message))
    })
  const markDialogRead = (dialog: DialogRef): Observable<readonly StatusChange[]> =>
    defer(() => {
      checkDialog(dialog)
      const unread = known.unread(dialog)
      const marked$ = unread.length === 0 ? of([]) : forkJoin(unread.map(marked))
      // A private dialog may be asked for without the id that its messages told.
      const named = dialog.dialogId === undefined ? (unread[0]?.dialog ?? dialog) : dialog
      return telling(
        { dialog: refOf(named) },
        forkJoin([marked$, markAllRead(named)]).pipe(map(([changes]) => changes)),
      )
    })

  function read(dialog: DialogRef): Observable<readonly StatusChange[]>
  function read(message: MessageRef): Observable<StatusChange>
  function read(target: DialogRef | MessageRef): Observable<StatusChange | readonly StatusChange[]> {
    return isMessage(target) ? markRead(target) : markDialogRead(target)
  }
  return {
    markDelivered: (message) => mark(message, 'delivered'),
    markRead: read,
    read$: merge(asked$, readElsewhere(deps, known).pipe(tap({ complete: () => asked$.complete() }))).pipe(share()),
  }
}
