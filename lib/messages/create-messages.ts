import {
  catchError,
  EMPTY,
  filter,
  ignoreElements,
  merge,
  mergeMap,
  of,
  share,
  Subject,
  tap,
  type Observable,
} from 'rxjs'
import type { Incoming } from '../connection/incoming.js'
import { dialogKey, type DialogRef } from '../model/dialog-ref.js'
import type { Message } from '../model/message.js'
import type { MessageStanza } from '../model/stanza.js'
import { byKey } from '../rx/by-key.js'
import { watched } from '../rx/watched.js'
import { toChange, type MessageChange } from './changes.js'
import { createStatuses } from './create-statuses.js'
import { toFailures } from './failures.js'
import { createKnownMessages } from './known-messages.js'
import { createMarking } from './marking.js'
import { asSent, toMessage } from './message-codec.js'
import type { MessagesDeps } from './messages-deps.js'
import type { Messages, ReceivedMessage } from './messages.js'
import { createRecent } from './recent.js'
import { createSending } from './sending.js'

const isMessage = (value: ReceivedMessage | MessageChange): value is ReceivedMessage => 'origin' in value

const isChange = (value: ReceivedMessage | MessageChange): value is MessageChange => !isMessage(value)

/** Messages and changes to them, in one order. */
const decode = (deps: MessagesDeps, incoming$: Observable<Incoming>): Observable<ReceivedMessage | MessageChange> => {
  const seen = createRecent<true>()
  const read = ({ stanza, direction, origin }: Incoming): ReceivedMessage | MessageChange | undefined => {
    const change = toChange(stanza, direction, deps.addresses, deps.now())
    if (change !== undefined) {
      const isFirst = stanza.id === undefined || seen.add(`${String(change.userId)}/${stanza.id}`, true)
      return isFirst ? change : undefined
    }
    const message = toMessage(stanza, direction, deps.addresses, deps.now())
    if (message === undefined) return undefined
    return { ...message, direction: message.senderId === deps.userId() ? 'outgoing' : message.direction, origin }
  }
  return incoming$.pipe(
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
  // What the server has of ours is told as another device of ours would tell it.
  const own$ = new Subject<Incoming>()
  const { incoming$, userId, addresses, report, outbox } = deps
  const told$ = decode(deps, merge(incoming$.pipe(tap({ complete: () => own$.complete() })), own$))
  const message$ = told$.pipe(filter(isMessage), share())
  const news$ = message$.pipe(
    filter((message) => known.note(message)),
    share(),
  )
  const editedOrDeleted$ = told$.pipe(
    filter(isChange),
    filter((change) => {
      const may = known.mayChange(change)
      if (!may) report('an edit or deletion of a message by somebody who did not write it')
      return may
    }),
    share(),
  )
  const { value$: received$, isWatched: isHeard } = watched(news$)
  const sent$ = message$.pipe(filter(({ direction }) => direction === 'outgoing'))
  const { background$: status$, ...statuses } = createStatuses(deps, known, sent$)
  const inDialog = byKey(received$, ({ dialog }) => dialogKey(dialog))
  const changesInDialog = byKey(editedOrDeleted$, ({ dialog }) => dialogKey(dialog))
  const sent = (stanza: MessageStanza): void =>
    own$.next({ stanza: asSent(stanza, userId() ?? 0, addresses), direction: 'outgoing', origin: 'carbon' })
  const marking = createMarking(deps, known)
  const sentIn$ = new Subject<DialogRef>()
  const note = (message: Message): boolean => {
    sentIn$.next(message.dialog)
    return known.note(message)
  }

  return {
    ...createSending(deps, { ...known, note }, sent),
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
