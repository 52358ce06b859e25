import { catchError, defer, map, type Observable, of, type SchedulerLike, switchMap, tap, throwError } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import { sessionError } from '../errors/session-error.js'
import type { Session } from '../model/session.js'
import type { Http } from '../rest/http.js'
import { methodsOf } from '../rest/methods.js'
import { createKeeping, type Keeping } from './create-keeping.js'
import { askCredentials, type CredentialsSource } from './credentials.js'
import { type Application, sessionEndpoints } from './session-endpoints.js'
import type { SessionKeeper } from './session.js'

export interface SessionDeps {
  /** The bare one: a 401 of `/session` itself must never start a refresh. */
  readonly http: Http
  readonly application: Application
  readonly scheduler: SchedulerLike
}

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

export const createSession = ({ http, application, scheduler }: SessionDeps): SessionKeeper => {
  const methods = methodsOf(sessionEndpoints, { http, userId: () => null })
  const open = (source: CredentialsSource): Observable<Session> =>
    askCredentials(source, scheduler).pipe(switchMap((body) => methods.create(application, body)))
  const keeping = createKeeping(open, () => scheduler.now())
  const { state, signIn, refresh, isEnding } = keeping
  const adopted = (source: CredentialsSource, refreshable?: boolean) =>
    tap((session: Session) => keeping.adopt(session, source, refreshable))
  const current = (): Observable<Session> =>
    defer(() => {
      const session = state.get()
      return session === null ? throwError(() => sessionError('no-session')) : of(session)
    })

  return {
    current$: state.value$,
    current: state.get,
    token: () => state.get()?.token,
    create: (source) => open(source).pipe(adopted(source)),
    restore: (session, source) => of(session).pipe(adopted(source, source !== undefined)),
    // An upgrade and its end keep the token.
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
    get: methods.get,
    refresh: () => refresh(),
    fresh: () => current().pipe(switchMap((session) => (isEnding() ? refresh() : of(session)))),
    renew: (token, since) =>
      current().pipe(
        switchMap((session) => {
          if (signIn()?.tokens.has(token) !== true) throw sessionError('session-changed')
          return session.token === token ? refresh(since) : of(session)
        }),
      ),
    extend: (token, expiresAt) => {
      const session = state.get()
      if (session?.token === token) keeping.extend(session, expiresAt)
    },
    destroy: () => signOut(methods.destroy, keeping),
    destroyOthers: methods.destroyOthers,
    close: () => {
      keeping.forget()
      state.complete()
    },
  }
}
