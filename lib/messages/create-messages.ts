import { catchError, EMPTY, filter, ignoreElements, mergeMap, of, share, type Observable } from 'rxjs'
import { dialogKey, type DialogRef } from '../model/dialog-ref.js'
import type { MessageId } from '../model/ids.js'
import type { Message } from '../model/message.js'
import { byKey } from '../rx/by-key.js'
import { watched } from '../rx/watched.js'
import { detached } from './detached.js'
import { toMessage } from './message-codec.js'
import type { MessagesDeps } from './messages-deps.js'
import type { Messages, ReceivedMessage } from './messages.js'
import { createRecent } from './recent.js'
import { createMark, createSend } from './sending.js'
import { isOfDialog, toStatusChange, type StatusChange } from './statuses.js'

/** Without the frame its text was cut out of. */
const kept = (dialog: DialogRef): DialogRef =>
  dialog.dialogId === undefined ? dialog : { ...dialog, dialogId: detached(dialog.dialogId) }

/** Only the first word on a message is passed on: copies come from carbons, resends, resumptions and the history. */
const receive = (deps: MessagesDeps, isNew: (message: Message) => boolean): Observable<ReceivedMessage> =>
  deps.incoming$.pipe(
    mergeMap(({ stanza, direction: way, origin }) => {
      const decoded = toMessage(stanza, way, deps.addresses, deps.now())
      if (decoded === undefined) return EMPTY
      const direction = decoded.senderId === deps.userId() ? 'outgoing' : decoded.direction
      const value: ReceivedMessage = { ...decoded, direction, origin }
      const storedAt = origin === 'offline' ? stanza.delayedAt : undefined
      return of({ key: dialogKey(value.dialog), value, storedAt })
    }),
    deps.arrange,
    filter((message) => isNew(message)),
  )

/** As with messages, only the first word of a user on a message and a status is passed on. */
const statusChanges = (
  deps: MessagesDeps,
  dialogOf: (id: MessageId) => DialogRef | undefined,
): Observable<StatusChange> => {
  const seen = createRecent<true>()
  return deps.incoming$.pipe(
    filter(({ stanza, direction }) => direction === 'incoming' && stanza.type !== 'error'),
    mergeMap(({ stanza }) => {
      const from = deps.addresses.parse(stanza.from)
      if (from.type !== 'user' || from.userId === deps.userId()) return EMPTY
      const change = toStatusChange(stanza, from.userId, dialogOf, deps.now())
      if (change === undefined) return EMPTY
      if (!isOfDialog(change)) {
        deps.report('a status of a private message from somebody it was not written to')
        return EMPTY
      }
      return seen.add(`${String(change.userId)}/${change.status}/${change.messageId}`, true) ? of(change) : EMPTY
    }),
    share(),
  )
}

/** Delivered statuses that nobody has to ask for; a copy from another device is that device's to confirm. */
const confirm = (
  deps: MessagesDeps,
  markDelivered: Messages['markDelivered'],
  received$: Observable<ReceivedMessage>,
): Observable<never> => {
  const isDue = ({ direction, origin, markable }: ReceivedMessage): boolean =>
    direction === 'incoming' &&
    origin !== 'carbon' &&
    (deps.delivered === 'always' || (deps.delivered === 'markable' && markable))
  return received$.pipe(
    filter(isDue),
    mergeMap((message) =>
      markDelivered(message).pipe(
        catchError(() => {
          deps.report('an automatic delivered status that could not be sent')
          return EMPTY
        }),
      ),
    ),
    ignoreElements(),
  )
}

export interface MessagesBackground {
  readonly background$: Observable<never>
  /** Whether anybody listens to what arrives. */
  readonly isHeard: () => boolean
}

/** Creates `chat.messages` without its history. `background$` is to be subscribed for as long as the chat lives. */
export const createMessages = (deps: MessagesDeps): Messages & MessagesBackground => {
  const seen = createRecent<true>()
  // A status on one of our messages travels between two users and does not tell in which dialog it went.
  const ownDialogs = createRecent<DialogRef>()
  const isNew = ({ id, dialog, senderId, direction }: Message): boolean => {
    if (direction === 'outgoing') ownDialogs.add(id, kept(dialog))
    return seen.add(`${String(senderId)}/${id}`, true)
  }
  const arrived$ = receive(deps, isNew).pipe(share())
  const { value$: received$, isWatched: isHeard } = watched(arrived$)
  const submit = deps.outbox.register('message')
  const submitMarker = deps.outbox.register('marker', { background: true })
  const markDelivered = createMark(deps, submitMarker, 'delivered')
  const statusChanged$ = statusChanges(deps, ownDialogs.get)
  const inDialog = byKey(received$, ({ dialog }) => dialogKey(dialog))

  return {
    send: createSend(deps, submit, isNew),
    received$,
    in: (dialog) => inDialog(dialogKey(dialog)),
    statusChanged$,
    watch: byKey(statusChanged$, ({ messageId }) => messageId),
    markDelivered,
    markRead: createMark(deps, submitMarker, 'read'),
    background$: confirm(deps, markDelivered, arrived$),
    isHeard,
  }
}
