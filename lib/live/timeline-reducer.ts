import type { PendingEntry } from '../messages/pending-message.js'
import type { ReadMark } from '../messages/statuses.js'
import { dialogKey, type DialogRef } from '../model/dialog-ref.js'
import type { MessageId } from '../model/ids.js'
import { same } from '../model/same.js'
import { anyDialog, timelineKeys, type TimelineEvent, type TimelineLoad, type TimelineWish } from './timeline-events.js'
import { heard, joined, rowKey, type TimelineFacts, type TimelineRow } from './timeline-row.js'
import { newest, viewOf, type TimelineState, type Waiting } from './timeline-state.js'
import { clamped, endOf, isDeleted, newestLoad, toRow, withFacts, withPage, without } from './timeline-window.js'
import { isDue } from './told.js'

type News = Partial<TimelineFacts> | undefined

/** What an event says of a row; nothing of a row that it is not about. */
const newsOf = (event: Exclude<Waiting, { readonly message: unknown }>, { key, message }: TimelineRow): News => {
  const { messageId, userId, at } = event.change
  if (message.id !== messageId) return undefined
  switch (event.type) {
    case 'message/edited':
      if (key !== rowKey(userId, messageId)) return undefined
      return { message: { ...message, body: event.change.body }, editedAt: at }
    case 'message/status':
      if (message.direction === 'incoming') return undefined
      return { deliveredTo: [userId], readBy: event.change.status === 'read' ? [userId] : [] }
    case 'reaction/changed':
      return { reacted: [event.change] }
  }
}

const revised = (state: TimelineState, newsFor: (row: TimelineRow) => News): TimelineState => {
  const rows = state.rows.map((row) => {
    const news = newsFor(row)
    return news === undefined ? row : toRow(state, joined(row, { ...row, ...news }), row)
  })
  return { ...state, rows }
}

/** What waited for messages that are here now. */
const caughtUp = (state: TimelineState, ids: readonly MessageId[]): TimelineState => {
  const isDue = (event: Waiting): boolean =>
    'message' in event ? event.message.sentAt < endOf(state) : ids.includes(event.change.messageId)
  const due = state.waiting.filter(isDue)
  if (due.length === 0) return state
  return due.reduce(happened, { ...state, waiting: state.waiting.filter((event) => !due.includes(event)) })
}

const withRead = (state: TimelineState, told: ReadMark): TimelineState => {
  const isSame = ({ messageId, at }: ReadMark): boolean => messageId === told.messageId && at === told.at
  const mark = told.failed ? told : (state.reads.find(isSame) ?? told)
  const reads = newest([...state.reads.filter((other) => !isSame(other)), mark])
  return revised({ ...state, reads }, ({ message: { id } }) => ((told.messageId ?? id) === id ? {} : undefined))
}

/** Something happened to messages. */
const happened = (state: TimelineState, event: TimelineEvent): TimelineState => {
  const { dialog, userId: self, waiting } = state
  switch (event.type) {
    case 'message/received': {
      const { origin: _, editedAt, ...message } = event.message
      if (message.sentAt >= endOf(state)) return { ...state, waiting: newest([...waiting, event]) }
      return caughtUp(clamped(withFacts(state, heard(message, editedAt)), 'oldest'), [message.id])
    }
    case 'message/edited':
    case 'message/status':
    case 'reaction/changed': {
      const isHere = state.rows.some((row) => newsOf(event, row))
      return isHere ? revised(state, (row) => newsOf(event, row)) : { ...state, waiting: newest([...waiting, event]) }
    }
    case 'message/deleted': {
      const { messageId, userId } = event.change
      const key = dialog.type === 'private' ? rowKey(userId, messageId) : messageId
      const deleted = newest([...state.deleted.filter((other) => other !== key), key])
      return without({ ...state, deleted }, (row) => isDeleted({ deleted }, row))
    }
    case 'message/gap': {
      const key = `${event.gap.dialog === null ? 'all' : 'one'}/${String(event.gap.since)}`
      const others = state.gaps.filter((gap) => gap.key !== key)
      return { ...state, gaps: event.gap.open ? [...others, { key, since: event.gap.since }] : others }
    }
    case 'message/failed':
      // Refused after all; what is on a page is there.
      return without(state, ({ key, pageAt }) => pageAt === 0 && key === rowKey(self ?? 0, event.failure.id))
    case 'message/read':
      return withRead(state, event.change)
    default:
      return state
  }
}

