import { defer, EMPTY, filter, merge, mergeMap, of, switchMap, take, tap, throwError, type Observable } from 'rxjs'
import { ChatError } from '../errors/chat-error.js'
import { isWithdrawn, type ConnectionState } from '../model/connection-state.js'
import type { UserId } from '../model/ids.js'
import { createState } from '../rx/create-state.js'
import type { CredentialsSource } from './credentials.js'
import type { Wish } from './run-wish.js'

export type Ready = Extract<ConnectionState, { type: 'ready' }>

export interface WishesDeps {
  readonly run: (wish: Wish) => Observable<ConnectionState>
  /** Makes a state known. */
  readonly enter: (state: ConnectionState) => void
  /** Says good-bye on the link that is up, if one is. */
  readonly sayGoodbye: () => void
  readonly retryNow: () => void
}

/** Which user is to be online; one wish at a time, each replaces the one before. */
export interface Wishes {
  /** Runs whatever is wished while subscribed, and enters its states. */
  readonly states$: Observable<ConnectionState>
  /** Cold: wishes on subscription, emits the outcome. */
  readonly connect: (key: unknown, source: CredentialsSource) => Observable<Ready>
  readonly disconnect: () => void
  /** The user whose credentials the wish was made with; none where a function gives them. */
  readonly given: () => UserId | undefined
  /** Ends the wish, for good. */
  readonly destroy: () => void
}

/** What is wished: nothing yet, a user, nothing any more, nothing ever again. */
type Wished = 'none' | Wish | 'disconnected' | 'destroyed'

const isWish = (wished: Wished): wished is Wish => typeof wished === 'object'

const ended = (by: Wished): ChatError => {
  const reason = isWish(by) ? 'connected as another user' : by
  return new ChatError(
    'closed',
    `The connection was given up: ${reason}.`,
    { reason },
    { retryable: by !== 'destroyed' },
  )
}

/** What a wish led to: the first `ready`, or why there is none. */
const outcomeOf = (own: Wish, wished$: Observable<Wished>): Observable<Ready> => {
  const replaced$ = wished$.pipe(
    filter((current) => current !== own),
    mergeMap((by) => throwError(() => (own.withdrawn ? own.error : undefined) ?? ended(by))),
  )
  const reached$ = own.state.value$.pipe(
    mergeMap((state) => {
      if (state.type === 'ready') return of(state)
      const over = state.type === 'authenticationFailure' || state.type === 'closed'
      return over ? throwError(() => own.error ?? ended('disconnected')) : EMPTY
    }),
  )
  return merge(replaced$, reached$).pipe(take(1))
}

const newWish = (key: unknown, source: CredentialsSource): Wish => ({
  key,
  source,
  state: createState<ConnectionState>({ type: 'idle' }),
  waiting: 0,
  wasReady: false,
  withdrawn: false,
  error: undefined,
})

export const createWishes = ({ run, enter, sayGoodbye, retryNow }: WishesDeps): Wishes => {
  const wished = createState<Wished>('none')

  const change = (next: Wished): void => {
    sayGoodbye()
    wished.set(next)
  }
  /** Joins the wish of the same user unless it was withdrawn. */
  const join = (key: unknown, source: CredentialsSource): Wish => {
    const current = wished.get()
    if (current === 'destroyed') throw ended(current)
    if (isWish(current) && current.key === key && !current.withdrawn) {
      if (current.state.get().type === 'closed') retryNow()
      return current
    }
    const own = newWish(key, source)
    change(own)
    return own
  }
  const statesOf = (current: Wished): Observable<ConnectionState> => {
    if (current === 'none') return EMPTY
    if (!isWish(current)) return of<ConnectionState>({ type: 'closed', reason: current }).pipe(tap(enter))
    return run(current).pipe(
      tap((state) => {
        current.withdrawn = isWithdrawn(state)
        enter(state)
        if (state.type === 'ready') current.wasReady = true
        current.state.set(state)
      }),
    )
  }

  return {
    states$: wished.value$.pipe(switchMap(statesOf)),
    connect: (key, source) =>
      defer(() => {
        const own = join(key, source)
        own.waiting++
        return outcomeOf(own, wished.value$).pipe(
          tap({
            // A link that was ready once belongs to the chat.
            unsubscribe: () => {
              if (own.waiting === 1 && !own.wasReady && wished.get() === own) change('disconnected')
            },
            finalize: () => own.waiting--,
          }),
        )
      }),
    given: () => {
      const current = wished.get()
      return isWish(current) && typeof current.source === 'object' ? current.source.userId : undefined
    },
    disconnect: () => {
      if (isWish(wished.get())) change('disconnected')
    },
    destroy: () => {
      change('destroyed')
      wished.complete()
    },
  }
}
