import type { EpochMs } from '../model/ids.js'
import type { Session } from '../model/session.js'
import { createState, type State } from '../rx/create-state.js'
import { canRepeat, type CredentialsSource } from './credentials.js'

/** One sign-in, over all its refreshes. */
export interface SignIn {
  readonly source: CredentialsSource
  /** A session taken up without credentials, or a guest's, cannot be asked for again. */
  readonly refreshable: boolean
  /** Every token of this sign-in, so that a request is never repeated as somebody else. */
  readonly tokens: Set<string>
}

/** Who is signed in, and with what it can be done again. */
export interface Keeping {
  readonly state: State<Session | null>
  readonly signIn: () => SignIn | undefined
  readonly adopt: (session: Session, source: CredentialsSource, refreshable?: boolean) => void
  /** Another session of the same sign-in. */
  readonly replace: (session: Session) => void
  readonly extend: (expiresAt: EpochMs) => void
  /** Whether less than a tenth of the session's time is left, a minute at most. */
  readonly isEnding: () => boolean
  readonly forget: () => void
}

/** A move of the end by less than this is not a new session value. */
const grainMs = 60_000

export const createKeeping = (now: () => EpochMs): Keeping => {
  const state = createState<Session | null>(null)
  let signIn: SignIn | undefined
  let expiresAt = Infinity
  let lifetime = 0

  const keepTime = (end: EpochMs): void => {
    expiresAt = end
    lifetime = end - now()
  }
  const replace = (session: Session): void => {
    signIn?.tokens.add(session.token)
    keepTime(session.expiresAt)
    state.set(session)
  }
  return {
    state,
    signIn: () => signIn,
    adopt: (session, source, refreshable = canRepeat(source)) => {
      signIn = { source, refreshable, tokens: new Set() }
      replace(session)
    },
    replace,
    extend: (end) => {
      const session = state.get()
      keepTime(end)
      if (session !== null && Math.abs(end - session.expiresAt) >= grainMs) state.set({ ...session, expiresAt: end })
    },
    isEnding: () => expiresAt - now() < Math.min(grainMs, Math.max(lifetime, 0) / 10),
    forget: () => {
      signIn = undefined
      state.set(null)
    },
  }
}
