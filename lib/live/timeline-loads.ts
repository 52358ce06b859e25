import { catchError, defer, distinctUntilKeyChanged, EMPTY, expand, map, of, switchMap, takeLast } from 'rxjs'
import type { Observable } from 'rxjs'
import { causeOf } from '../errors/cause-of.js'
import type { EpochMs } from '../model/ids.js'
import type { HistoryMessage } from '../model/message.js'
import type { LiveDeps } from './live-deps.js'
import type { TimelineAction, TimelineLoad, TimelinePage } from './timeline-events.js'
import type { TimelineState } from './timeline-state.js'

/** How many messages a page has, of those to be shown and of those to be compared or missing; the pages of a comparison. */
const [few, many, mostPages] = [50, 100, 5]

type Messages = Pick<TimelinePage, 'items' | 'hasMore'>

/** Performs what a state is to load. Cold; never errors. */
const createLoads = ({ history, now }: Pick<LiveDeps, 'history' | 'now'>) => {
  const read = (dialog: TimelineState['dialog'], load: TimelineLoad, sentAts: readonly EpochMs[], limit: number) => {
    const at = load.kind === 'fill' ? load.since : load.before
    // The second it is asked from is on the page: what is here of it is passed over only where it would fill the page.
    const here = sentAts.filter((sentAt) => sentAt === at).length
    const paging = { limit, skip: here < limit ? 0 : here }
    if (at === null) return history(dialog, paging)
    return history(dialog, {
      ...paging,
      ...(load.kind === 'fill' ? { after: at, sort: 'oldest-first' } : { before: at }),
    })
  }
  /** The newest; where some are here, down to the first of them, as far as is kept. */
  const newest = ({ dialog, rows }: TimelineState, load: TimelineLoad): Observable<Messages> => {
    const first = rows[0]?.message.sentAt
    const down = (items: readonly HistoryMessage[], next: TimelineLoad): Observable<Messages> => {
      const sentAts = items.map(({ sentAt }) => sentAt)
      const page$ = read(dialog, next, sentAts, first === undefined ? few : many)
      return page$.pipe(map((page) => ({ items: [...items, ...page.items], hasMore: page.hasMore })))
    }
    return down([], load).pipe(
      expand(({ items, hasMore }, index) => {
        const before = items.at(-1)?.sentAt ?? 0
        const isEnough = !hasMore || index === mostPages - 1 || before < (first ?? Infinity)
        return isEnough ? EMPTY : down(items, { kind: 'older', before })
      }),
      takeLast(1),
    )
  }
  return (state: TimelineState, load: TimelineLoad): Observable<TimelineAction> =>
    defer(() => {
      const { dialog, rows } = state
      const due = rows.filter(({ pageAt, settled, message }) => pageAt > 0 || (settled && message.saved === true))
      const expected = load.kind === 'newest' ? due.map(({ key }) => key) : []
      const page = { type: 'timeline/page', dialog, load, at: now(), expected } as const
      const sentAts = rows.flatMap(({ pageAt, message }) => (pageAt > 0 ? message.sentAt : []))
      const messages$ =
        load.kind === 'newest' ? newest(state, load) : read(dialog, load, sentAts, load.kind === 'older' ? few : many)
      return messages$.pipe(
        map(({ items, hasMore }): TimelineAction => ({ ...page, items, hasMore })),
        catchError((error: unknown) =>
          of<TimelineAction>({ type: 'timeline/failed', dialog, load, error: causeOf(error) }),
        ),
      )
    })
}

/** Performs what a state is to load; another load replaces it. Cold; never errors. */
export const timelineLoads = (
  deps: Pick<LiveDeps, 'history' | 'now'>,
  state$: Observable<TimelineState>,
): Observable<TimelineAction> => {
  const perform = createLoads(deps)
  return state$.pipe(
    distinctUntilKeyChanged('load'),
    switchMap((state) => (state.load === null ? EMPTY : perform(state, state.load))),
  )
}
