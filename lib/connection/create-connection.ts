import { catchError, defer, EMPTY, filter, merge, Subject, type Observable, type SchedulerLike } from 'rxjs'
import { ChatError } from '../errors/chat-error.js'
import type { ConnectionState, Continuity } from '../model/connection-state.js'
import type { UserId } from '../model/ids.js'
import type { IqStanza, Stanza } from '../model/stanza.js'
import { act } from '../rx/act.js'
import type { ReconnectPolicy } from '../rx/policies.js'
import { reconnect } from '../rx/reconnect.js'
import type { Link } from '../stream/stream-event.js'
import { isFatal } from '../stream/stream-errors.js'
import { createAttempt, type AttemptDeps } from './attempt.js'
import type { ConnectionEvent } from './connection-event.js'
import { checkCredentials, type CredentialsSource } from './credentials.js'
import { createHub, type Hub } from './hub.js'
import { createIq, type IqRequest } from './iq.js'
import { runWish } from './run-wish.js'
import { createWishes, type Ready } from './wishes.js'

export interface ConnectionDeps {
  readonly stream: AttemptDeps['stream']
  readonly endpoints: AttemptDeps['endpoints']
  readonly resourceOf: AttemptDeps['resourceOf']
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
  readonly disconnect: () => Observable<void>
  /** Tries at once where it waits to reconnect. */
  readonly retryNow: () => void
  /** There is something to send: tries at once where it lies dormant, and leaves a running wait alone. */
  readonly wake: () => void
  /** Cold: one iq, one answer. */
  readonly request: (iq: IqRequest) => Observable<IqStanza>
  /** Cold: writes one stanza of your own; completes when written, errors ('link') when there is no link. */
  readonly send: (stanza: Stanza) => Observable<void>
  /** The link that is up, if one is. */
  readonly link: () => Link | null
  /** The user of the link or of the last one. */
  readonly userId: () => UserId | undefined
  readonly destroy: () => void
}

const noUser = (): ChatError =>
  new ChatError('session', 'There is no user to connect: pass credentials, or create a user session first.', {
    reason: 'no user',
  })

/** A wish's states end in a state, never in an error. */
const unreachable = (error: unknown): void => {
  throw error instanceof Error ? error : new Error('the states of a wish ended in an error')
}

const keyOf = (source: CredentialsSource): unknown => (typeof source === 'function' ? source : source.userId)

const validated = (source: CredentialsSource): CredentialsSource =>
  typeof source === 'function' ? source : checkCredentials(source)

/** Answers to what was asked in an earlier session can no longer come. */
const sessionGone = (event: ConnectionEvent): boolean =>
  (event.type === 'up' && !event.link.resumed) ||
  (event.type === 'state' && (event.state.type === 'closed' || event.state.type === 'authenticationFailure'))

/** One that errs says nothing more; what it is merged with goes on. */
const becameTrue = (flag$: Observable<boolean>): Observable<boolean> =>
  flag$.pipe(
    filter((flag) => flag),
    catchError(() => EMPTY),
  )

const createRun = (deps: ConnectionDeps, hub: Hub, retry$: Observable<unknown>, request: Connection['request']) => {
  const becameVisible$ = becameTrue(deps.visible$)
  return runWish({
    attempt: createAttempt({
      ...deps,
      sessionOf: hub.sessionOf,
      wake$: merge(becameVisible$, becameTrue(deps.online$)),
      emit: hub.emit,
      request,
    }),
    reconnecting: reconnect<ConnectionState>({
      online$: deps.online$,
      now$: deps.policy.tries === 0 ? retry$ : merge(retry$, becameVisible$),
      policy: deps.policy,
      isUp: ({ type }) => type === 'ready',
      isFatal,
      scheduler: deps.scheduler,
    }),
  })
}

/** Creates the connection of one chat: inert until the first `connect()` is subscribed. */
export const createConnection = (deps: ConnectionDeps): Connection => {
  const { sessionUser, policy, newId, scheduler, requestDeadline } = deps
  const hub = createHub()
  const { state } = hub
  const retry$ = new Subject<void>()
  const retryNow = (): void => {
    retry$.next()
  }
  const request = createIq({
    stanza$: hub.stanza$,
    lost$: hub.event$.pipe(filter(sessionGone)),
    write: hub.write,
    jid: () => hub.link()?.jid ?? '',
    newId,
    scheduler,
    deadline: requestDeadline,
  })
  const wishes = createWishes({
    run: createRun(deps, hub, retry$, request),
    enter: state.set,
    sayGoodbye: () => hub.link()?.close(),
    retryNow,
  })
  const running = wishes.states$.subscribe({ error: unreachable })

  return {
    state$: state.value$,
    stanza$: hub.stanza$,
    event$: hub.event$,
    online$: deps.online$,
    connect: (credentials) =>
      defer(() => {
        if (credentials !== undefined) return wishes.connect(keyOf(credentials), validated(credentials))
        const user = sessionUser()
        if (user === undefined) throw noUser()
        return wishes.connect(user.userId, user.source)
      }),
    disconnect: () => act(wishes.disconnect),
    retryNow,
    wake: () => {
      if (policy.tries > 0 && state.get().type === 'closed') retryNow()
    },
    request,
    send: (stanza) => act(() => hub.write(stanza)),
    link: hub.link,
    userId: hub.userId,
    destroy: () => {
      wishes.destroy()
      running.unsubscribe()
      hub.complete()
      retry$.complete()
    },
  }
}
