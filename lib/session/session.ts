import type { Observable } from 'rxjs'
import type { EpochMs } from '../model/ids.js'
import type { Session } from '../model/session.js'
import type { CredentialsProvider, CredentialsSource, SessionCredentials } from './credentials.js'

/** `chat.session`: the REST session every other call needs. */
export interface SessionApi {
  /**
   * The current session or `null`. State: replays, never errors, completes on `destroy()` of the chat. Becomes `null`
   * after `destroy()` and when the server refuses to renew the session.
   */
  readonly current$: Observable<Session | null>
  /**
   * Signs in (`POST /session`); without credentials opens a session of the application. Cold; emits the session and
   * completes. The credentials stay in memory, for refreshing the session when it expires.
   */
  readonly create: (credentials?: CredentialsSource) => Observable<Session>
  /** Takes up a session of before, for example after a reload; no request. Cold; emits it. Without credentials it cannot be refreshed. */
  readonly restore: (session: Session, credentials?: CredentialsSource) => Observable<Session>
  /** The session as the server knows it (`GET /session`). Cold. */
  readonly get: () => Observable<Session>
  /** A new session with the kept credentials; calls that overlap share one request. Cold. */
  readonly refresh: () => Observable<Session>
  /**
   * Signs a user in within the session of the application (`POST /login`), which keeps its token. Cold; emits the
   * session with its user and completes.
   */
  readonly upgrade: (credentials: SessionCredentials | CredentialsProvider) => Observable<Session>
  /** Signs the user out and keeps the session for the application (`DELETE /login`). Cold; emits it. */
  readonly logout: () => Observable<Session>
  /** Ends all other sessions of the user (`DELETE /session/list`). Cold. */
  readonly destroyOthers: () => Observable<void>
  /** Signs out (`DELETE /session`). Cold. The session ends on this device even when the request fails. */
  readonly destroy: () => Observable<void>
}

/** What the composition root needs beyond the public namespace. */
export interface SessionKeeper extends SessionApi {
  /** The current token: a secret. */
  readonly token: () => string | undefined
  readonly current: () => Session | null
  /** The current session, refreshed first when it is over or about to be. Cold. */
  readonly fresh: () => Observable<Session>
  /**
   * After a 401 under `token`, to a request made at `since` if it was one: waits for, starts, or finds done or failed the
   * one refresh. Never hands over another sign-in.
   */
  readonly renew: (token: string, since?: EpochMs) => Observable<Session>
  /** A request under `token` succeeded, which extends the session (protocol 2.2). */
  readonly extend: (token: string, expiresAt: EpochMs) => void
  /** Forgets everything and completes `current$`. */
  readonly close: () => void
}
