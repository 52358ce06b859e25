import { defer, map, type Observable, share, tap, throwError } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import { sessionError } from '../errors/session-error.js'
import type { EpochMs } from '../model/ids.js'
import type { Session } from '../model/session.js'
import type { Keeping, SignIn } from './create-keeping.js'
import type { CredentialsSource } from './credentials.js'

/**
 * One refresh for all who subscribe while it runs; its result or its error settles every one of them. `since` is when the
 * request was made that needs it: one that was refused while a refresh failed gets that failure, and asks nobody again.
 */
export const createRefresh = (
  open: (source: CredentialsSource) => Observable<Session>,
  { state, signIn, replace, forget }: Keeping,
  now: () => EpochMs,
): ((since?: EpochMs) => Observable<Session>) => {
  let failure: { readonly of: SignIn; readonly at: EpochMs; readonly error: unknown } | undefined
  const refresh$ = defer(() => {
    const before = state.get()
    const started = signIn()
    if (before === null || started === undefined) throw sessionError('no-session')
    if (!started.refreshable) throw sessionError('no-credentials')
    return open(started.source).pipe(
      map((session) => {
        if (signIn() !== started) throw sessionError('session-changed')
        if (session.userId !== before.userId) throw sessionError('another-user')
        replace(session)
        return session
      }),
      tap({
        error: (error: unknown) => {
          failure = { of: started, at: now(), error }
          // The server's final word on these credentials: asking again with each request would not change it.
          if (signIn() === started && isChatError(error, 'http') && !error.retryable) forget()
        },
      }),
    )
  }).pipe(share())
  return (since = Infinity) =>
    defer(() => {
      if (failure === undefined || failure.of !== signIn() || since >= failure.at) return refresh$
      const { error } = failure
      return throwError(() => error)
    })
}
