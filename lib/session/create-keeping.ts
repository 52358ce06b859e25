import { defer, type Observable, share, tap, throwError } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import { sessionError } from '../errors/session-error.js'
import type { EpochMs } from '../model/ids.js'
import type { Session } from '../model/session.js'
import { createState, type State } from '../rx/create-state.js'
import { canRepeat, type CredentialsSource } from './credentials.js'

/** One sign-in, over all its refreshes. */
interface SignIn {
  /** Every token of this sign-in, so that a request is never repeated as somebody else. */
  readonly tokens: Set<string>
  /**
   * Signs in again, for all who subscribe while it runs; its result or its error settles every one of them. A session
   * taken up without credentials, or a guest's, cannot be asked for again.
   */
  readonly refresh$: Observable<Session>
  failure?: { readonly at: EpochMs; readonly error: unknown }
}

/** Who is signed in, and with what it can be done again. */
export interface Keeping {
  readonly state: State<Session | null>
  readonly signIn: () => SignIn | undefined
  readonly adopt: (session: Session, source: CredentialsSource, refreshable?: boolean) => void
  readonly extend: (session: Session, expiresAt: EpochMs) => void
  /** Whether less than a tenth of the session's time is left, a minute at most. */
  readonly isEnding: () => boolean
  /**
   * Another session of the same sign-in. `since` is when the request was made that needs it: one that was refused while a
   * refresh failed gets that failure, and asks nobody again.
   */
  readonly refresh: (since?: EpochMs) => Observable<Session>
  readonly forget: () => void
}

/** A move of the end by less than this is not a new session value. */
const grainMs = 60_000

export const createKeeping = (
  open: (source: CredentialsSource) => Observable<Session>,
  now: () => EpochMs,
): Keeping => {
  const state = createState<Session | null>(null)
  let signIn: SignIn | undefined
  let ends = { at: Infinity, in: 0 }

  const keepTime = (at: EpochMs): void => {
    ends = { at, in: at - now() }
  }
  const replace = (session: Session): void => {
    signIn?.tokens.add(session.token)
    keepTime(session.expiresAt)
    state.set(session)
  }
  const forget = (): void => {
    signIn = undefined
    state.set(null)
  }
  const begin = (source: CredentialsSource, { userId }: Session, refreshable: boolean): SignIn => {
    const refresh$ = defer(() => (refreshable ? open(source) : throwError(() => sessionError('no-credentials')))).pipe(
      tap((session) => {
        if (signIn !== begun) throw sessionError('session-changed')
        if (session.userId !== userId) throw sessionError('another-user')
        replace(session)
      }),
      tap({
        error: (error: unknown) => {
          begun.failure = { at: now(), error }
          // The server's final word on these credentials: asking again with each request would not change it.
          if (signIn === begun && isChatError(error, 'http') && !error.retryable) forget()
        },
      }),
      share(),
    )
    const begun: SignIn = { tokens: new Set(), refresh$ }
    return begun
  }
  return {
    state,
    signIn: () => signIn,
    adopt: (session, source, refreshable = canRepeat(source)) => {
      signIn = begin(source, session, refreshable)
      replace(session)
    },
    extend: (session, end) => {
      keepTime(end)
      if (Math.abs(end - session.expiresAt) >= grainMs) state.set({ ...session, expiresAt: end })
    },
    isEnding: () => ends.at - now() < Math.min(grainMs, Math.max(ends.in, 0) / 10),
    refresh: (since = Infinity) =>
      defer(() => {
        if (signIn === undefined) throw sessionError('no-session')
        const { failure, refresh$ } = signIn
        return failure !== undefined && since < failure.at ? throwError(() => failure.error) : refresh$
      }),
    forget,
  }
}
