import { refOf, type DialogRef } from '../model/dialog-ref.js'
import type { PendingEntry } from '../messages/pending-message.js'
import type { ReadMark } from '../messages/statuses.js'
import type { EpochMs, UserId } from '../model/ids.js'
import { kept } from '../model/same.js'
import type { Timeline, TimelineItem } from './timeline.js'
import type { TimelineEvent } from './timeline-events.js'
import { overlay } from './timeline-overlay.js'
import { inOrder, joined, toItem, type TimelineFacts, type TimelineRow } from './timeline-row.js'

/** How many messages are kept, and of everything else that is. */
export const most = 500

/** A message that is not kept now, or what was told of one that is not here: it is told again when that comes. */
export type Waiting = Extract<
  TimelineEvent,
  { readonly type: 'message/received' | 'message/edited' | 'message/status' | 'reaction/changed' }
>

interface Gap {
  readonly key: string
  readonly since: EpochMs
  readonly open: boolean
}

/** A timeline and all it is made of; plain data. */
export interface TimelineState {
  readonly dialog: DialogRef
  readonly userId: UserId | undefined
  /** In order. */
  readonly rows: readonly TimelineRow[]
  /** From then on, in seconds, all that is on a page is here; but for what is in a gap. */
  readonly floor: EpochMs
  readonly hasOlder: boolean
  /** Since then nothing is kept: the newest are not here. */
  readonly end: EpochMs | null
  readonly gaps: readonly Gap[]
  /** When the newest page was asked for; 0: there is none yet. */
  readonly pageAt: EpochMs
  /** The newest page is yet to come, or failed. */
  readonly stale: boolean
  readonly waiting: readonly Waiting[]
  /** Keys of deleted messages; in rooms ids, since anybody may have deleted them. */
  readonly deleted: readonly string[]
  readonly reads: readonly ReadMark[]
  readonly pending: readonly PendingEntry[]
  /** What is shown; the same reference while nothing of it changed. */
  readonly view: Timeline
}

/** Where a timeline begins: nothing is known. */
export const emptyTimeline = (dialog: DialogRef, userId: UserId | undefined): TimelineState => ({
  dialog: refOf(dialog),
  userId,
  ...{ rows: [], floor: 0, hasOlder: true, end: null, gaps: [], pageAt: 0, stale: true },
  ...{ waiting: [], deleted: [], reads: [], pending: [] },
  view: { items: [], hasOlder: true, gaps: [], loading: false, error: null },
})

/** The newest of what is kept only so long. */
export const newest = <T>(all: readonly T[]): readonly T[] => (all.length > most ? all.slice(-most) : all)

/** A row as it reads now; the same where nothing of it is new. */
export const toRow = ({ reads, userId }: TimelineState, facts: TimelineFacts, before?: TimelineRow): TimelineRow => {
  const { direction, id, sentAt } = facts.message
  const isRead = reads.some(
    ({ messageId, at, failed }) => !failed && (messageId === undefined ? sentAt <= at : messageId === id),
  )
  const item = kept(before?.item, toItem(facts, userId, isRead && direction === 'incoming'))
  return kept(before, { ...facts, item })
}

/** With a message in its place, or with what is new of it. */
export const withRow = (state: TimelineState, facts: TimelineFacts): TimelineState => {
  const before = state.rows.find(({ key }) => key === facts.key)
  const row = toRow(state, before === undefined ? facts : joined(before, facts), before)
  if (row === before) return state
  const others = state.rows.filter((other) => other !== before)
  const place = others.filter((other) => inOrder(other, row) < 0).length
  return { ...state, rows: [...others.slice(0, place), row, ...others.slice(place)] }
}

export const isDeleted = ({ deleted }: Pick<TimelineState, 'deleted'>, { key, message }: TimelineFacts): boolean =>
  deleted.includes(key) || deleted.includes(message.id)

/** Keeps no more than is to be kept: it is the newest or the oldest that leave. */
export const clamped = (state: TimelineState, leaving: 'oldest' | 'newest'): TimelineState => {
  if (state.rows.length <= most) return state
  if (leaving === 'newest') {
    const rows = state.rows.slice(0, most)
    return { ...state, rows, end: rows.at(-1)?.message.sentAt ?? null }
  }
  const rows = state.rows.slice(-most)
  return { ...state, rows, floor: rows[0]?.message.sentAt ?? state.floor, hasOlder: true }
}

/** The gaps that are open, each behind the last message before it. */
const gapsOf = ({ gaps, end }: TimelineState, items: readonly TimelineItem[]): Timeline['gaps'] => {
  const open = gaps.filter((gap) => gap.open)
  return [...open, ...(end === null ? [] : [{ key: 'end', since: end }])]
    .map(({ key, since }) => {
      const before = items.filter(({ message }) => message.sentAt <= since).at(-1)
      return { key, since, afterKey: before?.key ?? null }
    })
    .sort((one, other) => one.since - other.since)
}

/** With what is shown brought up to date, and `told` of the loads. */
export const shown = (state: TimelineState, told: Partial<Pick<Timeline, 'loading' | 'error'>> = {}): TimelineState => {
  const { rows, pending, hasOlder, view } = state
  const { had, coming } = overlay(
    rows.map(({ item }) => item),
    pending,
    view.items,
  )
  const items = [...had, ...coming]
  const now: Timeline = {
    ...view,
    ...told,
    items: newest(items),
    hasOlder: hasOlder || items.length > most,
    gaps: gapsOf(state, had),
  }
  const unchanged = { items: kept(view.items, now.items), gaps: kept(view.gaps, now.gaps) }
  return { ...state, view: kept(view, { ...now, ...unchanged }) }
}
