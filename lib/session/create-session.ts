import {
  asyncScheduler,
  catchError,
  defer,
  map,
  of,
  type Observable,
  type SchedulerLike,
  switchMap,
  tap,
  throwError,
} from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import type { Session } from '../model/session.js'
import type { Http } from '../rest/http.js'
import { createState, type State } from '../rx/create-state.js'
import { askCredentials, type CredentialsSource } from './credentials.js'
import { createRefresh, type SignIn } from './create-refresh.js'
import { sessionEndpoints, type TimelessSession } from './session-endpoints.js'
import { sessionError } from './session-error.js'
import type { SessionKeeper } from './session.js'

export interface SessionDeps {
  /** The bare one: a 401 of `/session` itself must never start a refresh. */
  readonly http: Http
  readonly application: { readonly id: number; readonly authKey: string }
  readonly scheduler?: SchedulerLike | undefined
}

const lifetimeMs = 2 * 60 * 60 * 1000
/** A move of the end by less than this is not a new session value. */
const grainMs = 60_000

interface Keeping {
  readonly state: State<Session | null>
  /** Who is signed in, and with what it can be done again. */
  readonly signIn: () => SignIn | undefined
  readonly adopt: (session: Session, source: CredentialsSource, refreshable: boolean) => void
  readonly forget: () => void
}

const createKeeping = (): Keeping => {
  const state = createState<Session | null>(null)
  let signIn: SignIn | undefined
  return {
    state,
    signIn: () => signIn,
    adopt: (session, source, refreshable) => {
      signIn = { source, refreshable, tokens: new Set([session.token]) }
      state.set(session)
    },
    forget: () => {
      signIn = undefined
      state.set(null)
    },
  }
}

/** Signs out; the sign-in ends here whatever the server says. */
const signOut = (http: Http, { signIn, forget }: Keeping): Observable<void> =>
  defer(() => {
    const ending = signIn()
    if (ending === undefined) return of(undefined)
    const end = (): void => {
      if (signIn() === ending) forget()
    }
    return http.request(sessionEndpoints.destroy, undefined).pipe(
      // Already over: that is what was asked for.
      catchError((error: unknown) =>
        isChatError(error, 'http') && error.detail.status === 401 ? of(undefined) : throwError(() => error),
      ),
      tap({ next: end, error: end }),
    )
  })

export const createSession = ({ http, application, scheduler = asyncScheduler }: SessionDeps): SessionKeeper => {
  const keeping = createKeeping()
  const { state, signIn, adopt, forget } = keeping

  const timed = (session: TimelessSession): Session => ({ ...session, expiresAt: scheduler.now() + lifetimeMs })
  const { id: applicationId, authKey } = application
  const open = (source: CredentialsSource): Observable<Session> =>
    askCredentials(source, scheduler).pipe(
      switchMap((credentials) => http.request(sessionEndpoints.create, { applicationId, authKey, credentials })),
      map(timed),
    )
  const refresh$ = createRefresh({ open, state, signIn, forget })
  const current = (): Observable<Session> =>
    defer(() => {
      const session = state.get()
      if (session === null) throw sessionError('no-session')
      return of(session)
    })

  return {
    current$: state.value$,
    current: state.get,
    token: () => state.get()?.token,
    create: (source) =>
      defer(() => open(source)).pipe(
        tap((session) => {
          adopt(session, source, true)
        }),
      ),
    restore: (session, source) =>
      defer(() => {
        adopt(session, source, source !== undefined)
        return of(session)
      }),
    get: () =>
      http
        .request(sessionEndpoints.get, undefined)
        .pipe(map((session) => ({ ...timed(session), expiresAt: state.get()?.expiresAt ?? timed(session).expiresAt }))),
    refresh: () => refresh$,
    fresh: () =>
      current().pipe(switchMap((session) => (session.expiresAt - scheduler.now() < grainMs ? refresh$ : of(session)))),
    renew: (token) =>
      current().pipe(
        switchMap((session) => {
          if (signIn()?.tokens.has(token) !== true) throw sessionError('session-changed')
          return session.token === token ? refresh$ : of(session)
        }),
      ),
    extend: (token, expiresAt = scheduler.now() + lifetimeMs) => {
      const session = state.get()
      if (session?.token === token && Math.abs(expiresAt - session.expiresAt) >= grainMs)
        state.set({ ...session, expiresAt })
    },
    destroy: () => signOut(http, keeping),
    close: () => {
      forget()
      state.complete()
    },
  }
}
