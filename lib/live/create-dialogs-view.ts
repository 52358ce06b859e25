import { catchError, concatMap, distinctUntilChanged, EMPTY, filter, ignoreElements, map, merge, mergeMap } from 'rxjs'
import { of, pairwise, range, reduce, startWith, Subject, takeUntil, takeWhile, tap } from 'rxjs'
import { timer, type Observable } from 'rxjs'
import type { DialogQuery } from '../dialogs/dialogs.js'
import { causeOf } from '../errors/cause-of.js'
import { isRecord } from '../model/is-record.js'
import { sharedByKey } from '../rx/shared-by-key.js'
import { stateMachine } from '../rx/state-machine.js'
import { dialogsReducer, emptyDialogs } from './dialogs-reducer.js'
import type { DialogsAnswer, DialogsEvent, DialogsState, DialogsTask } from './dialogs-reducer.js'
import { endOf, forEachUser } from './for-each-user.js'
import type { LiveDeps } from './live-deps.js'
import type { Live } from './live.js'
import { pendingNow } from './pending-now.js'

const mostAtOnce = 100
const requestsAtOnce = 4
/** In ms: what happens to one dialog meanwhile is one request. */
const burst = 250

/** Carries out a task, page by page; never errors. */
const perform = ({ dialogs: { list } }: LiveDeps, task: DialogsTask): Observable<DialogsAnswer> =>
  // One at least: what is no count is refused by `list`.
  range(0, Math.ceil(task.count / mostAtOnce) || 1).pipe(
    map((page) => page * mostAtOnce),
    concatMap((at) =>
      list({ ...task.query, skip: (task.query.skip ?? 0) + at, limit: Math.min(mostAtOnce, task.count - at) }),
    ),
    takeWhile(({ hasMore }) => hasMore, true),
    reduce((all, page) => ({ ...page, items: [...all.items, ...page.items] })),
    map((page): DialogsAnswer => ({ type: 'dialogs/page', task, page })),
    catchError((error: unknown) => of<DialogsAnswer>({ type: 'dialogs/failed', task, error: causeOf(error) })),
  )

/** Carries out each task while it is there. Cold; never errors. */
export const dialogsLoads = (deps: LiveDeps, state$: Observable<DialogsState>): Observable<DialogsAnswer> => {
  const gone = (task: DialogsTask): Observable<unknown> => state$.pipe(filter(({ tasks }) => !tasks.includes(task)))
  return state$.pipe(
    map(({ tasks }) => tasks),
    distinctUntilChanged(),
    startWith<DialogsState['tasks']>([]),
    pairwise(),
    mergeMap(([before, now]) => now.filter((task) => !before.includes(task))),
    mergeMap((task) => {
      const due$ = task.dialog === null ? of(0) : timer(burst, deps.scheduler)
      return due$.pipe(
        map(() => task),
        takeUntil(gone(task)),
      )
    }),
    mergeMap((task) => perform(deps, task).pipe(takeUntil(gone(task))), requestsAtOnce),
  )
}

const events = (deps: LiveDeps, more$: Observable<unknown>): Observable<DialogsEvent> =>
  merge(
    more$.pipe(map((): DialogsEvent => ({ type: 'dialogs/more' }))),
    pendingNow(deps),
    deps.events$,
    // Last: a `ready` that is told at once has loaded the list.
    of<DialogsEvent>({ type: 'dialogs/load' }),
  )

/** The same for the same query, in whatever order its fields stand. */
const nameOf = (query: DialogQuery): string =>
  JSON.stringify(query, (_key, value: unknown) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).sort()) : value,
  )

/** Creates `chat.live.dialogs`. */
export const createDialogsView = (deps: LiveDeps): Live['dialogs'] => {
  const more$ = new Subject<string>()
  const view = (query: DialogQuery): ReturnType<Live['dialogs']> => {
    const asked$ = more$.pipe(filter((name) => name === nameOf(query)))
    const work = (state$: Observable<DialogsState>): Observable<DialogsEvent> => dialogsLoads(deps, state$)
    return forEachUser(deps, stateMachine(events(deps, asked$), dialogsReducer, emptyDialogs(query), work))
  }
  const views = sharedByKey(view, nameOf)
  return (query = {}, commands = {}) => {
    const told$ = (commands.more$ ?? EMPTY).pipe(
      tap(() => more$.next(nameOf(query))),
      ignoreElements(),
      catchError(() => EMPTY),
      takeUntil(endOf(deps.events$)),
    )
    return merge(views(query), told$)
  }
}
