import type { ReadMark } from '../messages/statuses.js'
import type { GapChange } from '../catch-up/gaps.js'
import type { PendingEntry } from '../messages/pending-message.js'
import type { MessageId } from '../model/ids.js'
import { dialogKey } from '../model/dialog-ref.js'
import { kept } from '../model/same.js'
import { timelineDialog, type TimelineEvent } from './timeline-events.js'
import { withPage, type TimelinePage } from './timeline-page.js'
import { reactionsIn, type TimelineReaction } from './timeline-reactions.js'
import { heard, joined, rowKey, type TimelineFacts, type TimelineRow } from './timeline-row.js'
import { clamped, emptyTimeline, isDeleted, newest, shown, toRow, withRow } from './timeline-state.js'
import type { TimelineState, Waiting } from './timeline-state.js'

/** Every row that is meant becomes what `change` makes of it. */
const revised = (
  state: TimelineState,
  isMeant: (row: TimelineRow) => boolean,
  change: (row: TimelineRow) => TimelineFacts,
): TimelineState => {
  if (!state.rows.some(isMeant)) return state
  return { ...state, rows: state.rows.map((row) => (isMeant(row) ? toRow(state, change(row), row) : row)) }
}

/** As `revised`; what is told of a message that is not here waits for it. */
const told = (
  state: TimelineState,
  event: Waiting,
  isMeant: (row: TimelineRow) => boolean,
  news: (row: TimelineRow) => Partial<TimelineFacts>,
): TimelineState =>
  state.rows.some(isMeant)
    ? revised(state, isMeant, (row) => joined(row, { ...row, ...news(row) }))
    : { ...state, waiting: newest([...state.waiting, event]) }

const messageIdOf = (event: Waiting): MessageId =>
  event.type === 'message/received' ? event.message.id : event.change.messageId

/** What waited for messages that are here now. */
const caughtUp = (state: TimelineState, isDue: (event: Waiting) => boolean): TimelineState => {
  const due = state.waiting.filter(isDue)
  if (due.length === 0) return state
  return due.reduce(step, { ...state, waiting: state.waiting.filter((event) => !due.includes(event)) })
}

/** A message that the server has; not one from outside of what is kept in one piece. */
const withMessage = (state: TimelineState, facts: TimelineFacts): TimelineState => {
  if (isDeleted(state, facts) || facts.message.sentAt < state.floor) return state
  const placed = clamped(withRow(state, facts), 'oldest')
  return caughtUp(placed, (event) => messageIdOf(event) === facts.message.id)
}

const isBeyond = ({ end }: TimelineState, { sentAt }: { readonly sentAt: number }): boolean =>
  end !== null && sentAt >= end

const withRead = (state: TimelineState, mark: ReadMark): TimelineState => {
  const isSame = ({ messageId, at }: ReadMark): boolean => messageId === mark.messageId && at === mark.at
  const failed = mark.failed || state.reads.some((other) => isSame(other) && other.failed)
  const reads = newest([...state.reads.filter((other) => !isSame(other)), { ...mark, failed }])
  const isMeant = ({ message: { id, direction } }: TimelineRow): boolean =>
    direction === 'incoming' && (mark.messageId === undefined || mark.messageId === id)
  return revised({ ...state, reads }, isMeant, (row) => row)
}

const withGap = (state: TimelineState, { dialog, since, open }: GapChange): TimelineState => {
  const key = `${dialog === null ? 'any' : 'dialog'}/${String(since)}`
  const before = state.gaps.find((gap) => gap.key === key)
  const gap = { key, since: before?.since ?? since, open: open && before?.open !== false }
  return { ...state, gaps: newest([...state.gaps.filter((other) => other !== before), gap]) }
}

const withPages = (state: TimelineState, page: TimelinePage): TimelineState => {
  const ids = new Set(page.items.map(({ id }) => id))
  const filled = withPage(state, page)
  const isDue = (event: Waiting): boolean =>
    event.type === 'message/received' ? !isBeyond(filled, event.message) : ids.has(event.change.messageId)
  return caughtUp(filled, isDue)
}

/** The server has it; it is told before it leaves what is pending. */
const withSent = (state: TimelineState, entry: PendingEntry): TimelineState => {
  if (entry.kind === 'reaction') {
    // Its call was made just now, after every page that is here.
    const news = ({ pageAt }: TimelineRow): readonly TimelineReaction[] =>
      reactionsIn({ ...entry, at: Math.max(entry.at, pageAt + 1) })
    const isMeant = ({ message }: TimelineRow): boolean => message.id === entry.messageId
    return revised(state, isMeant, (row) => joined(row, { ...row, reacted: news(row) }))
  }
  const { dialog } = entry.kind === 'message' ? entry.message : entry
  if (dialogKey(dialog) !== dialogKey(state.dialog)) return state
  switch (entry.kind) {
    case 'message':
      return isBeyond(state, entry.message) ? state : withMessage(state, heard(entry.message))
    case 'edit':
      return step(state, { type: 'message/edited', change: { ...entry, type: 'edited', last: false } })
    case 'delete':
      return step(state, { type: 'message/deleted', change: { ...entry, type: 'deleted' } })
  }
}

