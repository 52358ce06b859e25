import { auditTime, catchError, concat, concatMap, distinctUntilChanged, forkJoin, map, merge, of, skip } from 'rxjs'
import { startWith, type Observable } from 'rxjs'
import { causeOf } from '../errors/cause-of.js'
import { dialogKey } from '../model/dialog-ref.js'
import type { LiveDeps } from './live-deps.js'
import type { UnreadAction, UnreadState } from './unread-reducer.js'

/** Asks for the total and, since the stream does not tell them from groups, for the dialogs that do not count. */
const load = ({ unreadCount, dialogs }: LiveDeps): Observable<UnreadAction> =>
  concat(
    of<UnreadAction>({ type: 'unread/asked' }),
    forkJoin([unreadCount(), dialogs.list({ filter: { type: { in: ['public', 'broadcast'] } } })]).pipe(
      map(([{ total }, { items }]): UnreadAction => ({ type: 'unread/loaded', total, open: items.map(dialogKey) })),
      catchError((error: unknown) => of<UnreadAction>({ type: 'unread/failed', error: causeOf(error) })),
    ),
  )

/** In ms. A read is told before the server has it. */
const calm = 2000

/** Asks whenever it is due, and when it is calm after a doubt. Cold; never errors. */
export const unreadLoads = (deps: LiveDeps, state$: Observable<UnreadState>): Observable<UnreadAction> => {
  const grows = (count: (state: UnreadState) => number): Observable<number> =>
    state$.pipe(map(count), startWith(0), distinctUntilChanged(), skip(1))
  return merge(
    grows(({ due }) => due),
    grows(({ doubts }) => doubts).pipe(auditTime(calm, deps.scheduler)),
  ).pipe(concatMap(() => load(deps)))
}
