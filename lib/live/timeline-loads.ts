import { defer, EMPTY, expand, map, startWith, takeLast, type Observable } from 'rxjs'
import type { ChatError } from '../errors/chat-error.js'
import type { HistoryMessage } from '../model/message.js'
import { toEither } from '../rx/to-either.js'
import type { LiveDeps } from './live-deps.js'
import type { TimelineGap } from './timeline.js'
import type { TimelineAction, TimelineLoad, TimelinePage } from './timeline-events.js'
import type { TimelineState } from './timeline-state.js'
import { endOf } from './timeline-window.js'

/** How many messages a page has, of those to be shown and of those to be compared or missing; the pages of a comparison. */
const [few, many, mostPages] = [50, 100, 5]

type Messages = Pick<TimelinePage, 'items' | 'hasMore'>

/** The newest, as far as they are wanted: down from where the newer ones are missing. */
export const newestOf = (state: TimelineState): TimelineLoad => {
  const end = endOf(state)
  return { kind: 'newest', before: end === Infinity ? null : end }
}

/** What a command asks for as things stand; `undefined` where there is nothing to load. */
export const loadOf = (state: TimelineState, gap: TimelineGap | null): TimelineLoad | undefined => {
  const since = state.gaps.find(({ key }) => key === gap?.key)?.since
  if (gap !== null) return since === undefined ? undefined : { kind: 'fill', key: gap.key, since }
  if (state.pageAt === 0) return newestOf(state)
  return state.floor > 0 ? { kind: 'older', before: state.rows[0]?.message.sentAt ?? state.floor } : undefined
}

/** One load: that it began, and what came of it. Cold; never errors. */
export const createLoads = ({ history, now }: Pick<LiveDeps, 'history' | 'now'>) => {
  const read = (
    { dialog }: TimelineState,
    load: TimelineLoad,
    had: readonly HistoryMessage['sentAt'][],
    limit: number,
  ) => {
    const at = load.kind === 'fill' ? load.since : load.before
    // A page has the whole second it is asked from: what is here of it is passed over only where it would fill the page.
    const here = had.filter((sentAt) => sentAt === at).length
    const bound =
      load.kind === 'fill' ? ({ after: load.since, sort: 'oldest-first' } as const) : at === null ? {} : { before: at }
    return history(dialog, { ...bound, limit, skip: here < limit ? 0 : here })
  }
  /** Once there are some, down to the first of them, as far as is kept. */
  const compare = (state: TimelineState, load: TimelineLoad): Observable<Messages> => {
    const first = state.rows[0]?.message.sentAt
    const down = (items: readonly HistoryMessage[], next: TimelineLoad): Observable<Messages> =>
      read(
        state,
        next,
        items.map(({ sentAt }) => sentAt),
        first === undefined ? few : many,
      ).pipe(map((page) => ({ items: [...items, ...page.items], hasMore: page.hasMore })))
    return down([], load).pipe(
      expand(({ items, hasMore }, index) => {
        const before = items.at(-1)?.sentAt ?? 0
        const isMore = hasMore && index < mostPages - 1 && before >= (first ?? Infinity)
        return isMore ? down(items, { kind: 'older', before }) : EMPTY
      }),
      takeLast(1),
    )
  }
  return (state: TimelineState, load: TimelineLoad): Observable<TimelineAction> =>
    defer(() => {
      const { dialog, rows } = state
      const at = now()
      const had = rows.filter(({ pageAt }) => pageAt > 0)
      const expected =
        load.kind === 'newest'
          ? rows.filter(({ pageAt, settled, message: { saved = false } }) => pageAt > 0 || (settled && saved))
          : []
      const sentAts = had.map(({ message }) => message.sentAt)
      const messages$ =
        load.kind === 'newest' ? compare(state, load) : read(state, load, sentAts, load.kind === 'older' ? few : many)
      return messages$.pipe(
        toEither<Messages, ChatError>(),
        map((result): TimelineAction => {
          if (result._tag === 'Left')
            return {
              type: 'timeline/failed',
              dialog,
              load,
              error: { tag: result.left._tag, message: result.left.message },
            }
          const { items, hasMore } = result.right
          return { type: 'timeline/page', dialog, load, at, items, hasMore, expected: expected.map(({ key }) => key) }
        }),
        startWith<TimelineAction>({ type: 'timeline/loading', dialog }),
      )
    })
}
