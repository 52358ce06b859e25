import {
  defer,
  EMPTY,
  filter,
  finalize,
  merge,
  mergeMap,
  of,
  switchMap,
  take,
  tap,
  throwError,
  type Observable,
} from 'rxjs'
import { ChatError } from '../errors/chat-error.js'
import type { ConnectionState } from '../model/connection-state.js'
import { createState } from '../rx/create-state.js'
import type { CredentialsSource } from './credentials.js'
import type { Wish } from './run-wish.js'

export type Ready = Extract<ConnectionState, { type: 'ready' }>

export interface WishesDeps {
  readonly run: (wish: Wish) => Observable<ConnectionState>
  readonly state$: Observable<ConnectionState>
  readonly state: () => ConnectionState
  /** Says good-bye on the link that is up, if one is. */
  readonly sayGoodbye: () => void
  readonly retryNow: () => void
}

/** Which user is to be online; one wish at a time, each replaces the one before. */
export interface Wishes {
  /** The states of whatever is wished; runs it while subscribed. */
  readonly states$: Observable<ConnectionState>
  /** Cold: wishes on subscription, emits the outcome. */
  readonly connect: (key: unknown, source: CredentialsSource) => Observable<Ready>
  readonly disconnect: () => void
  readonly complete: () => void
}

const ended = (reason: string): ChatError =>
  new ChatError('closed', `The connection was given up: ${reason}.`, { reason }, { retryable: true })

const isWithdrawn = (state: ConnectionState): boolean =>
  state.type === 'authenticationFailure' || (state.type === 'closed' && state.reason !== 'attempts-used-up')

/** What a wish led to: the first `ready`, or why there is none. */
const outcomeOf = (
  own: Wish,
  state$: Observable<ConnectionState>,
  wish$: Observable<Wish | null>,
): Observable<Ready> => {
  const replaced$ = wish$.pipe(
    filter((current) => current !== own),
    mergeMap(() => throwError(() => ended('disconnected, destroyed, or connected as another user'))),
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

export const createWishes = ({ run, state$, state, sayGoodbye, retryNow }: WishesDeps): Wishes => {
  const wish = createState<Wish | null>(null)
  let started = false

  const change = (next: Wish | null): void => {
    sayGoodbye()
    started = true
    wish.set(next)
  }
  /** Joins the wish of the same user unless it was withdrawn. */
  const join = (key: unknown, source: CredentialsSource): Wish => {
    const current = wish.get()
    if (current !== null && current.key === key && !isWithdrawn(state())) {
      if (state().type === 'closed') retryNow()
      return current
    }
    const own: Wish = { key, source, waiting: 0, error: undefined }
    change(own)
    return own
  }

  return {
    states$: wish.value$.pipe(
      switchMap((current) => {
        if (current !== null) return run(current)
        return started ? of<ConnectionState>({ type: 'closed', reason: 'disconnected' }) : EMPTY
      }),
    ),
    connect: (key, source) =>
      defer(() => {
        const own = join(key, source)
        own.waiting++
        let settled = false
        const settle = (): void => {
          settled = true
        }
        return outcomeOf(own, state$, wish.value$).pipe(
          tap({ next: settle, error: settle }),
          finalize(() => {
            own.waiting--
            if (!settled && own.waiting === 0 && wish.get() === own) change(null)
          }),
        )
      }),
    disconnect: () => {
      if (wish.get() !== null) change(null)
    },
    complete: () => {
      sayGoodbye()
      wish.complete()
    },
  }
}
