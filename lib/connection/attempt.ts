import {
  catchError,
  concat,
  connect,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  finalize,
  forkJoin,
  ignoreElements,
  map,
  merge,
  mergeAll,
  mergeMap,
  of,
  switchMap,
  tap,
  throwError,
  type Observable,
} from 'rxjs'
import { causeOf } from '../errors/cause-of.js'
import { isChatError } from '../errors/chat-error.js'
import type { ConnectionState, Continuity } from '../model/connection-state.js'
import type { UserId } from '../model/ids.js'
import { askApp } from '../platform/ask-app.js'
import { act } from '../rx/act.js'
import { filterMap } from '../rx/filter-map.js'
import { heartbeat } from '../rx/heartbeat.js'
import { openStream, type StreamConfig } from '../stream/open-stream.js'
import type { Link, StreamEvent } from '../stream/stream-event.js'
import type { SessionCell } from '../stream/session.js'
import { isByServer, isFatal } from '../stream/stream-errors.js'
import type { ConnectionEvent } from './connection-event.js'
import type { Endpoints, Open } from './endpoints.js'
import type { IqRequest } from './iq.js'
import { whenRefused } from './stanza-error.js'
import { checkCredentials, type ChatCredentials, type CredentialsSource } from './credentials.js'
import type { IqStanza } from '../model/stanza.js'

export interface AttemptDeps {
  readonly stream: Omit<StreamConfig, 'url' | 'home' | 'resource' | 'userName' | 'password' | 'session'>
  readonly endpoints: Endpoints
  /** Names this device among those of the user; emits once. */
  readonly resourceOf: (userId: UserId) => Observable<string>
  readonly userName: (userId: UserId) => string
  readonly sessionOf: (userId: UserId) => SessionCell
  /** ms of silence before a probe; see `heartbeat`. */
  readonly silence: number
  readonly visible$: Observable<boolean>
  readonly wake$: Observable<unknown>
  readonly emit: (event: ConnectionEvent) => void
  readonly request: (iq: IqRequest) => Observable<IqStanza>
  /** Runs before `ready`, over the link that came up: catch up, then write what waits. */
  readonly revive: (link: Link) => Observable<Continuity>
}

type Run = (credentials: ChatCredentials) => Observable<ConnectionState>

/** A refused token is renewed once and tried again within the same attempt; what cannot be renewed stays refused. */
const renewing =
  (run: Run): Run =>
  (credentials) =>
    run(credentials).pipe(
      catchError((refusal: unknown) => {
        const { renew } = credentials
        const renewable = isChatError(refusal, 'authentication') && refusal.detail.reason === 'not-authorized'
        if (!renewable || renew === undefined) return throwError(() => refusal)
        return renew().pipe(
          // A renewal that failed for the network's sake is worth another attempt; the refusal itself is not.
          catchError((failure: unknown) => throwError(() => (isFatal(failure) ? refusal : failure))),
          mergeMap(run),
        )
      }),
    )

/** Asks a link that is up for a sign of life; it ends by itself when it gives none (`answerTimeout`). Never emits. */
const watchLife = ({ silence, visible$, wake$, stream }: AttemptDeps, stream$: Observable<StreamEvent>) =>
  stream$.pipe(
    filter((event) => event.type === 'up'),
    switchMap(({ link }) =>
      heartbeat({ traffic$: stream$, silence, active$: visible$, wake$, scheduler: stream.scheduler }).pipe(
        tap(link.probe),
      ),
    ),
    ignoreElements(),
  )

/** The stream of one attempt, wherever it comes up. */
const openAnywhere = (deps: AttemptDeps, { userId, password }: ChatCredentials): Observable<StreamEvent> => {
  const own = { userName: deps.userName(userId), password, session: deps.sessionOf(userId) }
  const open =
    (resource: string): Open =>
    (url, home) =>
      openStream({ ...deps.stream, ...own, url, home, resource })
  return deps.resourceOf(userId).pipe(switchMap((resource) => deps.endpoints(open(resource))))
}

/**
 * One attempt as the cold Observable of its states, from `connecting` to `ready`; it errors when it dies and never
 * completes. What else happens on the link goes to `emit`, in order.
 */
export const createAttempt = (deps: AttemptDeps) => {
  const { emit, request, revive } = deps

  /** Carbons, presence, then what `revive` writes go out in one burst; the answer to the first proves the rest was read. */
  const setUp = (link: Link): Observable<Continuity> =>
    forkJoin([
      // A server without carbons refuses; that is no reason not to be connected.
      request({ type: 'set', carbons: 'enable' }).pipe(whenRefused(of(null))),
      act(() => {
        link.write({ kind: 'presence' })
        emit({ type: 'renewed', link })
      }),
      revive(link),
    ]).pipe(map(([, , continuity]) => continuity))

  const comeUp = (link: Link, userId: UserId): Observable<ConnectionState> =>
    defer(() => {
      emit({ type: 'up', link, userId })
      const resumed$ = link.resumed ? of<ConnectionState>({ type: 'resumed' }) : EMPTY
      const revived$ = link.resumed ? revive(link) : setUp(link)
      return concat(
        resumed$,
        revived$.pipe(map((continuity): ConnectionState => ({ type: 'ready', userId, continuity }))),
      )
    })

  const follow = (event: StreamEvent, userId: UserId): Observable<ConnectionState> | undefined => {
    if (event.type === 'authenticated') return of({ type: 'authenticated', userId })
    if (event.type === 'up') return comeUp(event.link, userId)
    if (event.type !== 'traffic') emit(event)
    return undefined
  }

  const run = (credentials: ChatCredentials): Observable<ConnectionState> =>
    openAnywhere(deps, credentials).pipe(
      connect((stream$) =>
        merge(
          stream$.pipe(
            filterMap((event) => follow(event, credentials.userId)),
            mergeAll(),
          ),
          watchLife(deps, stream$),
        ),
      ),
      // At each address of an attempt the credentials are taken anew.
      distinctUntilChanged((before, now) => before.type === now.type),
    )

  return (source: CredentialsSource): Observable<ConnectionState> =>
    defer(() => {
      let byServer = false
      return concat(
        of<ConnectionState>({ type: 'connecting' }),
        askApp(source, checkCredentials, deps.stream.scheduler).pipe(mergeMap(renewing(run))),
      ).pipe(
        catchError((error: unknown) => {
          byServer = isByServer(error)
          return concat(
            isFatal(error) ? EMPTY : of<ConnectionState>({ type: 'forceClosed', cause: causeOf(error) }),
            throwError(() => error),
          )
        }),
        finalize(() => emit({ type: 'down', byServer })),
      )
    })
}
