import {
  catchError,
  defer,
  EMPTY,
  filter,
  ignoreElements,
  map,
  mergeMap,
  of,
  ReplaySubject,
  share,
  tap,
  type Observable,
} from 'rxjs'
import type { Incoming } from '../connection/incoming.js'
import { dialogKey, type DialogRef } from '../model/dialog-ref.js'
import type { EpochMs, MessageId, UserId } from '../model/ids.js'
import type { Message } from '../model/message.js'
import type { Outbox } from '../outbox/create-outbox.js'
import { byKey } from '../rx/by-key.js'
import type { Addresses } from '../xmpp/addresses.js'
import { createDialogMemory } from './dialog-memory.js'
import { toMessage, toStanza } from './message-codec.js'
import { checkDraft, type MessageDraft } from './message-draft.js'
import type { Messages, ReceivedMessage, SendProgress } from './messages.js'
import { createSeen } from './seen.js'
import { toMarker, toStatusChange, type StatusChange } from './statuses.js'

export interface MessagesDeps {
  readonly incoming$: Observable<Incoming>
  readonly outbox: Pick<Outbox, 'submit'>
  readonly addresses: Addresses
  readonly userId: () => UserId | undefined
  readonly newId: () => string
  /** Epoch ms, corrected by the server's clock where that is known. */
  readonly now: () => EpochMs
  /** When a delivered status is sent without being asked for. */
  readonly delivered: 'markable' | 'always' | 'never'
  readonly report: (problem: string) => void
}

/** Only the first word on a message is passed on: copies come from carbons, resends and resumptions. */
const received = (deps: MessagesDeps, seen: (message: Message) => boolean): Observable<ReceivedMessage> =>
  deps.incoming$.pipe(
    mergeMap(({ stanza, direction: way, origin }) => {
      const decoded = toMessage(stanza, way, deps.addresses, deps.now())
      if (decoded === undefined) return EMPTY
      const direction = decoded.senderId === deps.userId() ? 'outgoing' : decoded.direction
      const message: ReceivedMessage = { ...decoded, direction, origin }
      return seen(message) ? of(message) : EMPTY
    }),
    share(),
  )

const statusChanges = (
  deps: MessagesDeps,
  dialogOf: (id: MessageId) => DialogRef | undefined,
): Observable<StatusChange> =>
  deps.incoming$.pipe(
    filter(({ stanza, direction }) => direction === 'incoming' && stanza.type !== 'error'),
    mergeMap(({ stanza }) => {
      const from = deps.addresses.parse(stanza.from)
      if (from.type !== 'user' || from.userId === deps.userId()) return EMPTY
      const change = toStatusChange(stanza, from.userId, dialogOf, deps.now())
      return change === undefined ? EMPTY : of(change)
    }),
    share(),
  )

/** Creates `chat.messages` without its history. `background$` is to be subscribed for as long as the chat lives. */
export const createMessages = (deps: MessagesDeps): Messages & { readonly background$: Observable<never> } => {
  const { outbox, addresses, newId } = deps
  const seen = createSeen()
  const memory = createDialogMemory()
  const isNew = ({ senderId, id }: Message): boolean => seen.add(`${String(senderId)}/${id}`)

  const received$ = received(deps, isNew).pipe(
    tap(({ id, dialog, direction }) => {
      if (direction === 'outgoing') memory.remember(id, dialog)
    }),
    share(),
  )
  const statusChanged$ = statusChanges(deps, memory.dialogOf)

  const outgoing = (id: MessageId, dialog: DialogRef, draft: MessageDraft, senderId: UserId): Message => ({
    id,
    dialog,
    senderId,
    direction: 'outgoing',
    body: draft.body ?? null,
    // Whole seconds, as the wire and the history keep it: every copy of a message then tells the same instant.
    sentAt: Math.floor(deps.now() / 1000) * 1000,
    markable: draft.markable ?? true,
    attachments: draft.attachments ?? [],
    params: draft.params ?? {},
  })

  const send = (dialog: DialogRef, draft: MessageDraft): Observable<SendProgress> => {
    const id = newId()
    const handOver$ = defer(() => {
      checkDraft(dialog, draft)
      const message = outgoing(id, dialog, draft, deps.userId() ?? 0)
      isNew(message)
      memory.remember(id, dialog)
      const { saveToHistory = true, silent = false } = draft
      const life$ = outbox.submit(toStanza(message, { saveToHistory, silent }, addresses))
      return life$.pipe(map((status): SendProgress => ({ id, status, message })))
    })
    // One entry whoever subscribes, however often, also after its end: a second subscription joins, it never sends again.
    return handOver$.pipe(
      share({
        connector: () => new ReplaySubject(1),
        resetOnComplete: false,
        resetOnError: false,
        resetOnRefCountZero: false,
      }),
    )
  }

  const mark =
    (status: StatusChange['status']) =>
    (message: Pick<Message, 'id' | 'senderId' | 'dialog'>): Observable<StatusChange> =>
      defer(() => {
        const change = {
          messageId: message.id,
          dialog: message.dialog,
          userId: deps.userId() ?? 0,
          status,
          at: deps.now(),
        }
        return outbox.submit(toMarker(message, status, newId(), addresses)).pipe(
          filter((step) => step === 'sent'),
          map(() => change),
        )
      })
  const markDelivered = mark('delivered')

  const wantsDelivered = ({ direction, origin, markable }: ReceivedMessage): boolean =>
    direction === 'incoming' &&
    origin !== 'carbon' &&
    (deps.delivered === 'always' || (deps.delivered === 'markable' && markable))
  const background$ = received$.pipe(
    filter(wantsDelivered),
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

  const inDialog = byKey(received$, ({ dialog }) => dialogKey(dialog))
  return {
    send,
    received$,
    in: (dialog) => inDialog(dialogKey(dialog)),
    statusChanged$,
    watch: byKey(statusChanged$, ({ messageId }) => messageId),
    markDelivered,
    markRead: mark('read'),
    background$,
  }
}
