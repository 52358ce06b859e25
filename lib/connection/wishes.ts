import {
  catchError,
  defer,
  EMPTY,
  filter,
  finalize,
  map,
  merge,
  mergeMap,
  of,
  switchMap,
  take,
  tap,
  throwError,
  type Observable,
  type OperatorFunction,
} from 'rxjs'
import { ChatError, isChatError } from '../errors/chat-error.js'
import type { ConnectionState } from '../model/connection-state.js'
import type { ReconnectState } from '../rx/reconnect-machine.js'
import { createState } from '../rx/create-state.js'
import { causeOf } from './attempt.js'
import type { CredentialsSource } from './credentials.js'

/** The wish to be online as one user. `key` tells whether two wishes are the same. */
export interface Wish {
  readonly key: unknown
  readonly source: CredentialsSource
  /** How many `connect()` still wait for the outcome. */
  waiting: number
  /** Why it was withdrawn by itself. */
  error: unknown
}

export type Ready = Extract<ConnectionState, { type: 'ready' }>

export interface WishesDeps {
  readonly attempt: (source: CredentialsSource) => Observable<ConnectionState>
  readonly reconnecting: OperatorFunction<ConnectionState, ConnectionState | ReconnectState>
  readonly state$: Observable<ConnectionState>
  /** Says good-bye on the link that is up, if one is. */
  readonly sayGoodbye: () => void
  readonly retryNow: () => void
}

const ended = (reason: string): ChatError =>
  new ChatError('closed', `The connection was given up: ${reason}.`, { reason }, { retryable: true })

const usedUp = (cause: unknown): ChatError =>
  new ChatError(
    'link',
    `The chat server could not be reached; it is tried again now and then. ${isChatError(cause) ? cause.message : ''}`.trim(),
    { reason: 'attempts-used-up' },
    { retryable: true, cause },
  )

/**
 * One wish at a time: connecting, switching, disconnecting follow each other, each replaces what ran before it.
 * `states$` runs the wish; `connect` and `disconnect` change it.
 */
export const createWishes = ({ attempt, reconnecting, state$, sayGoodbye, retryNow }: WishesDeps) => {
  const wish = createState<Wish | null>(null)
  let started = false

  const change = (next: Wish | null): void => {
    sayGoodbye()
    started = true
    wish.set(next)
  }

  /** A fatal error withdraws the wish; the state that tells it stays. */
  const withdrawn = (failed: Wish, error: unknown): Observable<ConnectionState> => {
    failed.error = error
    return of<ConnectionState>(
      isChatError(error, 'authentication')
        ? { type: 'authenticationFailure', reason: error.detail.reason }
        : { type: 'closed', reason: 'refused', cause: causeOf(error) },
    )
  }

  const run = (current: Wish): Observable<ConnectionState> => {
    let last: unknown
    return attempt(current.source).pipe(
      tap({
        error: (error: unknown) => {
          last = error
        },
      }),
      reconnecting,
      map((state): ConnectionState => {
        if (state.type !== 'closed' || state.reason !== 'attempts-used-up') return state
        current.error = usedUp(last)
        return { ...state, cause: causeOf(last) }
      }),
      catchError((error: unknown) => withdrawn(current, error)),
    )
  }

  const states$ = wish.value$.pipe(
    switchMap((current) => {
      if (current !== null) return run(current)
      return started ? of<ConnectionState>({ type: 'closed', reason: 'disconnected' }) : EMPTY
    }),
  )

  const outcome = (own: Wish): Observable<Ready> => {
    const replaced$ = wish.value$.pipe(
      filter((current) => current !== own),
      mergeMap(() => throwError(() => ended('disconnected, or connected as another user'))),
    )
    const reached$ = state$.pipe(
      mergeMap((state) => {
        if (state.type === 'ready') return of(state)
        const over = state.type === 'authenticationFailure' || state.type === 'closed'
        return over ? throwError(() => own.error ?? ended(state.type)) : EMPTY
      }),
    )
    return merge(replaced$, reached$).pipe(take(1))
  }

  const running = (key: unknown, now: ConnectionState): Wish | undefined => {
    const current = wish.get()
    const over = now.type === 'authenticationFailure' || (now.type === 'closed' && now.reason !== 'attempts-used-up')
    return current !== null && current.key === key && !over ? current : undefined
  }

  const connect = (key: unknown, source: CredentialsSource, now: () => ConnectionState): Observable<Ready> =>
    defer(() => {
      const joined = running(key, now())
      const own = joined ?? { key, source, waiting: 0, error: undefined }
      own.waiting++
      if (joined === undefined) change(own)
      else if (now().type === 'closed') retryNow()
      let settled = false
      return outcome(own).pipe(
        tap({
          next: () => {
            settled = true
          },
          error: () => {
            settled = true
          },
        }),
        finalize(() => {
          own.waiting--
          if (!settled && own.waiting === 0 && wish.get() === own) change(null)
        }),
      )
    })

  return {
    states$,
    connect,
    disconnect: (): void => {
      if (wish.get() !== null) change(null)
    },
    complete: (): void => {
      sayGoodbye()
      wish.complete()
    },
  }
}
