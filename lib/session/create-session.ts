import type { Observable, SchedulerLike } from 'rxjs'
import { asyncScheduler, catchError, defer, map, of, switchMap, tap, throwError } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import { sessionError } from '../errors/session-error.js'
import type { Session } from '../model/session.js'
import type { Http } from '../rest/http.js'
import { type Methods, methodsOf } from '../rest/methods.js'
import { createKeeping, type Keeping } from './create-keeping.js'
import { createRefresh } from './create-refresh.js'
import { askCredentials, type CredentialsSource } from './credentials.js'
import { sessionEndpoints, type ToldSession } from './session-endpoints.js'
import type { SessionKeeper } from './session.js'

export interface SessionDeps {
  /** The bare one: a 401 of `/session` itself must never start a refresh. */
  readonly http: Http
  readonly application: { readonly id: number; readonly authKey: string }
  readonly scheduler?: SchedulerLike | undefined
}

const lifetimeMs = 2 * 60 * 60 * 1000

/** Signs out; the sign-in ends here whatever the server says. */
const signOut = (destroy: () => Observable<void>, { signIn, forget }: Keeping): Observable<void> =>
  defer(() => {
    const ending = signIn()
    if (ending === undefined) return of(undefined)
    const end = (): void => {
      if (signIn() === ending) forget()
    }
    return destroy().pipe(
      // Already over: that is what was asked for.
      catchError((error: unknown) =>
        isChatError(error, 'http') && error.detail.status === 401 ? of(undefined) : throwError(() => error),
      ),
      tap({ next: end, error: end }),
    )
  })

/** The calls that change who is signed in; an upgrade keeps the token. */
const changes = (
  methods: Methods<typeof sessionEndpoints>,
  { adopt }: Keeping,
  current: () => Observable<Session>,
  open: (source: CredentialsSource) => Observable<Session>,
  scheduler: SchedulerLike,
): Pick<SessionKeeper, 'create' | 'restore' | 'upgrade' | 'logout'> => {
  const adopted = (source: CredentialsSource, refreshable?: boolean) =>
    tap((session: Session) => adopt(session, source, refreshable))
  return {
    create: (source) => defer(() => open(source)).pipe(adopted(source)),
    restore: (session, source) => defer(() => of(session)).pipe(adopted(source, source !== undefined)),
    upgrade: (source) =>
      askCredentials(source, scheduler).pipe(
        switchMap(methods.upgrade),
        switchMap((user) => current().pipe(map((session) => ({ ...session, userId: user.id, user })))),
        adopted(source),
      ),
    logout: () =>
      methods.logout().pipe(
        switchMap(current),
        map(({ user: _gone, ...session }): Session => ({ ...session, userId: null })),
        adopted(undefined),
      ),
  }
}

export const createSession = ({ http, application, scheduler = asyncScheduler }: SessionDeps): SessionKeeper => {
  const now = (): number => scheduler.now()
  const keeping = createKeeping(now)
  const { state, signIn } = keeping
  const methods = methodsOf(sessionEndpoints, { http, userId: () => null })

  const timed = ({ expiresAt = now() + lifetimeMs, ...session }: ToldSession): Session => ({ ...session, expiresAt })
  const open = (source: CredentialsSource): Observable<Session> =>
    askCredentials(source, scheduler).pipe(
      switchMap((body) => methods.create(application, body)),
      map(timed),
    )
  const refresh = createRefresh(open, keeping, now)
  const current = (): Observable<Session> =>
    defer(() => {
      const session = state.get()
      if (session === null) throw sessionError('no-session')
      return of(session)
    })

  return {
    ...changes(methods, keeping, current, open, scheduler),
    current$: state.value$,
    current: state.get,
    token: () => state.get()?.token,
    get: () => methods.get().pipe(map(timed)),
    refresh: () => refresh(),
    fresh: () => current().pipe(switchMap((session) => (keeping.isEnding() ? refresh() : of(session)))),
    ahead: () =>
      defer(() =>
        signIn()?.refreshable === true && keeping.isEnding()
          ? // The old token may serve a little longer.
            refresh().pipe(catchError(() => of(null)))
          : of(null),
      ),
    renew: (token, since) =>
      current().pipe(
        switchMap((session) => {
          if (signIn()?.tokens.has(token) !== true) throw sessionError('session-changed')
          return session.token === token ? refresh(since) : of(session)
        }),
      ),
    extend: (token, expiresAt = now() + lifetimeMs) => {
      if (state.get()?.token === token) keeping.extend(expiresAt)
    },
    destroy: () => signOut(methods.destroy, keeping),
    destroyOthers: methods.destroyOthers,
    close: () => {
      keeping.forget()
      state.complete()
    },
  }
}
