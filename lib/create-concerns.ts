import { filter, ignoreElements, map, merge, of, share, tap, type Observable } from 'rxjs'
import type { Chat, ChatEvent } from './chat.js'
import { createIncoming } from './connection/incoming.js'
import type { Delivery } from './create-delivery.js'
import type { Ground } from './create-ground.js'
import type { RestParts } from './create-rest.js'
import { createDialogNotices, type DialogNotices } from './dialogs/dialog-notices.js'
import { createMessages } from './messages/create-messages.js'
import type { MessagesRest } from './messages/rest/message-endpoints.js'
import { createRecent } from './messages/recent.js'
import { createReactions } from './reactions/create-reactions.js'
import { createRooms } from './rooms/create-rooms.js'
import { createSystemMessages, type SystemMessages } from './system-messages/create-system-messages.js'
import { createTyping } from './typing/create-typing.js'

/** The live halves of the namespaces, as they are before REST joins them. */
interface Concerns extends Pick<Chat, 'typing' | 'reactions' | 'rooms' | 'events$'> {
  readonly dialogs: DialogNotices
  readonly systemMessages: SystemMessages
  readonly messages: Omit<Chat['messages'], keyof MessagesRest>
  /** Whether anybody listens to what arrives. */
  readonly isHeard: () => boolean
  /** To be subscribed for as long as the chat lives. */
  readonly background$: Observable<never>
}

/** Everything that happens, as one union. */
const eventsOf = (
  state$: Chat['connection']['state$'],
  {
    messages,
    typing,
    reactions,
    rooms,
    dialogs,
    systemMessages,
  }: Omit<Concerns, 'events$' | 'isHeard' | 'background$'>,
): Observable<ChatEvent> =>
  merge(
    state$.pipe(map((state): ChatEvent => ({ type: 'connection/state', state }))),
    messages.received$.pipe(map((message): ChatEvent => ({ type: 'message/received', message }))),
    messages.gap$.pipe(map((gap): ChatEvent => ({ type: 'message/gap', gap }))),
    messages.statusChanged$.pipe(map((change): ChatEvent => ({ type: 'message/status', change }))),
    messages.editedOrDeleted$.pipe(
      map((change): ChatEvent =>
        change.type === 'edited' ? { type: 'message/edited', change } : { type: 'message/deleted', change },
      ),
    ),
    messages.failed$.pipe(map((failure): ChatEvent => ({ type: 'message/failed', failure }))),
    typing.changed$.pipe(map((change): ChatEvent => ({ type: 'typing/changed', change }))),
    systemMessages.received$.pipe(map((message): ChatEvent => ({ type: 'system/received', message }))),
    reactions.changed$.pipe(map((change): ChatEvent => ({ type: 'reaction/changed', change }))),
    rooms.changed$.pipe(map((change): ChatEvent => ({ type: 'room/changed', change }))),
    dialogs.changed$.pipe(map((change): ChatEvent => ({ type: 'dialog/changed', change }))),
  ).pipe(share())

/** Composes the live concerns over one subscription to the stanza stream, however many listen to them. */
export const createConcerns = (
  ground: Ground,
  rest: RestParts,
  { connection, outbox, catchUp }: Delivery,
): Concerns => {
  const { addresses, platform, settings, now } = ground
  const report = (problem: string): void => ground.issue$.next({ where: 'stream', issues: [problem] })
  const stanza$ = connection.stanza$.pipe(share())
  const jid = (): string => connection.link()?.jid ?? ''
  const incoming$ = createIncoming({ stanza$, jid, report })
  const shared = { incoming$, addresses, userId: connection.owner, newId: platform.newId }
  const { arrange, gap$ } = catchUp

  const { event$, link, request } = connection
  const presence$ = stanza$.pipe(
    filter((stanza) => stanza.kind === 'presence'),
    share(),
  )
  const { background$: occupancy$, ...rooms } = createRooms({ ...shared, presence$, event$, link, request })
  const { background$, isHeard, ...messages } = createMessages({
    ...{ ...shared, outbox, arrange, now, report },
    delivered: settings.delivered,
    joinRoom: rooms.join,
    markAllRead: (dialog) =>
      rest.session.current()?.userId === connection.owner() ? rest.messages.markAll(dialog, 'read') : of(null),
  })
  const typing = createTyping({ ...shared, link })
  const told = createRecent<true>()
  const isNew = (key: string): boolean => told.add(key, true)
  const reactions = createReactions({ ...shared, event$, rest: rest.reactions, outbox, isNew, report })
  const { tell, ...systemMessages } = createSystemMessages({ ...shared, event$, link, now, report })
  const dialogs = createDialogNotices({
    dialogs: rest.dialogs,
    receive: (kind) => systemMessages.of(kind).received$,
    tell,
    teller: () => (settings.dialogNotices && link() !== null ? connection.userId() : undefined),
  })

  const refused$ = connection.event$.pipe(
    filter((event) => event.type === 'refused'),
    tap(({ problem }) => report(problem)),
    ignoreElements(),
  )
  const concerns = { messages: { ...messages, gap$ }, typing, reactions, rooms, dialogs, systemMessages }
  return {
    ...concerns,
    events$: eventsOf(connection.state$, concerns),
    isHeard,
    background$: merge(background$, occupancy$, refused$, catchUp.background$),
  }
}
