import { catchError, concat, defer, EMPTY, ignoreElements, map, mergeMap, toArray, type Observable } from 'rxjs'
import {
  createChat,
  withContacts,
  withLive,
  type ChatConfig,
  type ConnectionState,
  type FullChat,
  type StatusChange,
} from '../../../lib/index.js'
import { seededRandom } from '../../support/seeded-random.js'
import { createVirtualClock, type VirtualClock } from './virtual-clock.js'
import {
  createVirtualServer,
  type Cut,
  type Keeping,
  type VirtualClient,
  type VirtualServer,
} from './virtual-server.js'

/** One user of the virtual server with a chat of the SDK, and all that was told. */
export interface VirtualUser {
  readonly chat: FullChat
  readonly userId: number
  readonly line: VirtualClient
  readonly states: ConnectionState[]
  readonly received: string[]
  readonly statuses: string[]
  readonly typing: string[]
  readonly issues: string[]
  /** `body: progress` of each message that was sent. */
  readonly sent: string[]
  readonly errors: unknown[]
}

export interface World {
  readonly clock: VirtualClock
  readonly server: VirtualServer
}

/** What is left of two users is looked for after their end. */
export interface Pair extends World {
  /** Whose link is cut. */
  readonly ann: Pick<VirtualUser, 'line'> & { readonly chat: Pick<FullChat, 'destroy'> }
  readonly ben: Pick<VirtualUser, 'line'> & { readonly chat: Pick<FullChat, 'destroy'> }
}

export interface Session extends Pair {
  readonly ann: VirtualUser
  readonly ben: VirtualUser
  /** Frames over Ann's links. */
  readonly frames: Readonly<Record<Cut['direction'], number>>
}

export const createWorld = (keeping: Keeping): World => {
  const clock = createVirtualClock()
  return { clock, server: createVirtualServer(clock.world, keeping) }
}

const nameStatus = ({ status, userId, messageId }: StatusChange): string =>
  `${status} ${String(userId)} ${messageId.slice(-6)}`

/** What a user of the virtual server configures. */
export const virtualConfig = ({ clock }: World, line: VirtualClient, userId: number): ChatConfig => ({
  application: { id: 10, authKey: 'key' },
  endpoints: { websocket: 'wss://chat.x/', chat: 'chat.x' },
  resource: `r-${String(userId)}`,
  platform: { scheduler: clock.scheduler, WebSocket: line.WebSocket, random: seededRandom(userId) },
})

export const virtualChat = (
  world: World,
  line: VirtualClient,
  userId: number,
  config: Partial<Omit<ChatConfig, 'platform'>> = {},
): FullChat =>
  createChat({ ...virtualConfig(world, line, userId), ...config }, { live: withLive, contacts: withContacts })

/** Connects a user and listens to everything; nothing has happened yet. */
export const createUser = (world: World, userId: number): VirtualUser => {
  const line = world.server.client()
  const chat = virtualChat(world, line, userId)
  const user: VirtualUser = {
    ...{ chat, userId, line, states: [], received: [], statuses: [], typing: [], issues: [], sent: [], errors: [] },
  }
  const note = (error: unknown): void => {
    user.errors.push(error)
  }
  const into = <T>(source$: Observable<T>, list: T[]): void => {
    source$.subscribe({ next: (value) => list.push(value), error: note })
  }
  into(chat.connection.state$, user.states)
  into(chat.messages.received$.pipe(map(({ body }) => body ?? '')), user.received)
  into(chat.messages.statusChanged$.pipe(map(nameStatus)), user.statuses)
  into(chat.typing.changed$.pipe(map(({ typing }) => (typing ? 'starts' : 'stops'))), user.typing)
  into(chat.issues$.pipe(map(({ where, issues }) => `${where}: ${issues.join()}`)), user.issues)
  chat.messages.received$.pipe(mergeMap(chat.messages.markRead)).subscribe({ error: note })
  chat.connection.connect({ userId, password: `pw-of-${String(userId)}` }).subscribe({ error: note })
  return user
}

const say = ({ chat, sent, errors }: VirtualUser, opponentId: number, body: string): void => {
  chat.messages
    .send({ type: 'private', opponentId }, { body })
    .pipe(
      map(({ status }) => status),
      toArray(),
    )
    .subscribe({ next: (all) => sent.push(`${body}: ${all.join()}`), error: (error: unknown) => errors.push(error) })
}

