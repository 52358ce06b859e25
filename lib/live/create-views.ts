import { catchError, defer, distinctUntilChanged, EMPTY, endWith, filter, ignoreElements, map, merge, of } from 'rxjs'
import { skipWhile, startWith, Subject, switchMap, take, takeUntil, tap, type Observable } from 'rxjs'
import type { ChatEvent } from '../chat-event.js'
import { sharedByKey } from '../rx/shared-by-key.js'
import { stateMachine } from '../rx/state-machine.js'
import type { LiveDeps } from './live-deps.js'

/** What a store may run, too: a reducer, and what carries out the loads that its states ask for. */
interface ViewKind<Key, State, Action> {
  /** By what one view is told from another. */
  readonly idOf: (key: Key) => string
  readonly empty: (key: Key) => State
  readonly begin: (key: Key) => Action
  readonly reducer: (state: State, event: ChatEvent | Action) => State
  readonly loads: (state$: Observable<State>) => Observable<Action>
  /** All that may matter to the view. */
  readonly eventsOf: (key: Key) => Observable<ChatEvent>
}

/** What is on its way, for a view that begins: `events$` told it before. */
export const pendingNow = ({ pending$ }: LiveDeps): Observable<ChatEvent> =>
  pending$.pipe(
    take(1),
    map((pending) => ({ type: 'outbox/changed', pending })),
  )

const endOf = (source$: Observable<unknown>): Observable<unknown> => source$.pipe(ignoreElements(), endWith(null))

/**
 * Views of one kind, shared by key: what is shown of the user of the moment, from the first load on. Another user, another
 * state. Whoever commands does so for all who share the view; commands neither end nor keep it.
 */
export const createViews = <Key, Action, State extends { readonly view: { readonly loading: boolean } }>(
  deps: LiveDeps,
  { idOf, empty, begin, reducer, loads, eventsOf }: ViewKind<Key, State, Action>,
): ((key: Key, ...commands: readonly Observable<Action>[]) => Observable<State['view']>) => {
  const { userId } = deps
  const command$ = new Subject<{ readonly id: string; readonly wish: Action }>()
  const stateOf = (key: Key): Observable<State> => {
    const commanded$ = command$.pipe(
      filter(({ id }) => id === idOf(key)),
      map(({ wish }) => wish),
    )
    // Last: a `ready` that is told at once has loaded it.
    const event$ = merge(commanded$, pendingNow(deps), eventsOf(key), of(begin(key)))
    return defer(() => stateMachine<State, ChatEvent | Action>(event$, reducer, empty(key), loads))
  }
  const viewOf = sharedByKey(
    (key: Key): Observable<State['view']> =>
      eventsOf(key).pipe(
        filter(({ type }) => type === 'connection/state'),
        startWith(null),
        map(userId),
        distinctUntilChanged(),
        switchMap(() => stateOf(key).pipe(skipWhile(({ view }) => !view.loading))),
        map(({ view }) => view),
        distinctUntilChanged(),
        takeUntil(endOf(eventsOf(key))),
      ),
    idOf,
  )
  return (key, ...commands) => {
    const view$ = viewOf(key)
    const carriedOut = (wish$: Observable<Action>): Observable<never> =>
      wish$.pipe(
        tap((wish) => command$.next({ id: idOf(key), wish })),
        ignoreElements(),
        catchError(() => EMPTY),
        takeUntil(endOf(view$)),
      )
    return merge(view$, ...commands.map(carriedOut))
  }
}
