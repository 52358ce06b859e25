import { catchError, defer, EMPTY, filter, map, merge, mergeMap, of, switchMap, take, tap, throwError } from 'rxjs'
import type { Observable, OperatorFunction } from 'rxjs'
import { causeOf } from '../errors/cause-of.js'
import { ChatError, isChatError } from '../errors/chat-error.js'
import { isWithdrawn, type ConnectionState } from '../model/connection-state.js'
import type { UserId } from '../model/ids.js'
import { createState, type State } from '../rx/create-state.js'
import type { ReconnectState } from '../rx/reconnect-machine.js'
import type { CredentialsSource } from './credentials.js'

export type Ready = Extract<ConnectionState, { type: 'ready' }>

export interface WishesDeps {
  /** One attempt, as its states. */
  readonly attempt: (source: CredentialsSource) => Observable<ConnectionState>
  readonly reconnecting: OperatorFunction<ConnectionState, ConnectionState | ReconnectState>
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
  readonly connect: (wish: WishFor) => Observable<Ready>
  readonly disconnect: () => void
  /** The user whose credentials the wish was made with; none where a function gives them. */
  readonly given: () => UserId | undefined
  /** Ends the wish, for good. */
  readonly destroy: () => void
}

/** As whom to be online; `key` tells whether two wishes are the same. */
export interface WishFor {
  readonly key: unknown
  readonly source: CredentialsSource
}

interface Wish extends WishFor {
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
const runWish = (wish: Wish, { attempt, reconnecting }: WishesDeps): Observable<ConnectionState> => {
  let last: unknown
  return attempt(wish.source).pipe(
    catchError((error: unknown) => {
      last = error
      return throwError(() => error)
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

const newWish = (wish: WishFor): Wish => ({
  ...wish,
  state: createState<ConnectionState>({ type: 'idle' }),
  waiting: 0,
  wasReady: false,
  withdrawn: false,
  error: undefined,
})

export const createWishes = (deps: WishesDeps): Wishes => {
  const { enter, sayGoodbye, retryNow } = deps
  const wished = createState<Wished>('none')

  const change = (next: Wished): void => {
    sayGoodbye()
    wished.set(next)
  }
  /** Joins the wish of the same user unless it was withdrawn. */
  const join = (wish: WishFor): Wish => {
    const current = wished.get()
    if (current === 'destroyed') throw ended(current)
    if (isWish(current) && current.key === wish.key && !current.withdrawn) {
      if (current.state.get().type === 'closed') retryNow()
      return current
    }
    const own = newWish(wish)
    change(own)
    return own
  }
  const statesOf = (current: Wished): Observable<ConnectionState> => {
    if (current === 'none') return EMPTY
    if (!isWish(current)) return of<ConnectionState>({ type: 'closed', reason: current }).pipe(tap(enter))
    return runWish(current, deps).pipe(
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
    connect: (wish) =>
      defer(() => {
        const own = join(wish)
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
