import { filter, ignoreElements, merge, mergeMap, Subject, tap, type Observable } from 'rxjs'
import { dialogKey, type DialogRef } from '../model/dialog-ref.js'
import type { Message } from '../model/message.js'
import { byKey } from '../rx/by-key.js'
import { watched } from '../rx/watched.js'
import { createStatuses } from './create-statuses.js'
import { createHeard, type Heard } from './create-heard.js'
import { createKnownMessages } from './known-messages.js'
import { createMarking } from './marking.js'
import type { MessagesDeps } from './messages-deps.js'
import type { Messages, ReceivedMessage } from './messages.js'
import { toFailures } from './pending-message.js'
import { createSending } from './sending.js'
import { toMarker } from './statuses.js'

/** Delivered statuses that nobody has to ask for; a copy from another device is that device's to confirm. */
const confirm = (
  { delivered, report, outbox, newId, addresses }: MessagesDeps,
  received$: Observable<ReceivedMessage>,
): Observable<unknown> => {
  const isAsked = ({ markable }: Message): boolean => delivered === 'always' || (delivered === 'markable' && markable)
  const confirmed$ = received$.pipe(
    filter((message) => message.direction === 'incoming' && message.origin !== 'carbon' && isAsked(message)),
    tap((message) => outbox.post('delivered', toMarker(message, 'delivered', newId(), addresses))),
  )
  const refused$ = outbox.failed$.pipe(
    filter(({ entry }) => entry.kind === 'delivered'),
    tap(() => report('an automatic delivered status that could not be sent')),
  )
  return merge(confirmed$, refused$)
}

export interface MessagesBackground extends Pick<Heard, 'read'> {
  readonly background$: Observable<never>
  /** Whether anybody listens to what arrives. */
  readonly isHeard: () => boolean
  /** The dialog of each message of ours, when it is handed over for sending. */
  readonly sentIn$: Observable<DialogRef>
}

/** Creates `chat.messages` without its history. `background$` is to be subscribed for as long as the chat lives. */
export const createMessages = (deps: MessagesDeps): Messages & MessagesBackground => {
  const known = createKnownMessages()
  const { addresses, outbox } = deps
  const { read, news$, own$, editedOrDeleted$ } = createHeard(deps, known)
  const { value$: received$, isWatched: isHeard } = watched(news$)
  const { background$: status$, ...statuses } = createStatuses(deps, known, own$)
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
    background$: merge(confirm(deps, news$), status$, editedOrDeleted$).pipe(ignoreElements()),
    ...{ read, isHeard },
    sentIn$: sentIn$.asObservable(),
  }
}