/** Reactions do not say in which dialog they are. */
const withPending = (state: TimelineState, pending: readonly PendingEntry[]): TimelineState => {
  const isOurs = (entry: PendingEntry): boolean =>
    entry.kind === 'reaction' ||
    dialogKey(entry.kind === 'message' ? entry.message.dialog : entry.dialog) === dialogKey(state.dialog)
  const ours = kept(state.pending, pending.filter(isOurs))
  return ours === state.pending ? state : { ...state, pending: ours }
}

const step = (state: TimelineState, event: TimelineEvent): TimelineState => {
  switch (event.type) {
    case 'message/received': {
      const { origin: _, ...message } = event.message
      if (isBeyond(state, message)) return { ...state, waiting: newest([...state.waiting, event]) }
      return withMessage(state, heard(message))
    }
    case 'message/edited': {
      const { messageId, userId, body, at } = event.change
      const isMeant = ({ key }: TimelineRow): boolean => key === rowKey(userId, messageId)
      return told(state, event, isMeant, ({ message }) => ({ message: { ...message, body }, editedAt: at }))
    }
    case 'message/deleted': {
      const { messageId, userId } = event.change
      const key = state.dialog.type === 'private' ? rowKey(userId, messageId) : messageId
      if (state.deleted.includes(key)) return state
      const deleted = newest([...state.deleted, key])
      return { ...state, deleted, rows: state.rows.filter((row) => !isDeleted({ deleted }, row)) }
    }
    case 'message/status': {
      const { messageId, userId, status } = event.change
      const isMeant = ({ message }: TimelineRow): boolean =>
        message.id === messageId && message.direction === 'outgoing'
      const users = [userId]
      return told(state, event, isMeant, () => ({ deliveredTo: users, ...(status === 'read' && { readBy: users }) }))
    }
    case 'message/read':
      return withRead(state, event.change)
    case 'reaction/changed': {
      const isMeant = ({ message }: TimelineRow): boolean => message.id === event.change.messageId
      return told(state, event, isMeant, () => ({ reacted: reactionsIn(event.change) }))
    }
    case 'message/gap':
      return withGap(state, event.gap)
    case 'message/failed': {
      // Refused after it was acknowledged; what a page has is there.
      const isThere = ({ message: { id, direction }, pageAt }: TimelineRow): boolean =>
        id !== event.failure.id || direction === 'incoming' || pageAt > 0
      return state.rows.every(isThere) ? state : { ...state, rows: state.rows.filter(isThere) }
    }
    case 'outbox/changed':
      return withPending(state, event.pending)
    case 'outbox/sent':
      return withSent(state, event.entry)
    case 'connection/state': {
      const { state: link } = event
      if (link.type !== 'ready')
        return revised(
          state,
          ({ settled }) => !settled,
          (row) => ({ ...row, settled: true }),
        )
      if (link.userId === state.userId) return state
      return { ...emptyTimeline(state.dialog, link.userId), pending: state.pending, view: state.view }
    }
    case 'timeline/page':
      return withPages(state, event)
    case 'timeline/failed': {
      const { since, load } = event
      const stale = state.stale || load.kind === 'newest'
      const gap = { key: `failed/${String(since)}`, since: since ?? 0, open: true }
      return { ...state, stale, gaps: since === null ? state.gaps : newest([...state.gaps, gap]) }
    }
    default:
      return state
  }
}

/** Of one dialog under any name. A status may name a room by its id only. */
const isMeant = (state: TimelineState, event: TimelineEvent): boolean => {
  const dialog = timelineDialog(event)
  if (dialog === undefined || dialog === null) return dialog === null
  return (
    dialogKey(dialog) === dialogKey(state.dialog) ||
    (event.type === 'message/status' && dialog.dialogId !== undefined && dialog.dialogId === state.dialog.dialogId)
  )
}

const loadTold = (event: TimelineEvent): Parameters<typeof shown>[1] => {
  if (event.type === 'timeline/loading') return { loading: true }
  if (event.type === 'timeline/page') return { loading: false, error: null }
  return event.type === 'timeline/failed' ? { loading: false, error: event.error } : undefined
}

/**
 * A timeline as a reducer, for stores; `state.view` is what is shown. Events of other dialogs, and those that change
 * nothing, leave the state as it is. What happens to a message counts in any order, and however often it is told.
 */
export const timelineReducer = (state: TimelineState, event: TimelineEvent): TimelineState => {
  if (!isMeant(state, event)) return state
  const next = step(state, event)
  const load = loadTold(event)
  return next === state && load === undefined ? state : shown(next, load)
}
