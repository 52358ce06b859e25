import { concat, defer, forkJoin, map, NEVER, of, throwError, type Observable } from 'rxjs'
import { createCatchUp, type CatchUp } from './catch-up/create-catch-up.js'
import { createConnection, type Connection, type ConnectionDeps } from './connection/create-connection.js'
import type { ChatCredentials } from './connection/credentials.js'
import { chatUrls } from './connection/chat-urls.js'
import { createEndpoints } from './connection/endpoints.js'
import type { Ground } from './create-ground.js'
import type { RestParts } from './create-rest.js'
import { createSources, type Later, type Sources } from './create-sources.js'
import { ChatError } from './errors/chat-error.js'
import { sessionError } from './errors/session-error.js'
import type { MessageChange } from './messages/changes.js'
import type { ReceivedMessage } from './messages/messages.js'
import type { UserId } from './model/ids.js'
import type { Session } from './model/session.js'
import { createOutbox, type Outbox } from './outbox/create-outbox.js'
import { createStoreAccess } from './platform/key-value-store.js'
import { readUrls } from './read-config.js'
import { fixed } from './rx/policies.js'
import type { SessionKeeper } from './session/session.js'

const webSocketMissing = (): ChatError =>
  new ChatError(
    'config',
    'There is no WebSocket here. Pass one as platform.WebSocket: the package `ws` has one for Node before 22.',
    { issues: ['platform.WebSocket'] },
  )

/** The user of the session, with its token. */
const sessionUserOf = (session: SessionKeeper) => (): ReturnType<ConnectionDeps['sessionUser']> => {
  const userId = session.current()?.userId
  if (userId === undefined || userId === null) return undefined
  const toCredentials = ({ token }: Session): ChatCredentials => ({
    userId,
    password: token,
    renew: () => session.renew(token).pipe(map(toCredentials)),
  })
  return { userId, source: () => session.fresh().pipe(map(toCredentials)) }
}

const createRealtime = (
  { settings, platform, addresses, codec }: Ground,
  over: Pick<ConnectionDeps, 'sessionUser' | 'revive' | 'resourceOf'>,
): Connection => {
  const { timeouts, tries, reconnectionTimeout } = settings
  const { random, scheduler, online$, visible$, newId } = platform
  return createConnection({
    stream: {
      domain: settings.chat,
      get WebSocket() {
        if (platform.WebSocket === undefined) throw webSocketMissing()
        return platform.WebSocket
      },
      codec,
      scheduler,
      handshakeTimeout: timeouts.handshake,
      answerTimeout: timeouts.answer,
    },
    endpoints: createEndpoints(chatUrls(settings.websocket, readUrls(settings), scheduler), scheduler),
    userName: addresses.userName,
    policy: settings.policy ?? fixed({ tries, delay: reconnectionTimeout, random }),
    silence: timeouts.silence,
    requestDeadline: timeouts.request,
    ...{ online$, visible$, newId, ...over },
  })
}

/** The link, what is sent over it, and what was missed without it. The outbox hears of a link before `ready` does. */
export const createDelivery = (ground: Ground, rest: RestParts, later: Later): Delivery => {
  const { codec, settings, platform, now } = ground
  const { scheduler, lock } = platform
  const scopeOf = (userId: UserId): string => `connectycube-rx/${String(settings.application.id)}/${String(userId)}`
  const report = (problem: string): void => {
    ground.issue$.next({ where: 'storage', issues: [problem] })
  }
  const store = createStoreAccess(platform.storage, scheduler, report)
  const connection = createRealtime(ground, {
    sessionUser: sessionUserOf(rest.session),
    revive: (link) =>
      defer(() => forkJoin([catchUp.revive(link), outbox.revive(link)])).pipe(map(([continuity]) => continuity)),
    resourceOf: (userId) => outbox.open(userId).pipe(map((tab) => settings.resource ?? `rx-${tab}`)),
  })
  const { event$, userId, wake } = connection
  const isOwner = (): boolean => rest.session.current()?.userId === connection.owner()
  const owned: Delivery['owned'] =
    (call) =>
    (...args) =>
      defer(() => (isOwner() ? call(...args) : throwError(() => sessionError('no-user'))))
  const { resource } = settings
  const outbox = createOutbox({
    ...{ event$, wake, codec, store, lock, scopeOf, now, scheduler, report },
    tabId: resource === undefined ? platform.tabId : () => concat(of(resource), NEVER),
    userId: connection.owner,
    maxBytes: settings.maxStanzaBytes,
  })
  const { source, roundTrip, ...histories } = createSources(ground, rest, connection, isOwner, later)
  const catchUp = createCatchUp({
    ...{ event$, userId, wanted: later.isHeard, store, scopeOf, now, scheduler },
    ...{ source, roundTrip },
  })
  return { connection, outbox, catchUp, ...histories, isOwner, owned }
}

export interface Delivery extends Pick<Sources, 'history' | 'sessionHistory'> {
  readonly connection: Connection
  readonly outbox: Outbox
  readonly catchUp: CatchUp<ReceivedMessage | MessageChange>
  /** Whether the REST session is of the user whose messages these are. */
  readonly isOwner: () => boolean
  /** REST speaks for that user, or not at all: the method errs with 'session' otherwise. */
  readonly owned: <Args extends readonly unknown[], T>(
    call: (...args: Args) => Observable<T>,
  ) => (...args: Args) => Observable<T>
}
