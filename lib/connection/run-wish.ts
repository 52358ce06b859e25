import { catchError, map, of, tap, type Observable, type OperatorFunction } from 'rxjs'
import { ChatError, isChatError } from '../errors/chat-error.js'
import type { ConnectionState } from '../model/connection-state.js'
import type { State } from '../rx/create-state.js'
import type { ReconnectState } from '../rx/reconnect-machine.js'
import { causeOf } from '../errors/cause-of.js'
import type { CredentialsSource } from './credentials.js'

/** The wish to be online as one user. `key` tells whether two wishes are the same. */
export interface Wish {
  readonly key: unknown
  readonly source: CredentialsSource
  /** Where its own attempts stand, told after everybody else was told. */
  readonly state: State<ConnectionState>
  /** How many `connect()` still wait for the outcome. */
  waiting: number
  wasReady: boolean
  /** Set before its last state is told to anybody: whoever connects from within is not to join it. */
  withdrawn: boolean
  /** Why it was withdrawn, or why it could not be fulfilled so far. */
  error: Error | undefined
}

const usedUp = (cause: unknown): ChatError =>
  new ChatError(
    'link',
    `The chat server could not be reached; it is tried again now and then. ${isChatError(cause) ? cause.message : ''}`.trim(),
    { reason: 'attempts-used-up' },
    { retryable: true, cause },
  )

/** Without the app's own error as its cause: that may hold the credentials. */
const codeFailed = (): ChatError =>
  new ChatError('link', 'The app’s own code failed while connecting.', { reason: 'code-failed' })

/** A fatal error withdraws the wish; the state that tells it stays. */
const withdrawn = (error: unknown): ConnectionState =>
  isChatError(error, 'authentication')
    ? { type: 'authenticationFailure', reason: error.detail.reason }
    : { type: 'closed', reason: 'refused', cause: causeOf(error) }

/** Attempt after attempt, until one error is fatal. Cold; never errors: the last state tells, and `wish.error`. */
export const runWish =
  (
    attempt: (source: CredentialsSource) => Observable<ConnectionState>,
    reconnecting: OperatorFunction<ConnectionState, ConnectionState | ReconnectState>,
  ) =>
  (wish: Wish): Observable<ConnectionState> => {
    let last: unknown
    return attempt(wish.source).pipe(
      tap({
        error: (error: unknown) => {
          last = error
        },
      }),
      reconnecting,
      map((state): ConnectionState => {
        if (state.type !== 'closed' || state.reason !== 'attempts-used-up') return state
        wish.error = usedUp(last)
        return { ...state, cause: causeOf(last) }
      }),
      catchError((error: unknown) => {
        wish.error = isChatError(error) ? error : codeFailed()
        return of(withdrawn(error))
      }),
    )
  }
