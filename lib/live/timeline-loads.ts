import { catchError, defer, distinctUntilChanged, EMPTY, expand, map, of, switchMap, takeLast } from 'rxjs'
import type { Observable } from 'rxjs'
import { causeOf } from '../errors/cause-of.js'
import type { EpochMs } from '../model/ids.js'
import type { HistoryMessage } from '../model/message.js'
import type { LiveDeps } from './live-deps.js'
import type { TimelineAction, TimelineLoad, TimelinePage } from './timeline-events.js'
import type { TimelineState } from './timeline-state.js'

/** How many messages a page has, of those to be shown and of those to be compared or missing; the pages of a comparison. */
const [few, many, mostPages] = [50, 100, 5]

type Deps = Pick<LiveDeps, 'history' | 'now'>

/** Performs what a state is to load: one page, or the newest down to the first that is here, as far as is kept. */
const perform = (
  { history, now }: Deps,
  { dialog, rows }: TimelineState,
  load: TimelineLoad,
): Observable<TimelineAction> => {
  const isNewest = load.kind === 'newest'
  const first = rows[0]?.message.sentAt
  const limit = load.kind === 'older' || (isNewest && first === undefined) ? few : many
  const onPages = rows.filter(({ pageAt }) => pageAt > 0).map(({ message }) => message)
  const read = (
    items: readonly HistoryMessage[],
    at: EpochMs | null,
  ): Observable<Pick<TimelinePage, 'items' | 'hasMore'>> => {
    // The second it is asked from is on the page: what is here of it is passed over only where it would fill the page.
    const here = (isNewest ? items : onPages).filter(({ sentAt }) => sentAt === at).length
    const from =
      at === null ? {} : load.kind === 'fill' ? ({ after: at, sort: 'oldest-first' } as const) : { before: at }
    const page$ = history(dialog, { limit, skip: here < limit ? 0 : here, ...from })
    return page$.pipe(map((page) => ({ items: [...items, ...page.items], hasMore: page.hasMore })))
  }
  return defer(() => {
    const due = rows.filter(({ pageAt, settled, message }) => pageAt > 0 || (settled && message.saved === true))
    const expected = isNewest ? due.map(({ key }) => key) : []
    const page = { type: 'timeline/page', dialog, load, at: now(), expected } as const
    return read([], load.kind === 'fill' ? load.since : load.before).pipe(
      expand(({ items, hasMore }, index) => {
        const before = items.at(-1)?.sentAt ?? 0
        const isEnough = !isNewest || !hasMore || index === mostPages - 1 || before < (first ?? Infinity)
        return isEnough ? EMPTY : read(items, before)
      }),
      takeLast(1),
      map(({ items, hasMore }): TimelineAction => ({ ...page, items, hasMore })),
      catchError((error: unknown) =>
        of<TimelineAction>({ type: 'timeline/failed', dialog, load, error: causeOf(error) }),
      ),
    )
  })
}

/** Performs what a state is to load; another load replaces it. Cold; never errors. */
export const timelineLoads = (deps: Deps, state$: Observable<TimelineState>): Observable<TimelineAction> =>
  state$.pipe(
    distinctUntilChanged((before, now) => before.load === now.load),
    switchMap((state) => (state.load === null ? EMPTY : perform(deps, state, state.load))),
  )
