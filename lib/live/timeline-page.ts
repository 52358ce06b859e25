import type { TimelineAction, TimelineLoad } from './timeline-events.js'
import { stored } from './timeline-row.js'
import { clamped, isDeleted, withRow, type TimelineState } from './timeline-state.js'

export type TimelinePage = Extract<TimelineAction, { readonly type: 'timeline/page' }>

/** Down to where and up to where the messages are here, now that a page is in. */
const withRange = (state: TimelineState, { load, at, items, hasMore }: TimelinePage): TimelineState => {
  const edge = items.at(-1)?.sentAt
  const floor = hasMore ? (edge ?? state.floor) : 0
  switch (load.kind) {
    case 'newest': {
      // Of two, the one that was asked for later tells.
      if (at <= state.pageAt) return state
      const gaps = state.gaps.map((gap) => ({ ...gap, open: false }))
      const end = load.until === null ? null : state.end
      return { ...state, floor, hasOlder: hasMore, end, gaps, pageAt: at, stale: false }
    }
    case 'older':
      return load.before < state.floor || floor > state.floor ? state : { ...state, floor, hasOlder: hasMore }
    case 'fill': {
      const since = edge ?? load.gap.since
      if (load.gap.key === 'end')
        return { ...state, end: hasMore && state.end !== null ? Math.max(since, state.end) : null }
      const gaps = state.gaps.map((gap) =>
        gap.key === load.gap.key ? { ...gap, since, open: gap.open && hasMore } : gap,
      )
      return { ...state, gaps }
    }
  }
}

/** A page says what there is: what has to be on it and is not, was deleted. Seconds that it may have in part say nothing. */
const withoutDeleted = (state: TimelineState, { load, items, hasMore, expected }: TimelinePage): TimelineState => {
  if (expected.length === 0) return state
  const [due, ids] = [new Set(expected), new Set(items.map(({ id }) => id))]
  const from = hasMore ? (items.at(-1)?.sentAt ?? Infinity) : -Infinity
  const until = load.kind === 'newest' && load.until !== null ? load.until : Infinity
  const isThere = ({ key, message: { id, sentAt } }: TimelineState['rows'][number]): boolean =>
    !due.has(key) || ids.has(id) || sentAt <= from || sentAt >= until
  return { ...state, rows: state.rows.filter(isThere) }
}

const leaving = (load: TimelineLoad): 'oldest' | 'newest' => (load.kind === 'older' ? 'newest' : 'oldest')

/** With a page of history in it. What is outside of what is kept in one piece leaves. */
export const withPage = (state: TimelineState, page: TimelinePage): TimelineState => {
  const ranged = withoutDeleted(withRange(state, page), page)
  const rows = ranged.rows.filter(({ message }) => message.sentAt >= ranged.floor)
  const filled = page.items
    .map((copy) => stored(copy, page.at))
    .filter((facts) => !isDeleted(ranged, facts) && facts.message.sentAt >= ranged.floor)
    .filter(({ message }) => ranged.end === null || message.sentAt <= ranged.end)
    .reduce(withRow, { ...ranged, rows })
  return clamped(filled, leaving(page.load))
}
