import { concat, defer, filter, forkJoin, map, merge, of, share, Subject, tap, type Observable } from 'rxjs'
import { refOf, type DialogRef } from '../model/dialog-ref.js'
import { filterMap } from '../rx/filter-map.js'
import { silently } from '../rx/silently.js'
import { checkDialog, checkUserId } from '../xmpp/check-dialog.js'
import type { KnownMessages, MessageRef } from './known-messages.js'
import { checkMessage } from './message-draft.js'
import type { MessagesDeps } from './messages-deps.js'
import type { Messages } from './messages.js'
import { toMarker, toStatusChange, type ReadMark, type StatusChange } from './statuses.js'

/** Not every app is type-checked. */
const isMessage = (target: DialogRef | MessageRef | null): target is MessageRef =>
  typeof target === 'object' && target !== null && 'id' in target

/** What our other devices marked as read. */
const readElsewhere = ({ incoming$, addresses, now }: MessagesDeps, known: KnownMessages): Observable<ReadMark> =>
  incoming$.pipe(
    filter(({ stanza, direction }) => direction === 'outgoing' && stanza.marker !== undefined),
    filterMap(({ stanza }) => {
      const author = addresses.parse(stanza.to)
      if (author.type !== 'user') return undefined
      const change = toStatusChange(stanza, author.userId, (id) => known.dialogOf(author.userId, id), now())
      if (change?.status !== 'read') return undefined
      return { dialog: change.dialog, messageId: change.messageId, at: now(), failed: false }
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
  const telling = <T>(dialog: DialogRef, messageId: ReadMark['messageId'], work$: Observable<T>): Observable<T> => {
    const told = { dialog: refOf(dialog), ...(messageId !== undefined && { messageId }), at: now() }
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
  const dialogMarked = (dialog: DialogRef): Observable<readonly StatusChange[]> => {
    const unread = known.unread(dialog)
    // A private dialog may be asked for without the id that its messages told.
    const named = dialog.dialogId === undefined ? (unread[0]?.dialog ?? dialog) : dialog
    const marked$ = forkJoin([unread.length === 0 ? of([]) : forkJoin(unread.map(marked)), markAllRead(named)])
    return telling(named, undefined, marked$.pipe(map(([changes]) => changes)))
  }

  function markRead(dialog: DialogRef): Observable<readonly StatusChange[]>
  function markRead(message: MessageRef): Observable<StatusChange>
  function markRead(target: DialogRef | MessageRef): Observable<StatusChange | readonly StatusChange[]> {
    return defer((): Observable<StatusChange | readonly StatusChange[]> => {
      if (isMessage(target)) {
        checkMessage(target)
        return telling(target.dialog, target.id, marked(target))
      }
      checkDialog(target)
      return dialogMarked(target)
    })
  }
  return {
    markDelivered: (message) => mark(message, 'delivered'),
    markRead,
    read$: merge(asked$, readElsewhere(deps, known).pipe(tap({ complete: () => asked$.complete() }))).pipe(share()),
  }
}
