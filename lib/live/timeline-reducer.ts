import type { PendingEntry } from '../messages/pending-message.js'
import { dialogKey } from '../model/dialog-ref.js'
import type { MessageId } from '../model/ids.js'
import { same } from '../model/same.js'
import { timelineDialog, type TimelineEvent, type TimelineWish } from './timeline-events.js'
import { heard, joined, rowKey, type TimelineFacts, type TimelineRow } from './timeline-row.js'
import { newest, viewOf, type TimelineState, type Waiting } from './timeline-state.js'
import { clamped, endOf, isDeleted, newestLoad, toRow, withFacts, withPage, without } from './timeline-window.js'

type News = Partial<TimelineFacts> | undefined

/** What an event says of a row; nothing of a row that it is not about. */
const newsOf = (event: Exclude<Waiting, { readonly message: unknown }>, { key, message }: TimelineRow): News => {
  const { messageId, userId, at } = event.change
  if (message.id !== messageId) return undefined
  switch (event.type) {
    case 'message/edited':
      return key === rowKey(userId, messageId)
        ? { message: { ...message, body: event.change.body }, editedAt: at }
        : undefined
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

const waiting = (state: TimelineState, event: Waiting): TimelineState => {
  return { ...state, waiting: newest([...state.waiting, event]) }
}

/** What waited for messages that are here now. */
const caughtUp = (state: TimelineState, ids: readonly MessageId[]): TimelineState => {
  const isDue = (event: Waiting): boolean =>
    'message' in event ? event.message.sentAt < endOf(state) : ids.includes(event.change.messageId)
  const due = state.waiting.filter(isDue)
  if (due.length === 0) return state
  return due.reduce(happened, { ...state, waiting: state.waiting.filter((event) => !due.includes(event)) })
}

/** Something happened to one message. */
const happened = (state: TimelineState, event: TimelineEvent): TimelineState => {
  switch (event.type) {
    case 'message/received': {
      const { origin: _, editedAt, ...message } = event.message
      if (message.sentAt >= endOf(state)) return waiting(state, event)
      return caughtUp(clamped(withFacts(state, heard(message, editedAt)), 'oldest'), [message.id])
    }
    case 'message/edited':
    case 'message/status':
    case 'reaction/changed': {
      const newsFor = (row: TimelineRow): News => newsOf(event, row)
      return state.rows.some(newsFor) ? revised(state, newsFor) : waiting(state, event)
    }
    case 'message/deleted': {
      const { messageId, userId } = event.change
      const key = state.dialog.type === 'private' ? rowKey(userId, messageId) : messageId
      if (state.deleted.includes(key)) return state
      const deleted = newest([...state.deleted, key])
      return without({ ...state, deleted }, (row) => isDeleted({ deleted }, row))
    }
    case 'message/failed': {
      // Refused after all; what is on a page is there.
      const { id } = event.failure
      return without(
        state,
        ({ pageAt, message }) => pageAt === 0 && message.direction === 'outgoing' && message.id === id,
      )
    }
    case 'message/read': {
      const { messageId, at, failed } = event.change
      const isSame = (mark: typeof event.change): boolean => mark.messageId === messageId && mark.at === at
      const mark = failed ? event.change : (state.reads.find(isSame) ?? event.change)
      const reads = newest([...state.reads.filter((other) => !isSame(other)), mark])
      return revised({ ...state, reads }, ({ message: { id } }) =>
        [undefined, id].includes(messageId) ? {} : undefined,
      )
    }
    default:
      return state
  }
}

/** What a wish loads as things stand: nothing where there is nothing to load, or something is being loaded. */
const asked = (state: TimelineState, wanted: TimelineWish): TimelineState => {
  const { load, gaps, pageAt, rows, floor } = state
  if (load !== null) return state
  if (typeof wanted === 'object') {
    const gap = gaps.find(({ key }) => key === wanted.key)
    return gap === undefined ? state : { ...state, load: { kind: 'fill', ...gap } }
  }
  if (wanted === 'newest' || pageAt === 0) return { ...state, load: newestLoad(state) }
  return floor === 0 ? state : { ...state, load: { kind: 'older', before: rows[0]?.message.sentAt ?? floor } }
}

/** What is here of it, and how it came. */
const loaded = (state: TimelineState, event: TimelineEvent): TimelineState => {
  const { dialog, gaps, pageAt, load } = state
  switch (event.type) {
    case 'timeline/load':
      return asked(state, event.wanted)
    case 'timeline/page': {
      const ids = event.items.map(({ id }) => id)
      return caughtUp(withPage({ ...state, load: same(load, event.load) ? null : load, error: null }, event), ids)
    }
    case 'timeline/failed': {
      const failed = { ...state, load: null, error: event.error }
      if (event.load.kind !== 'newest' || pageAt === 0) return failed
      return { ...failed, pageAt: 0, gaps: [...gaps, { key: `page/${String(pageAt)}`, since: pageAt }] }
    }
    case 'message/gap': {
      const { dialog: where, since, open } = event.gap
      const key = `${where === null ? 'all' : 'one'}/${String(since)}`
      const others = gaps.filter((gap) => gap.key !== key)
      return { ...state, gaps: open ? [...others, { key, since }] : others }
    }
    case 'connection/state':
      if (event.state.type !== 'ready') return revised(state, () => ({ settled: true }))
      // Anything may have happened before a session that was not resumed; what failed is tried again in any.
      return event.state.continuity === 'resumed' && state.error === null
        ? state
        : { ...state, load: newestLoad(state) }
    case 'outbox/changed': {
      const isHere = (entry: PendingEntry): boolean =>
        entry.kind === 'reaction' ||
        dialogKey(entry.kind === 'message' ? entry.message.dialog : entry.dialog) === dialogKey(dialog)
      return { ...state, pending: event.pending.filter(isHere) }
    }
    default:
      return happened(state, event)
  }
}

/** Whether it is of the dialog, under any of its names: a status may name a room by its id only. */
const concerns = ({ dialog }: TimelineState, event: TimelineEvent): boolean => {
  const of = timelineDialog(event)
  if (of === undefined || of === null) return of === null
  const isNamed = event.type === 'message/status' && of.dialogId !== undefined && of.dialogId === dialog.dialogId
  return isNamed || dialogKey(of) === dialogKey(dialog)
}

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
