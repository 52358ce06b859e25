import {
  catchError,
  combineLatest,
  concat,
  defer,
  distinctUntilChanged,
  endWith,
  filter,
  ignoreElements,
  map,
  merge,
  NEVER,
  share,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs'
import type { Chat, ChatEvent, ChatIssue, ChatOutbox, ChatSession } from './chat.js'
import type { ChatConfig } from './config.js'
import type { ChatConnection } from './connection/create-connection.js'
import { createIncoming } from './connection/incoming.js'
import { createDelivery, type Delivery } from './create-delivery.js'
import { createGround, type Ground } from './create-ground.js'
import { composeRest } from './create-rest.js'
import { createMessages } from './messages/create-messages.js'
import { createPendingView } from './messages/pending-message.js'
import type { MessagesRest } from './messages/rest/message-endpoints.js'
import type { SessionKeeper } from './session/session.js'
import { createTyping } from './typing/create-typing.js'
import type { Addresses } from './xmpp/addresses.js'

const publicConnection = ({
  connection: { state$, stanza$, online$, connect, disconnect, retryNow, send },
}: Delivery): ChatConnection => ({
  state$,
  stanza$,
  online$: online$.pipe(
    catchError(() => NEVER),
    takeUntil(state$.pipe(ignoreElements(), endWith(null))),
  ),
  connect,
  disconnect,
  retryNow,
  send,
})

interface Concerns extends Pick<Chat, 'typing' | 'events$'> {
  readonly messages: Omit<Chat['messages'], keyof MessagesRest>
  readonly isHeard: () => boolean
  /** To be subscribed for as long as the chat lives. */
  readonly background$: Observable<never>
}

const createConcerns = (ground: Ground, { connection, outbox, catchUp }: Delivery): Concerns => {
  const { owner: userId } = connection
  const { addresses, platform, settings, now } = ground
  const report = (problem: string): void => {
    ground.issue$.next({ where: 'stream', issues: [problem] })
  }
  const jid = (): string => connection.link()?.jid ?? ''
  const incoming$ = createIncoming({ stanza$: connection.stanza$, jid, report })
  const shared = { incoming$, addresses, userId, newId: platform.newId }
  const { arrange, gap$ } = catchUp
  const { background$, isHeard, ...messages } = createMessages({
    ...{ ...shared, outbox, arrange, now, report },
    delivered: settings.delivered,
  })
  const typing = createTyping({ ...shared, link: connection.link })
  const refused$ = connection.event$.pipe(
    filter((event) => event.type === 'refused'),
    tap(({ problem }) => report(problem)),
    ignoreElements(),
  )
  const events$ = merge(
    connection.state$.pipe(map((state): ChatEvent => ({ type: 'connection/state', state }))),
    messages.received$.pipe(map((message): ChatEvent => ({ type: 'message/received', message }))),
    gap$.pipe(map((gap): ChatEvent => ({ type: 'message/gap', gap }))),
    messages.statusChanged$.pipe(map((change): ChatEvent => ({ type: 'message/status', change }))),
    typing.changed$.pipe(map((change): ChatEvent => ({ type: 'typing/changed', change }))),
  ).pipe(share())
  return {
    messages: { ...messages, gap$ },
    typing,
    events$,
    isHeard,
    background$: merge(background$, refused$, catchUp.background$),
  }
}

const publicOutbox = ({ outbox, connection }: Delivery, addresses: Addresses): ChatOutbox => {
  const view = createPendingView(addresses)
  return {
    // Whose messages these are changes with the state.
    pending$: combineLatest([outbox.pending$, connection.state$]).pipe(
      map(([entries]) => view(entries, connection.owner())),
      distinctUntilChanged((before, now) => before.length === now.length && now.every((one, at) => one === before[at])),
    ),
    retry: (id) => outbox.retry(id).pipe(map((status) => ({ id, status }))),
    cancel: outbox.cancel,
  }
}

/** Signing out forgets what is on its way. */
const publicSession = (session: SessionKeeper, { outbox, catchUp }: Delivery): ChatSession => ({
  ...session,
  destroy: ({ keepOutbox = false } = {}) =>
    defer(() => {
      const userId = session.current()?.userId
      if (userId === undefined || userId === null || keepOutbox) return session.destroy()
      catchUp.forget(userId)
      return concat(outbox.clear(userId).pipe(ignoreElements()), session.destroy())
    }),
})

/**
 * Creates a chat: inert, no I/O, nothing global touched, safe on a server. Work begins with the first subscription to a
 * method. Throws `ChatError` ('config') that names every wrong field.
 */
export const createChat = (config: ChatConfig): Chat => {
  const ground = createGround(config)
  const { issue$, settings, platform, serverDate } = ground
  const report = (issue: ChatIssue): void => issue$.next(issue)
  const rest = composeRest({ settings, platform, report, onServerDate: serverDate })
  const { session } = rest
  const delivery = createDelivery(ground, rest, () => concerns.isHeard())
  const { connection, outbox } = delivery
  const concerns = createConcerns(ground, delivery)
  const { messages, typing, events$, background$ } = concerns

  const background = background$.subscribe({
    error: () => {
      report({ where: 'background', issues: ['the automatic statuses ended'] })
    },
  })

  return {
    ...rest,
    session: publicSession(session, delivery),
    connection: publicConnection(delivery),
    messages: { ...messages, ...rest.messages },
    typing,
    outbox: publicOutbox(delivery, ground.addresses),
    events$,
    issues$: issue$.asObservable(),
    destroy: () => {
      connection.destroy()
      outbox.destroy()
      delivery.catchUp.destroy()
      background.unsubscribe()
      session.close()
      issue$.complete()
    },
  }
}
