import {
  catchError,
  defer,
  distinctUntilChanged,
  endWith,
  filter,
  ignoreElements,
  map,
  merge,
  NEVER,
  of,
  share,
  Subject,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs'
import type { Chat, ChatConnection, ChatEvent, ChatIssue, PendingMessage } from './chat.js'
import { composeRest } from './create-rest.js'
import type { ChatConfig, Settings } from './config.js'
import { readConfig } from './read-config.js'
import { createContinuity } from './connection/continuity.js'
import { createConnection, type Connection } from './connection/create-connection.js'
import { createIncoming } from './connection/incoming.js'
import { createOwner, type Owner } from './connection/owner.js'
import { ChatError } from './errors/chat-error.js'
import { createMessages } from './messages/create-messages.js'
import type { Messages } from './messages/messages.js'
import type { Continuity } from './model/connection-state.js'
import type { EpochMs } from './model/ids.js'
import { createOutbox, type Outbox } from './outbox/create-outbox.js'
import type { OutboxEntry } from './outbox/outbox-reducer.js'
import { defaultPlatform, type Platform } from './platform/platform.js'
import type { Session } from './model/session.js'
import type { ChatCredentials } from './connection/credentials.js'
import type { SessionKeeper } from './session/session.js'
import { fixed } from './rx/policies.js'
import type { Link } from './stream/stream-event.js'
import { createTyping } from './typing/create-typing.js'
import { createAddresses, type Addresses } from './xmpp/addresses.js'
import { createXmppCodec, type XmppCodec } from './xmpp/codec.js'

/** What all parts of one chat share. */
interface Ground {
  readonly settings: Settings
  readonly platform: Platform
  readonly addresses: Addresses
  readonly codec: XmppCodec
  readonly issue$: Subject<ChatIssue>
  /** Epoch ms by the server's clock, as far as REST told it. */
  readonly now: () => EpochMs
  readonly serverDate: (at: EpochMs) => void
}

const lay = (config: ChatConfig): Ground => {
  const settings = readConfig(config)
  const platform = defaultPlatform(config.platform)
  let ahead = 0
  return {
    settings,
    platform,
    addresses: createAddresses(settings.application.id, settings.chat, settings.muc),
    codec: createXmppCodec(),
    issue$: new Subject<ChatIssue>(),
    now: () => platform.scheduler.now() + ahead,
    serverDate: (at) => {
      const difference = at - platform.scheduler.now()
      // The header counts in seconds: only a clock that is really off is corrected.
      ahead = Math.abs(difference) > 2000 ? difference : 0
    },
  }
}

const webSocketMissing = (): ChatError =>
  new ChatError(
    'config',
    'There is no WebSocket here. Pass one as platform.WebSocket: the package `ws` has one for Node before 22.',
    { issues: ['platform.WebSocket'] },
  )

const createRealtime = (
  ground: Ground,
  session: SessionKeeper,
  revive: (link: Link) => Observable<Continuity>,
): Connection => {
  const { settings, platform, addresses, codec } = ground
  const { timeouts, tries, reconnectionTimeout } = settings
  const { random, scheduler, online$, visible$, newId } = platform
  const sessionUser = () => {
    const userId = session.current()?.userId
    if (userId === undefined || userId === null) return undefined
    const toCredentials = ({ token }: Session): ChatCredentials => ({
      userId,
      password: token,
      renew: () => session.renew(token).pipe(map(toCredentials)),
    })
    return { userId, source: () => session.fresh().pipe(map(toCredentials)) }
  }
  return createConnection({
    stream: {
      url: settings.websocket,
      domain: settings.chat,
      resource: settings.resource ?? `rx-${newId()}`,
      get WebSocket() {
        if (platform.WebSocket === undefined) throw webSocketMissing()
        return platform.WebSocket
      },
      codec,
      scheduler,
      handshakeTimeout: timeouts.handshake,
      answerTimeout: timeouts.answer,
    },
    userName: addresses.userName,
    sessionUser,
    policy: settings.policy ?? fixed({ tries, delay: reconnectionTimeout, random }),
    silence: timeouts.silence,
    requestDeadline: timeouts.request,
    online$,
    visible$,
    newId,
    scheduler,
    revive,
  })
}

const publicConnection = (
  { state$, stanza$, online$, retryNow, send }: Connection,
  { connect, disconnect }: Owner,
): ChatConnection => ({
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

/** The link and what is sent over it: the outbox hears of a link before `ready` does, and writes once it is set up. */
const createDelivery = (ground: Ground, session: SessionKeeper): Delivery => {
  const { codec, settings } = ground
  const revive = (link: Link): Observable<Continuity> =>
    defer(() => {
      outbox.revive(link)
      return of(continuity.of(link))
    })
  const connection = createRealtime(ground, session, revive)
  const continuity = createContinuity(connection.userId)
  const owner = createOwner(connection, () => session.current()?.userId ?? undefined)
  const outbox = createOutbox({
    event$: connection.event$,
    userId: owner.userId,
    wake: connection.wake,
    sizeOf: (stanza) => new TextEncoder().encode(codec.encode(stanza)).length,
    maxBytes: settings.maxStanzaBytes,
  })
  const told$ = connection.event$.pipe(
    filter((event) => event.type === 'state' && event.state.type === 'ready'),
    tap(continuity.told),
    ignoreElements(),
  )
  return { connection, outbox, owner, told$ }
}

interface Delivery {
  readonly connection: Connection
  readonly outbox: Outbox
  readonly owner: Owner
  /** To be subscribed for as long as the chat lives. */
  readonly told$: Observable<never>
}

interface Concerns extends Pick<Chat, 'typing' | 'events$'> {
  readonly messages: Messages
  /** To be subscribed for as long as the chat lives. */
  readonly background$: Observable<never>
}

const createConcerns = (ground: Ground, { connection, outbox, owner, told$ }: Delivery): Concerns => {
  const { userId } = owner
  const { addresses, platform, settings, now } = ground
  const report = (problem: string): void => {
    ground.issue$.next({ where: 'stream', issues: [problem] })
  }
  const jid = (): string => connection.link()?.jid ?? ''
  const incoming$ = createIncoming({ stanza$: connection.stanza$, jid, report })
  const shared = { incoming$, addresses, userId, newId: platform.newId }
  const { background$, ...messages } = createMessages({ ...shared, outbox, now, delivered: settings.delivered, report })
  const typing = createTyping({ ...shared, link: connection.link })
  const refused$ = connection.event$.pipe(
    filter((event) => event.type === 'refused'),
    tap(({ problem }) => {
      report(problem)
    }),
    ignoreElements(),
  )
  const events$ = merge(
    connection.state$.pipe(map((state): ChatEvent => ({ type: 'connection/state', state }))),
    messages.received$.pipe(map((message): ChatEvent => ({ type: 'message/received', message }))),
    messages.statusChanged$.pipe(map((change): ChatEvent => ({ type: 'message/status', change }))),
    typing.changed$.pipe(map((change): ChatEvent => ({ type: 'typing/changed', change }))),
  ).pipe(share())
  return { messages, typing, events$, background$: merge(background$, refused$, told$) }
}

/** The automatic statuses are on their way too, but are nothing an app shows. */
const toPending = (entries: readonly OutboxEntry[]): readonly PendingMessage[] =>
  entries
    .filter(({ stanza: { marker } }) => marker === undefined || marker.type === 'markable')
    .map(({ id, userId, status }) => ({ id, userId, status }))

const samePending = (before: readonly PendingMessage[], now: readonly PendingMessage[]): boolean =>
  before.length === now.length &&
  now.every(({ id, status }, index) => id === before[index]?.id && status === before[index].status)

/**
 * Creates a chat: inert, no I/O, nothing global touched, safe on a server. Work begins with the first subscription to a
 * method. Throws `ChatError` ('config') that names every wrong field.
 */
export const createChat = (config: ChatConfig): Chat => {
  const ground = lay(config)
  const { issue$, settings, platform, serverDate } = ground
  const report = (issue: ChatIssue): void => {
    issue$.next(issue)
  }
  const { session, users, dialogs, history } = composeRest({ settings, platform, report, onServerDate: serverDate })
  const delivery = createDelivery(ground, session)
  const { connection, outbox } = delivery
  const { messages, typing, events$, background$ } = createConcerns(ground, delivery)

  const background = background$.subscribe({
    error: () => {
      report({ where: 'background', issues: ['the automatic statuses ended'] })
    },
  })

  return {
    session,
    connection: publicConnection(connection, delivery.owner),
    users,
    dialogs,
    messages: { ...messages, history },
    typing,
    outbox: { pending$: outbox.pending$.pipe(map(toPending), distinctUntilChanged(samePending)) },
    events$,
    issues$: issue$.asObservable(),
    destroy: () => {
      connection.destroy()
      outbox.destroy()
      background.unsubscribe()
      session.close()
      issue$.complete()
    },
  }
}
