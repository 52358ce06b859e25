import type { PendingEntry } from '../messages/pending-message.js'
import type { ReadMark } from '../messages/statuses.js'
import type { Cause } from '../model/connection-state.js'
import { refOf, type DialogRef } from '../model/dialog-ref.js'
import type { EpochMs, UserId } from '../model/ids.js'
import { kept } from '../model/same.js'
import type { Timeline, TimelineGap } from './timeline.js'
import type { TimelineEvent, TimelineLoad } from './timeline-events.js'
import { overlay } from './timeline-overlay.js'
import type { TimelineRow } from './timeline-row.js'

/**
 * A message that is in a gap, or what was told of one that is not here: it counts when that comes.
 * @inline
 */
export type Waiting = Extract<
  TimelineEvent,
  { readonly type: 'message/received' | 'message/edited' | 'message/status' | 'reaction/changed' }
>

/** A timeline and all it is made of; plain data. */
export interface TimelineState {
  readonly dialog: DialogRef
  readonly userId: UserId | undefined
  /** In order. */
  readonly rows: readonly TimelineRow[]
  /** From that second on all is here, but for gaps; 0: from the first message on. */
  readonly floor: EpochMs
  /** The key `end`: nothing that is sent since then is here. */
  readonly gaps: readonly Pick<TimelineGap, 'key' | 'since'>[]
  /** When the newest page was asked for; 0: it is yet to come, or failed. */
  readonly pageAt: EpochMs
  /** What is to be loaded now: in place of what was before. */
  readonly load: TimelineLoad | null
  readonly error: Cause | null
  readonly waiting: readonly Waiting[]
  /** The keys of deleted messages; in rooms their ids, since it need not be the author who deletes. */
  readonly deleted: readonly string[]
  readonly reads: readonly ReadMark[]
  readonly pending: readonly PendingEntry[]
  /** What is shown; the same reference while nothing of it changed. */
  readonly view: Timeline
}

/** Where a timeline begins: nothing is known. */
export const emptyTimeline = (dialog: DialogRef, userId: UserId | undefined): TimelineState => ({
  ...{ dialog: refOf(dialog), userId, rows: [], floor: 0, gaps: [], pageAt: 0, load: null, error: null },
  ...{ waiting: [], deleted: [], reads: [], pending: [] },
  view: { items: [], hasOlder: true, gaps: [], loading: false, error: null },
})

/** How many messages are kept, and of all else. */
export const most = 500

export const newest = <T>(all: readonly T[]): readonly T[] => (all.length > most ? all.slice(-most) : all)

/** What is shown of a state; what is as before keeps its reference. */
export const viewOf = (state: TimelineState): Timeline => {
  const { rows, pending, floor, pageAt, gaps, load, error, view: before } = state
  const base = rows.map(({ item }) => item)
  const [had, coming] = overlay(base, pending, before.items)
  const all = [...had, ...coming]
  const lastUntil = (since: EpochMs): string | null =>
    had.filter(({ message }) => message.sentAt <= since).at(-1)?.key ?? null
  const shown = gaps.map((gap) => ({ ...gap, afterKey: lastUntil(gap.since) })).sort((a, b) => a.since - b.since)
  return kept(before, {
    ...{ loading: load !== null, error },
    items: kept(before.items, newest(all)),
    hasOlder: floor > 0 || pageAt === 0 || all.length > most,
    gaps: kept(before.gaps, shown),
  })
}