/** Sends one message; its id. */
export const sendNow = ({ chat, errors }: VirtualUser, opponentId: number, body: string): string => {
  let id = ''
  chat.messages.send({ type: 'private', opponentId }, { body }).subscribe({
    next: (progress) => {
      id = progress.id
    },
    error: (error: unknown) => errors.push(error),
  })
  return id
}

/** What may fail for want of a link, and is not sent again. */
const fleeting = ({ chat, errors }: VirtualUser, opponentId: number): void => {
  const dialog = { type: 'private', opponentId } as const
  const ping$ = chat.connection.send({ kind: 'iq', type: 'get', id: 'q', to: 'chat.x', ping: true })
  concat(chat.typing.start(dialog), defer(() => ping$).pipe(catchError(() => EMPTY)), chat.typing.stop(dialog))
    .pipe(ignoreElements())
    .subscribe({ error: (error: unknown) => errors.push(error) })
}

export const messages = 2

export const bodies = ({ userId }: Pick<VirtualUser, 'userId'>): string[] =>
  Array.from({ length: messages }, (_, index) => `${String(userId)}#${String(index)}`)

/**
 * The session that is cut: both sign in, each writes to the other, reads what comes, types and pings. Ends when all has
 * settled, however the links fared, or `patience` ms are over.
 */
export const runSession = (
  keeping: Keeping,
  prepare: (ann: VirtualUser) => void = () => undefined,
  patience = 8000,
): Session => {
  const world = createWorld(keeping)
  const { clock } = world
  const [ann, ben] = [createUser(world, 21), createUser(world, 22)]
  prepare(ann)
  clock.pass(12)
  for (const [index, body] of bodies(ann).entries()) {
    say(ann, ben.userId, body)
    if (index === 1) fleeting(ann, ben.userId)
    clock.pass(1)
    say(ben, ann.userId, bodies(ben)[index] ?? '')
    if (index === 1) fleeting(ben, ann.userId)
    clock.pass(2)
  }
  // Until a quiet link is probed once; what is cut later is not part of the session.
  clock.pass(13_000)
  const frames = { up: ann.line.count('up'), down: ann.line.count('down') }
  clock.pass(patience)
  return { ...world, ann, ben, frames }
}

const pending = ({ chat }: VirtualUser): number => {
  let waiting = 0
  chat.outbox.pending$
    .subscribe(({ length }) => {
      waiting = length
    })
    .unsubscribe()
  return waiting
}

const same = (actual: readonly string[], expected: readonly string[]): boolean =>
  actual.join('|') === expected.join('|')

/** Each status of each message of ours, once, in no certain order. */
const allStatuses = (of: VirtualUser, by: VirtualUser): boolean =>
  of.statuses.length === 2 * messages &&
  new Set(of.statuses).size === 2 * messages &&
  of.statuses.every((status) => status.includes(` ${String(by.userId)} `))

/** What of the promises was broken, in words; nothing is well. `lossy`: what was on its way down may be lost, though never doubled or reordered. */
export const wrongs = ({ server, ann, ben }: Session, lossy = false): string[] => {
  const progress = (user: VirtualUser): string[] => bodies(user).map((body) => `${body}: queued,sending,sent`)
  const came = bodies(ben).filter((body) => !lossy || ann.received.includes(body))
  const checks: Readonly<Record<string, boolean>> = {
    'ann is sent': same([...ann.sent].sort(), progress(ann)),
    'ben is sent': same([...ben.sent].sort(), progress(ben)),
    'ben received': same(ben.received, bodies(ann)),
    'ann received': same(ann.received, came),
    'ann pending': pending(ann) === 0,
    'ben pending': pending(ben) === 0,
    'ann statuses': lossy || allStatuses(ann, ben),
    'ben statuses': lossy || allStatuses(ben, ann),
    errors: ann.errors.length + ben.errors.length === 0,
    issues: ann.issues.length + ben.issues.length === 0,
    ready: [ann, ben].every(({ states }) => states.at(-1)?.type === 'ready'),
    acknowledged: server.unacknowledged() === 0,
    violations: server.violations.length === 0,
  }
  return Object.keys(checks).filter((name) => checks[name] === false)
}

/** Destroys both; what is left of them. */
export const leftovers = ({ clock, ann, ben }: Pick<Pair, 'clock' | 'ann' | 'ben'>): string[] => {
  for (const { chat } of [ann, ben]) chat.destroy()
  const sockets = [...ann.line.sockets, ...ben.line.sockets]
  const open = sockets.filter((socket) => !socket.closed() || socket.listeners() > 0)
  return [...(clock.timers() === 0 ? [] : ['timers']), ...(open.length === 0 ? [] : ['sockets'])]
}
