import type { EpochMs } from '../model/ids.js'
import { kept } from '../model/same.js'
import type { TimelineLoad, TimelinePage } from './timeline-events.js'
import { inOrder, joined, stored, toItem, type TimelineFacts, type TimelineRow } from './timeline-row.js'
import { most, type TimelineState } from './timeline-state.js'

/** A row as it reads now; the same where nothing of it is new. */
export const toRow = ({ reads, userId }: TimelineState, facts: TimelineFacts, before?: TimelineRow): TimelineRow => {
  const { direction, id, sentAt } = facts.message
  const isRead = ({ messageId, at, failed }: TimelineState['reads'][number]): boolean =>
    !failed && (messageId === undefined ? sentAt <= at : messageId === id)
  const item = toItem(facts, userId, direction === 'incoming' && reads.some(isRead))
  return kept(before, { ...facts, item: kept(before?.item, item) })
}

export const isDeleted = ({ deleted }: Pick<TimelineState, 'deleted'>, { key, message }: TimelineFacts): boolean =>
  deleted.includes(key) || deleted.includes(message.id)

/** From when on nothing is here. */
export const endOf = ({ gaps }: Pick<TimelineState, 'gaps'>): EpochMs =>
  gaps.find(({ key }) => key === 'end')?.since ?? Infinity

/** The newest that are wanted: below those that are missing at the end. */
export const newestLoad = (state: Pick<TimelineState, 'gaps'>): TimelineLoad => {
  const end = endOf(state)
  return { kind: 'newest', before: end === Infinity ? null : end }
}

/** With a message in its place, or with what is new of it; not with one of before the first. */
export const withFacts = (state: TimelineState, facts: TimelineFacts): TimelineState => {
  if (isDeleted(state, facts) || facts.message.sentAt < state.floor) return state
  const before = state.rows.find(({ key }) => key === facts.key)
  const row = toRow(state, before === undefined ? facts : joined(before, facts), before)
  if (row === before) return state
  const others = state.rows.filter((other) => other !== before)
  const place = others.filter((other) => inOrder(other, row) < 0).length
  return { ...state, rows: [...others.slice(0, place), row, ...others.slice(place)] }
}

/** Where more came than is kept, the oldest leave, or else the newest: they are in a gap then. */
export const clamped = (state: TimelineState, leaving: 'oldest' | 'newest'): TimelineState => {
  if (state.rows.length <= most) return state
  const rows = leaving === 'oldest' ? state.rows.slice(-most) : state.rows.slice(0, most)
  const edge = rows.at(leaving === 'oldest' ? 0 : -1)?.message.sentAt ?? 0
  if (leaving === 'oldest') return { ...state, rows, floor: edge }
  return { ...state, rows, gaps: [...state.gaps.filter(({ key }) => key !== 'end'), { key: 'end', since: edge }] }
}

/** From where on and up to where messages are here, now that a page is in. */
const ranged = (state: TimelineState, { load, at, items, hasMore }: TimelinePage): TimelineState => {
  const edge = items.at(-1)?.sentAt
  const floor = hasMore ? (edge ?? state.floor) : 0
  const { gaps } = state
  if (load.kind === 'fill') {
    const since = edge ?? load.since
    const isIn = (gap: TimelineState['gaps'][number]): boolean =>
      gap.key === load.key || (gap.key !== 'end' && gap.since >= load.since && (!hasMore || gap.since <= since))
    const filling = gaps.filter(({ key }) => hasMore && key === load.key)
    return { ...state, gaps: [...gaps.filter((gap) => !isIn(gap)), ...filling.map((gap) => ({ ...gap, since }))] }
  }
  // What was asked for before another newest page, or from elsewhere than the first message, tells nothing of that.
  if (load.kind === 'older')
    return (load.before ?? 0) < state.floor || floor > state.floor ? state : { ...state, floor }
  if (at <= state.pageAt) return state
  return { ...state, floor, pageAt: at, gaps: gaps.filter(({ key }) => key === 'end' && load.before !== null) }
}

export const without = (state: TimelineState, isGone: (row: TimelineRow) => boolean): TimelineState =>
  state.rows.some(isGone) ? { ...state, rows: state.rows.filter((row) => !isGone(row)) } : state

/** What has to be on a page and is not was deleted. A second that it may have in part says nothing. */
const isMissing = ({ load, items, hasMore, expected }: TimelinePage): ((row: TimelineRow) => boolean) => {
  const [due, ids] = [new Set(expected), new Set(items.map(({ id }) => id))]
  const from = hasMore ? (items.at(-1)?.sentAt ?? Infinity) : -Infinity
  const until = (load.kind === 'newest' ? load.before : null) ?? Infinity
  return ({ key, message: { id, sentAt } }) => due.has(key) && !ids.has(id) && sentAt > from && sentAt < until
}

/** With a page of history; what is not in one piece with it leaves. */
export const withPage = (before: TimelineState, page: TimelinePage): TimelineState => {
  const state = without(ranged(before, page), isMissing(page))
  const whole = without(state, ({ message }) => message.sentAt < state.floor)
  const copies = page.items.filter(({ sentAt }) => sentAt <= endOf(state)).map((copy) => stored(copy, page.at))
  return clamped(copies.reduce(withFacts, whole), page.load.kind === 'older' ? 'newest' : 'oldest')
}
