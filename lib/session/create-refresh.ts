import { defer, map, type Observable, share, tap } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import type { Session } from '../model/session.js'
import type { State } from '../rx/create-state.js'
import type { CredentialsSource } from './credentials.js'
import { sessionError } from './session-error.js'

/** One sign-in, over all its refreshes. */
export interface SignIn {
  readonly source: CredentialsSource
  /** A session taken up without credentials cannot be asked for again. */
  readonly refreshable: boolean
  /** Every token of this sign-in, so that a request is never repeated as somebody else. */
  readonly tokens: Set<string>
}

export interface RefreshDeps {
  readonly open: (source: CredentialsSource) => Observable<Session>
  readonly state: State<Session | null>
  readonly signIn: () => SignIn | undefined
  readonly forget: () => void
}

/** One refresh for all who subscribe while it runs; its result or its error settles every one of them. */
export const createRefresh = ({ open, state, signIn, forget }: RefreshDeps): Observable<Session> =>
  defer(() => {
    const before = state.get()
    const started = signIn()
    if (before === null || started === undefined) throw sessionError('no-session')
    if (!started.refreshable) throw sessionError('no-credentials')
    return open(started.source).pipe(
      map((session) => {
        if (signIn() !== started) throw sessionError('session-changed')
        if (session.userId !== before.userId) throw sessionError('another-user')
        started.tokens.add(session.token)
        state.set(session)
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
