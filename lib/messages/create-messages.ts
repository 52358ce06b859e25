import { catchError, EMPTY, filter, ignoreElements, mergeMap, of, share, tap, type Observable } from 'rxjs'
import { dialogKey, type DialogRef } from '../model/dialog-ref.js'
import type { MessageId } from '../model/ids.js'
import type { Message } from '../model/message.js'
import { byKey } from '../rx/by-key.js'
import { watched } from '../rx/watched.js'
import { createDialogMemory } from './dialog-memory.js'
import { toMessage } from './message-codec.js'
import type { MessagesDeps } from './messages-deps.js'
import type { Messages, ReceivedMessage } from './messages.js'
import { createSeen } from './seen.js'
import { createMark, createSend } from './sending.js'
import { isOfDialog, toStatusChange, type StatusChange } from './statuses.js'

/** Only the first word on a message is passed on: copies come from carbons, resends, resumptions and the history. */
const receive = (deps: MessagesDeps, seen: (message: Message) => boolean): Observable<ReceivedMessage> =>
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
    filter((message) => seen(message)),
  )

/** As with messages, only the first word of a user on a message and a status is passed on. */
const statusChanges = (
  deps: MessagesDeps,
  dialogOf: (id: MessageId) => DialogRef | undefined,
): Observable<StatusChange> => {
  const seen = createSeen()
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
      return seen.add(`${String(change.userId)}/${change.status}/${change.messageId}`) ? of(change) : EMPTY
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
  const seen = createSeen()
  const memory = createDialogMemory()
  const isNew = ({ senderId, id }: Message): boolean => seen.add(`${String(senderId)}/${id}`)

  const arrived$ = receive(deps, isNew).pipe(
    tap(({ id, dialog, direction }) => {
      if (direction === 'outgoing') memory.remember(id, dialog)
    }),
    share(),
  )
  const { value$: received$, isWatched: isHeard } = watched(arrived$)
  const submit = deps.outbox.register('message')
  const submitMarker = deps.outbox.register('marker', { background: true })
  const markDelivered = createMark(deps, submitMarker, 'delivered')
  const statusChanged$ = statusChanges(deps, memory.dialogOf)
  const inDialog = byKey(received$, ({ dialog }) => dialogKey(dialog))

  return {
    send: createSend(deps, submit, memory, isNew),
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
