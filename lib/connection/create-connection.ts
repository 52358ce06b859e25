import { catchError, defer, EMPTY, filter, merge, pairwise, Subject, type Observable } from 'rxjs'
import { sessionError } from '../errors/session-error.js'
import type { ConnectionState } from '../model/connection-state.js'
import type { UserId } from '../model/ids.js'
import type { IqStanza, Stanza } from '../model/stanza.js'
import { act } from '../rx/act.js'
import type { ReconnectPolicy } from '../rx/policies.js'
import { reconnect } from '../rx/reconnect.js'
import type { Link } from '../stream/stream-event.js'
import { isFatal, leastDelay } from '../stream/stream-errors.js'
import { createAttempt, type AttemptDeps } from './attempt.js'
import { sessionGone, type ConnectionEvent, type LinkEvent } from './connection-event.js'
import { checkCredentials, type CredentialsSource } from './credentials.js'
import { createHub } from './hub.js'
import { createIq, type IqRequest } from './iq.js'
import { createWishes, type Ready, type WishFor } from './wishes.js'

export interface ConnectionDeps extends Omit<AttemptDeps, 'sessionOf' | 'wake$' | 'emit' | 'request'> {
  /** Whom `connect()` without arguments means, with a source that is asked at every attempt. */
  readonly sessionUser: () => { readonly userId: UserId; readonly source: CredentialsSource } | undefined
  readonly policy: ReconnectPolicy
  /** ms */
  readonly requestDeadline: number
  readonly online$: Observable<boolean>
  readonly newId: () => string
}

/** `chat.connection`. */
export interface ChatConnection {
  /** Replays the current state; never errors; completes on `destroy()`. */
  readonly state$: Observable<ConnectionState>
  /** The one stanza stream, decoded, in order: open to protocols of your own. Replays nothing. */
  readonly stanza$: Observable<Stanza>
  /** Whether there is a network, as far as the browser knows. Replays. */
  readonly online$: Observable<boolean>
  /**
   * Records the wish to be online, as the user of the session with a token fresh at every attempt, or with credentials
   * of your own. Cold; emits the first `ready` and completes; from then on the link belongs to the chat, which brings it
   * back whenever it is lost. Unsubscribing before withdraws the wish. The same user joins a running wish, another user
   * switches. Errors: 'authentication' (withdraws the wish), 'link' with `retryable` when the tries are used up (the wish
   * stays), 'session' without a user, 'argument', 'closed'.
   */
  readonly connect: (credentials?: CredentialsSource) => Observable<Ready>
  /** Withdraws the wish: the link is closed in order. Cold; completes at once; `connect()` comes back. */
  readonly disconnect: () => Observable<void>
  /** Tries at once where it waits to reconnect. */
  readonly retryNow: () => void
  /** Writes a stanza of your own. Cold; completes when written; errors ('link') while there is no link. */
  readonly send: (stanza: Stanza) => Observable<void>
}

/** The live connection: attempts, heartbeat and reconnection as one stream of events. */
export interface Connection extends ChatConnection {
  /** Everything, in the order in which it happened. */
  readonly event$: Observable<ConnectionEvent>
  /** The same without stanzas, for the many who would look at each to leave it. */
  readonly linkEvent$: Observable<LinkEvent>
  /** There is something to send: tries at once where it lies dormant, and leaves a running wait alone. */
  readonly wake: () => void
  /** Cold: one iq, one answer. */
  readonly request: (iq: IqRequest) => Observable<IqStanza>
  /** The link that is up, if one is. */
  readonly link: () => Link | null
  /** The user of the link or of the last one. */
  readonly userId: () => UserId | undefined
  /**
   * Whose messages these are: the user of the link; while there is none, the one `connect` was given, else the one of
   * the session, else the last one.
   */
  readonly owner: () => UserId | undefined
  readonly destroy: () => void
}

/** A wish's states end in a state, never in an error. */
const unreachable = (error: unknown): void => {
  throw error instanceof Error ? error : new Error('the states of a wish ended in an error')
}

/** Whom `connect` means: what tells wishes apart, and where the credentials come from. */
const wishOf = (given: CredentialsSource | undefined, sessionUser: ConnectionDeps['sessionUser']): WishFor => {
  if (typeof given === 'function') return { key: given, source: given }
  if (given !== undefined) return { key: given.userId, source: checkCredentials(given) }
  const user = sessionUser()
  if (user === undefined) throw sessionError('no-user')
  return { key: user.userId, source: user.source }
}

/** One that errs says nothing more; what it is merged with goes on. */
const becameTrue = (flag$: Observable<boolean>): Observable<unknown> =>
  flag$.pipe(
    pairwise(),
    filter(([before, now]) => now && !before),
    catchError(() => EMPTY),
  )

/** Creates the connection of one chat: inert until the first `connect()` is subscribed. */
export const createConnection = (deps: ConnectionDeps): Connection => {
  const { sessionUser, policy, newId, requestDeadline, online$ } = deps
  const { scheduler } = deps.stream
  const hub = createHub()
  const { state } = hub
  const retry$ = new Subject<void>()
  const retryNow = (): void => retry$.next()
  const request = createIq({
    stanza$: hub.stanza$,
    // Of everything: that comes first, so what is asked in the answer to a new link does not hear of that link again.
    lost$: hub.event$.pipe(filter(sessionGone)),
    write: hub.write,
    jid: () => hub.link()?.jid ?? '',
    newId,
    scheduler,
    deadline: requestDeadline,
  })
  const becameVisible$ = becameTrue(deps.visible$)
  const wake$ = merge(becameVisible$, becameTrue(online$))
  const wishes = createWishes({
    attempt: createAttempt({ ...deps, sessionOf: hub.sessionOf, wake$, emit: hub.emit, request }),
    reconnecting: reconnect<ConnectionState>({
      online$,
      now$: policy.tries === 0 ? retry$ : merge(retry$, becameVisible$),
      policy,
      isUp: ({ type }) => type === 'ready',
      ...{ isFatal, leastDelay },
      scheduler,
    }),
    enter: state.set,
    sayGoodbye: () => hub.link()?.close(),
    retryNow,
  })
  const running = wishes.states$.subscribe({ error: unreachable })

  return {
    state$: state.value$,
    stanza$: hub.stanza$,
    event$: hub.event$,
    linkEvent$: hub.linkEvent$,
    online$,
    connect: (credentials) => defer(() => wishes.connect(wishOf(credentials, sessionUser))),
    disconnect: () => act(wishes.disconnect),
    retryNow,
    wake: () => {
      if (policy.tries > 0 && state.get().type === 'closed') retryNow()
    },
    request,
    // A copy: an app may say it again in other words.
    send: (stanza) => act(() => hub.write({ ...stanza })),
    link: hub.link,
    userId: hub.userId,
    owner: () => (hub.link() === null ? (wishes.given() ?? sessionUser()?.userId) : undefined) ?? hub.userId(),
    destroy: () => {
      wishes.destroy()
      running.unsubscribe()
      hub.complete()
      retry$.complete()
    },
  }
}
