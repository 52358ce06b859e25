import { defer, map, type Observable, share, tap } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import type { Session } from '../model/session.js'
import type { Keeping } from './create-keeping.js'
import type { CredentialsSource } from './credentials.js'
import { sessionError } from './session-error.js'

/** One refresh for all who subscribe while it runs; its result or its error settles every one of them. */
export const createRefresh = (
  open: (source: CredentialsSource) => Observable<Session>,
  { state, signIn, replace, forget }: Keeping,
): Observable<Session> =>
  defer(() => {
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
          // The server's final word on these credentials: asking again with each request would not change it.
          if (signIn() === started && isChatError(error, 'http') && !error.retryable) forget()
        },
      }),
    )
  }).pipe(share())
