import { asyncScheduler, catchError, defer, map, of, type Observable, type SchedulerLike, switchMap, tap } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import type { Session } from '../model/session.js'
import type { Http } from '../rest/http.js'
import { createState } from '../rx/create-state.js'
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

export const createSession = ({ http, application, scheduler = asyncScheduler }: SessionDeps): SessionKeeper => {
  const state = createState<Session | null>(null)
  let signIn: SignIn | undefined

  const timed = (session: TimelessSession): Session => ({ ...session, expiresAt: scheduler.now() + lifetimeMs })
  const open = (source: CredentialsSource): Observable<Session> =>
    askCredentials(source, scheduler).pipe(
      switchMap((credentials) =>
        http.request(sessionEndpoints.create, {
          applicationId: application.id,
          authKey: application.authKey,
          credentials,
        }),
      ),
      map(timed),
    )
  const adopt = (session: Session, source: CredentialsSource, refreshable: boolean): void => {
    signIn = { source, refreshable, tokens: new Set([session.token]) }
    state.set(session)
  }
  const forget = (): void => {
    signIn = undefined
    state.set(null)
  }
  const refresh$ = createRefresh({ open, state, signIn: () => signIn, forget })
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
          if (signIn?.tokens.has(token) !== true) throw sessionError('session-changed')
          return session.token === token ? refresh$ : of(session)
        }),
      ),
    extend: (token, expiresAt = scheduler.now() + lifetimeMs) => {
      const session = state.get()
      if (session?.token === token && Math.abs(expiresAt - session.expiresAt) >= grainMs)
        state.set({ ...session, expiresAt })
    },
    destroy: () =>
      defer(() => {
        const ending = signIn
        if (ending === undefined) return of(undefined)
        const end = (): void => {
          if (signIn === ending) forget()
        }
        return http.request(sessionEndpoints.destroy, undefined).pipe(
          // Already over: that is what was asked for.
          catchError((error: unknown) => {
            if (isChatError(error, 'http') && error.detail.status === 401) return of(undefined)
            throw error
          }),
          tap({ next: end, error: end }),
        )
      }),
    close: () => {
      forget()
      state.complete()
    },
  }
}
