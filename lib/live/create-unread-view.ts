import { catchError, concat, distinctUntilChanged, EMPTY, forkJoin, map, merge, of, switchMap, timer } from 'rxjs'
import type { Observable } from 'rxjs'
import { causeOf } from '../errors/cause-of.js'
import { dialogKey } from '../model/dialog-ref.js'
import { sharedByKey } from '../rx/shared-by-key.js'
import { stateMachine } from '../rx/state-machine.js'
import { forEachUser } from './for-each-user.js'
import type { LiveDeps } from './live-deps.js'
import type { Live } from './live.js'
import { emptyUnread, unreadReducer, type UnreadEvent, type UnreadState } from './unread-reducer.js'

/** Asks for the total and, since the stream does not tell them from groups, for the dialogs that do not count. */
const load = ({ unreadCount, dialogs }: LiveDeps): Observable<UnreadEvent> =>
  concat(
    of<UnreadEvent>({ type: 'unread/asked' }),
    forkJoin([unreadCount(), dialogs.list({ filter: { type: { in: ['public', 'broadcast'] } } })]).pipe(
      map(([{ total }, { items }]): UnreadEvent => ({ type: 'unread/loaded', total, open: items.map(dialogKey) })),
      catchError((error: unknown) => of<UnreadEvent>({ type: 'unread/failed', error: causeOf(error) })),
    ),
  )

const work = (deps: LiveDeps, state$: Observable<UnreadState>): Observable<UnreadEvent> =>
  state$.pipe(
    map(({ task }) => task),
    distinctUntilChanged(),
    switchMap((task) => {
      if (task === null) return EMPTY
      return task.after === 0 ? load(deps) : timer(task.after, deps.scheduler).pipe(switchMap(() => load(deps)))
    }),
  )

/** Creates `chat.live.unread`. */
export const createUnreadView = (deps: LiveDeps): Live['unread'] => {
  const state$ = stateMachine(merge(deps.events$, of<UnreadEvent>({ type: 'unread/load' })), {
    ...{ reducer: unreadReducer, initial: emptyUnread },
    work: (each$) => work(deps, each$),
  })
  const shared = sharedByKey(() => forEachUser(deps, state$))
  return () => shared(null)
}