/** What a wish loads as things stand, if anything. */
const asked = ({ gaps, pageAt, rows, floor }: TimelineState, wanted: TimelineWish): TimelineLoad | null => {
  const gap = gaps.find(({ key }) => typeof wanted === 'object' && key === wanted.key)
  if (typeof wanted === 'object') return gap === undefined ? null : { kind: 'fill', ...gap }
  if (wanted === 'newest' || pageAt === 0) return newestLoad({ gaps })
  return floor === 0 ? null : { kind: 'older', before: rows[0]?.message.sentAt ?? floor }
}

/** A reaction does not say in which dialog it is. */
const isOf = (entry: PendingEntry, dialog: DialogRef): boolean =>
  entry.kind === 'reaction' ||
  dialogKey(entry.kind === 'message' ? entry.message.dialog : entry.dialog) === dialogKey(dialog)

/** What is here of it, and how it came. */
const loaded = (state: TimelineState, event: TimelineEvent): TimelineState => {
  const { dialog, gaps, pageAt, load, error } = state
  switch (event.type) {
    case 'timeline/load':
      return load === null ? { ...state, load: asked(state, event.wanted) } : state
    case 'timeline/page': {
      const rest = { ...state, load: same(load, event.load) ? null : load, error: null }
      return caughtUp(
        withPage(rest, event),
        event.items.map(({ id }) => id),
      )
    }
    case 'timeline/failed': {
      const failed = { ...state, load: null, error: event.error }
      if (event.load.kind !== 'newest' || pageAt === 0) return failed
      return { ...failed, pageAt: 0, gaps: [...gaps, { key: `page/${String(pageAt)}`, since: pageAt }] }
    }
    case 'connection/state':
      if (event.state.type !== 'ready')
        return revised(state, ({ settled }) => (settled ? undefined : { settled: true }))
      return isDue(event.state, error) ? { ...state, load: newestLoad(state) } : state
    case 'outbox/changed':
      return { ...state, pending: event.pending.filter((entry) => isOf(entry, dialog)) }
    default:
      return happened(state, event)
  }
}

const concerns = ({ dialog }: TimelineState, event: TimelineEvent): boolean =>
  timelineKeys(event).some((key) => key === anyDialog || key === dialogKey(dialog))

/** What the server has from now on, as others tell it; its edits and deletions are told by themselves. */
const asTold = ({ rows, dialog }: TimelineState, entry: PendingEntry): TimelineEvent | undefined => {
  if (entry.kind === 'message') return { type: 'message/received', message: { ...entry.message, origin: 'live' } }
  if (entry.kind !== 'reaction') return undefined
  const row = rows.find(({ message }) => message.id === entry.messageId)
  // It was called for just now, after every page that is here.
  return row && { type: 'reaction/changed', change: { ...entry, dialog, at: Math.max(entry.at, row.pageAt + 1) } }
}

/**
 * A timeline as a reducer, for stores; `state.view` is what is shown. Events of other dialogs leave the state as it is.
 * What happens to a message counts in any order, and however often it is told.
 */
export const timelineReducer = (state: TimelineState, told: TimelineEvent): TimelineState => {
  const event = told.type === 'outbox/sent' ? asTold(state, told.entry) : told
  if (event === undefined || !concerns(state, event)) return state
  const next = loaded(state, event)
  return next === state ? state : { ...next, view: viewOf(next) }
}
