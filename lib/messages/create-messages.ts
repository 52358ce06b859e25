import {
  catchError,
  EMPTY,
  endWith,
  filter,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  share,
  Subject,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs'
import type { Incoming } from '../connection/incoming.js'
import { dialogKey, type DialogRef } from '../model/dialog-ref.js'
import type { Message } from '../model/message.js'
import { byKey } from '../rx/by-key.js'
import { watched } from '../rx/watched.js'
import { toChange, type MessageChange } from './changes.js'
import { createStatuses } from './create-statuses.js'
import { toFailures } from './failures.js'
import { createKnownMessages } from './known-messages.js'
import { createMarking } from './marking.js'
import { toMessage } from './message-codec.js'
import type { MessagesDeps } from './messages-deps.js'
import type { Messages, ReceivedMessage } from './messages.js'
import { ofEntry } from './pending-message.js'
import { createRecent } from './recent.js'
import { createSending } from './sending.js'

const isMessage = <T extends Message>(value: T | MessageChange): value is T => !('type' in value)

const isChange = (value: Message | MessageChange): value is MessageChange => 'type' in value

/** Whether a change was not told before, under the id of its stanza. */
type IsFirst = (change: MessageChange, stanzaId: string) => boolean

/** Messages and changes to them, in one order. */
const decode = (deps: MessagesDeps, isFirst: IsFirst): Observable<ReceivedMessage | MessageChange> => {
  const read = ({ stanza, direction, origin }: Incoming): ReceivedMessage | MessageChange | undefined => {
    const change = toChange(stanza, direction, deps.addresses, deps.now())
    if (change !== undefined) return stanza.id === undefined || isFirst(change, stanza.id) ? change : undefined
    const message = toMessage(stanza, direction, deps.addresses, deps.now())
    if (message === undefined) return undefined
    return { ...message, direction: message.senderId === deps.userId() ? 'outgoing' : message.direction, origin }
  }
  return deps.incoming$.pipe(
    mergeMap((incoming) => {
      const value = read(incoming)
      const storedAt = incoming.origin === 'offline' ? incoming.stanza.delayedAt : undefined
      return value === undefined ? EMPTY : of({ key: dialogKey(value.dialog), value, storedAt })
    }),
    deps.arrange,
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
  /** The dialog of each message of ours, when it is handed over for sending. */
  readonly sentIn$: Observable<DialogRef>
}

/** Creates `chat.messages` without its history. `background$` is to be subscribed for as long as the chat lives. */
export const createMessages = (deps: MessagesDeps): Messages & MessagesBackground => {
  const known = createKnownMessages()
  const { incoming$, addresses, report, outbox } = deps
  const seen = createRecent<true>()
  const isFirst: IsFirst = ({ userId }, stanzaId) => seen.add(`${String(userId)}/${stanzaId}`, true)
  const told$ = decode(deps, isFirst)
  /** That a message we know has another text meanwhile, as the history tells. */
  const missedEdit = (message: ReceivedMessage): readonly MessageChange[] => {
    const { id: messageId, dialog, senderId: userId, body, editedAt: at } = message
    if (at === undefined || body === null) return []
    const edit = { type: 'edited', messageId, dialog, userId, at, body, last: known.isNewest(message) } as const
    return isFirst(edit, `${messageId}@${String(at)}`) ? [edit] : []
  }
  // What the server has of ours waits for nothing that was missed: it is on the screen already.
  const own$ = outbox.sent$.pipe(
    mergeMap((entry) => {
      const own = entry.background ? undefined : ofEntry(entry, addresses)
      return own === undefined || (isChange(own) && !isFirst(own, entry.id)) ? EMPTY : of(own)
    }),
    takeUntil(incoming$.pipe(ignoreElements(), endWith(null))),
    share(),
  )
  const sent$ = own$.pipe(filter(isMessage), tap(known.note), share())
  const message$ = told$.pipe(
    filter(isMessage),
    map((message) => ({ message, isNew: known.note(message) })),
    share(),
  )
  const news$ = message$.pipe(
    filter(({ isNew }) => isNew),
    map(({ message }) => message),
    share(),
  )
  const missed$ = message$.pipe(mergeMap(({ message, isNew }) => (isNew ? [] : missedEdit(message))))
  const editedOrDeleted$ = merge(told$.pipe(filter(isChange)), own$.pipe(filter(isChange)), missed$).pipe(
    filter((change) => {
      const may = known.mayChange(change)
      if (!may) report('an edit or deletion of a message by somebody who did not write it')
      return may
    }),
    share(),
  )
  const { value$: received$, isWatched: isHeard } = watched(news$)
  const had$ = merge(message$.pipe(map(({ message }) => message)), sent$).pipe(
    filter(({ direction }) => direction === 'outgoing'),
  )
  const { background$: status$, ...statuses } = createStatuses(deps, known, had$)
  const inDialog = byKey(received$, ({ dialog }) => dialogKey(dialog))
  const changesInDialog = byKey(editedOrDeleted$, ({ dialog }) => dialogKey(dialog))
  const marking = createMarking(deps, known)
  const sentIn$ = new Subject<DialogRef>()
  const note = (message: Message): boolean => {
    sentIn$.next(message.dialog)
    return known.note(message)
  }

  return {
    ...createSending(deps, { ...known, note }),
    received$,
    in: (dialog) => inDialog(dialogKey(dialog)),
    editedOrDeleted$,
    changesIn: (dialog) => changesInDialog(dialogKey(dialog)),
    failed$: outbox.failed$.pipe(mergeMap((failed) => toFailures(failed, addresses))),
    ...statuses,
    ...marking,
    background$: merge(confirm(deps, marking.markDelivered, news$), status$, editedOrDeleted$).pipe(ignoreElements()),
    isHeard,
    sentIn$: sentIn$.asObservable(),
  }
}
