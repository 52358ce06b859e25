import { catchError, filter, map, mergeMap, of, pairwise, startWith, takeUntil, timer, type Observable } from 'rxjs'
import { causeOf } from '../errors/cause-of.js'
import type { DialogsAnswer, DialogsState, DialogsTask } from './dialogs-reducer.js'
import type { LiveDeps } from './live-deps.js'

const mostAtOnce = 100
const requestsAtOnce = 4
/** In ms: what happens to one dialog meanwhile is one request. */
const burst = 250

/** What a task asks for from `at` on, page by page. One at least: what is no count is refused by `list`. */
const read = (list: LiveDeps['dialogs']['list'], task: DialogsTask, at = 0): ReturnType<typeof list> => {
  const [{ query, count }, next] = [task, at + mostAtOnce]
  return list({ ...query, skip: (query.skip ?? 0) + at, limit: Math.min(mostAtOnce, count - at) }).pipe(
    mergeMap((page) =>
      page.hasMore && next < count
        ? read(list, task, next).pipe(map((rest) => ({ ...rest, items: [...page.items, ...rest.items] })))
        : of(page),
    ),
  )
}

/** Carries out a task; never errors. */
const perform = ({ dialogs: { list } }: LiveDeps, task: DialogsTask): Observable<DialogsAnswer> =>
  read(list, task).pipe(
    map((page): DialogsAnswer => ({ type: 'dialogs/page', task, page })),
    catchError((error: unknown) => of<DialogsAnswer>({ type: 'dialogs/failed', task, error: causeOf(error) })),
  )

/** Carries out each task while it is there. Cold; never errors. */
export const dialogsLoads = (deps: LiveDeps, state$: Observable<DialogsState>): Observable<DialogsAnswer> => {
  const whileDue = <T>(task: DialogsTask, work$: Observable<T>): Observable<T> =>
    work$.pipe(takeUntil(state$.pipe(filter(({ tasks }) => !tasks.includes(task)))))
  return state$.pipe(
    map(({ tasks }) => tasks),
    startWith<DialogsState['tasks']>([]),
    pairwise(),
    mergeMap(([before, now]) => now.filter((task) => !before.includes(task))),
    mergeMap((task) => {
      const due$ = task.dialog === null ? of(task) : timer(burst, deps.scheduler).pipe(map(() => task))
      return whileDue(task, due$)
    }),
    mergeMap((task) => whileDue(task, perform(deps, task)), requestsAtOnce),
  )
}
