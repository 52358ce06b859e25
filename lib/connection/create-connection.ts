import { defer, EMPTY, filter, map, merge, Subject, type Observable, type SchedulerLike } from 'rxjs'
import { ChatError } from '../errors/chat-error.js'
import type { ConnectionState, Continuity } from '../model/connection-state.js'
import type { UserId } from '../model/ids.js'
import type { Stanza } from '../model/stanza.js'
import { createState } from '../rx/create-state.js'
import type { ReconnectPolicy } from '../rx/policies.js'
import { reconnect } from '../rx/reconnect.js'
import { createSessionCell, type SessionCell } from '../stream/session.js'
import type { Link, StreamConfig } from '../stream/open-stream.js'
import { isFatal, linkLost } from '../stream/stream-errors.js'
import { answerRequest } from './answer-request.js'
import { createAttempt } from './attempt.js'
import type { ConnectionEvent } from './connection-event.js'
import type { CredentialsSource } from './credentials.js'
import { createIq, type IqRequest } from './iq.js'
import type { IqStanza } from '../model/stanza.js'
import { createWishes, type Ready } from './wishes.js'

export interface ConnectionDeps {
  readonly stream: Omit<StreamConfig, 'userName' | 'password' | 'session'>
  readonly userName: (userId: UserId) => string
  /** Whom `connect()` without arguments means, with a source that is asked at every attempt. */
  readonly sessionUser: () => { readonly userId: UserId; readonly source: CredentialsSource } | undefined
  readonly policy: ReconnectPolicy
  readonly silence: number
  readonly requestDeadline: number
  readonly online$: Observable<boolean>
  readonly visible$: Observable<boolean>
  readonly newId: () => string
  readonly scheduler: SchedulerLike
  readonly revive: (link: Link) => Observable<Continuity>
}

/** The live connection: attempts, heartbeat and reconnection as one stream of events. */
export interface Connection {
  /** Replays the current state; never errors; completes on `destroy()`. */
  readonly state$: Observable<ConnectionState>
  /** Every stanza, in order, decoded; replays nothing. */
  readonly stanza$: Observable<Stanza>
  /** Everything, in the order in which it happened. */
  readonly event$: Observable<ConnectionEvent>
  readonly online$: Observable<boolean>
  /** Cold: subscribing records the wish to be online; emits the first `ready` and completes. */
  readonly connect: (credentials?: CredentialsSource) => Observable<Ready>
  /** Cold: subscribing withdraws the wish; completes at once. */
  readonly disconnect: () => Observable<never>
  /** Tries at once where it waits to reconnect. */
  readonly retryNow: () => void
  /** There is something to send: tries at once where it lies dormant, and leaves a running wait alone. */
  readonly wake: () => void
  /** Cold: one iq, one answer. */
  readonly request: (iq: IqRequest) => Observable<IqStanza>
  /** Cold: writes one stanza of your own; completes when written, errors ('link') when there is no link. */
  readonly send: (stanza: Stanza) => Observable<never>
  /** The link that is up, if one is. */
  readonly link: () => Link | null
  /** The user of the link or of the last one. */
  readonly userId: () => UserId | undefined
  readonly destroy: () => void
}

const notConnected = (): ChatError => linkLost('not connected; call connection.connect() first')

const noUser = (): ChatError =>
  new ChatError('session', 'There is no user to connect: pass credentials, or create a user session first.', { reason: 'no user' })

const keyOf = (source: CredentialsSource): unknown => (typeof source === 'function' ? source : source.userId)

const validated = (source: CredentialsSource): CredentialsSource => {
  const wrong = typeof source !== 'function' && (!Number.isInteger(source.userId) || source.userId <= 0 || source.password === '')
  if (!wrong) return source
  throw new ChatError('argument', 'credentials: expected { userId: a positive integer, password: a non-empty text }.', {
    name: 'credentials',
    expected: '{ userId, password }',
  })
}

/** Creates the connection of one chat: inert until the first `connect()` is subscribed. */
export const createConnection = (deps: ConnectionDeps): Connection => {
  const event$ = new Subject<ConnectionEvent>()
  const retry$ = new Subject<void>()
  const state = createState<ConnectionState>({ type: 'idle' })
  const sessions = new Map<UserId, SessionCell>()
  let link: Link | null = null
  let userId: UserId | undefined

  const sessionOf = (id: UserId): SessionCell => {
    const found = sessions.get(id) ?? createSessionCell()
    sessions.set(id, found)
    return found
  }

  const emit = (event: ConnectionEvent): void => {
    if (event.type === 'up') {
      link = event.link
      userId = event.userId
    }
    if (event.type === 'down') link = null
    if (event.type === 'stanza') {
      const answer = answerRequest(event.stanza)
      if (answer !== undefined) link?.write(answer)
    }
    event$.next(event)
  }

  const write = (stanza: Stanza): void => {
    if (link === null) throw notConnected()
    link.write(stanza)
  }

  const stanza$ = event$.pipe(
    filter((event) => event.type === 'stanza'),
    map((event) => event.stanza),
  )
  const sessionGone = (event: ConnectionEvent): boolean =>
    (event.type === 'up' && !event.link.resumed) ||
    (event.type === 'state' && (event.state.type === 'closed' || event.state.type === 'authenticationFailure'))
  const request = createIq({
    stanza$,
    lost$: event$.pipe(filter(sessionGone)),
    write,
    jid: () => link?.jid ?? '',
    newId: deps.newId,
    scheduler: deps.scheduler,
    deadline: deps.requestDeadline,
  })

  const becameVisible$ = deps.visible$.pipe(filter((visible) => visible))
  const automatic$ = deps.policy.tries === 0 ? EMPTY : becameVisible$
  const attempt = createAttempt({
    ...deps,
    sessionOf,
    wake$: merge(becameVisible$, deps.online$.pipe(filter((online) => online))),
    emit,
    request,
  })

  const wishes = createWishes({
    attempt,
    reconnecting: reconnect<ConnectionState>({
      online$: deps.online$,
      now$: merge(retry$, automatic$),
      policy: deps.policy,
      isUp: ({ type }) => type === 'ready',
      isFatal,
      scheduler: deps.scheduler,
    }),
    state$: state.value$,
    sayGoodbye: () => link?.close(),
    retryNow: () => {
      retry$.next()
    },
  })

  const enter = (next: ConnectionState): void => {
    state.set(next)
    event$.next({ type: 'state', state: next })
  }
  const running = wishes.states$.subscribe(enter)

  const connect = (credentials?: CredentialsSource): Observable<Ready> =>
    defer(() => {
      if (credentials !== undefined) return wishes.connect(keyOf(credentials), validated(credentials), state.get)
      const user = deps.sessionUser()
      if (user === undefined) throw noUser()
      return wishes.connect(user.userId, user.source, state.get)
    })

  return {
    state$: state.value$,
    stanza$,
    event$: event$.asObservable(),
    online$: deps.online$,
    connect,
    disconnect: () =>
      defer(() => {
        wishes.disconnect()
        return EMPTY
      }),
    retryNow: () => {
      retry$.next()
    },
    wake: () => {
      if (deps.policy.tries > 0 && state.get().type === 'closed') retry$.next()
    },
    request,
    send: (stanza) =>
      defer(() => {
        write(stanza)
        return EMPTY
      }),
    link: () => link,
    userId: () => userId,
    destroy: () => {
      wishes.complete()
      running.unsubscribe()
      if (state.get().type !== 'closed') enter({ type: 'closed', reason: 'destroyed' })
      state.complete()
      event$.complete()
      retry$.complete()
    },
  }
}
