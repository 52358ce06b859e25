import type { DialogQuery } from '../dialogs/dialogs.js'
import type { PendingEntry } from '../messages/pending-message.js'
import type { Cause } from '../model/connection-state.js'
import { dialogKey, type DialogRef } from '../model/dialog-ref.js'
import type { Dialog, LastMessage } from '../model/dialog.js'
import type { Page } from '../model/page.js'
import { kept } from '../model/same.js'
import { heardIn, isStale, loaded, shown, toLast, type DialogRow } from './dialog-row.js'
import { dialogOf, isDue, markOf, messageOf, type Told } from './told.js'

/** The user's dialogs for the screen, sorted as asked for. */
export interface DialogsView {
  /** With the newest message, ours on its way included, and the number of unread messages of this moment. */
  readonly items: readonly Dialog[]
  /** How many match in all, as far as the server told. */
  readonly total: number | null
  readonly hasMore: boolean
  readonly loading: boolean
  /** Why the last load failed. */
  readonly error: Cause | null
}

/** What is to be loaded now: so many dialogs of a query, the list for one. */
export interface DialogsTask {
  readonly query: DialogQuery
  readonly count: number
  /** Only this one is wanted; `null`: the list. */
  readonly dialog: DialogRef | null
  /** How much of the log is older. */
  readonly since: number
}

/** What became of a task. */
export type DialogsAnswer =
  | { readonly type: 'dialogs/page'; readonly task: DialogsTask; readonly page: Page<Dialog> }
  | { readonly type: 'dialogs/failed'; readonly task: DialogsTask; readonly error: Cause }

/** What is done with a list. `load`: loads it, unless that is under way; `more`: loads the next page. */
export type DialogsAction = DialogsAnswer | { readonly type: 'dialogs/load' | 'dialogs/more' }

/** What makes a list of dialogs. */
export type DialogsEvent = Told<'timeline' | 'unread'> | DialogsAction

/** A list of dialogs as plain data. Show `view`, carry out `tasks` for as long as they are there. */
export interface DialogsState {
  readonly query: DialogQuery
  readonly view: DialogsView
  readonly tasks: readonly DialogsTask[]
  /** In the order of loading. */
  readonly rows: readonly DialogRow[]
  /** Where in `rows` each key is. */
  readonly places: Readonly<Record<string, number>>
  /** How far the pages of the server were read. */
  readonly end: number
  /** Keys of dialogs that are none of the list. */
  readonly absent: readonly string[]
  /** The newest of ours on its way, by key. */
  readonly pending: Readonly<Record<string, LastMessage | null>>
  /** What was heard while something is being loaded. */
  readonly log: readonly Told[]
}

/** Nothing yet; `dialogs/load` or `ready` begins. */
export const emptyDialogs = (query: DialogQuery = {}): DialogsState => ({
  ...{ query, tasks: [], rows: [], places: {}, end: query.skip ?? 0, absent: [], pending: {}, log: [] },
  view: { items: [], total: null, hasMore: false, loading: false, error: null },
})

const compare = ({ sort }: DialogQuery, one: Dialog, other: Dialog): number => {
  const { by = 'lastMessageAt', order: turn = 'desc' } = sort ?? {}
  const at = ({ createdAt, updatedAt, lastMessage }: Dialog): number => {
    if (by === 'updatedAt') return Math.max(updatedAt, lastMessage?.sentAt ?? 0)
    return by === 'createdAt' ? createdAt : (lastMessage?.sentAt ?? createdAt)
  }
  const order = at(one) - at(other) || (one.dialogId < other.dialogId ? -1 : Number(one.dialogId > other.dialogId))
  return turn === 'asc' ? order : -order
}

/** Puts a row instead of what it was, and its dialog where it belongs. Looks at few others, however many there are. */
const place = (state: DialogsState, before: DialogRow, row: DialogRow): DialogsState => {
  if (before === row) return state
  const [rows, items] = [state.rows.slice(), state.view.items.slice()]
  rows[rows.indexOf(before)] = row
  if (before.dialog === row.dialog) return { ...state, rows }
  items.splice(items.indexOf(before.dialog), 1)
  const found = items.findIndex((dialog) => compare(state.query, row.dialog, dialog) < 0)
  items.splice(found < 0 ? items.length : found, 0, row.dialog)
  return { ...state, rows, view: { ...state.view, items } }
}

const isListed = ({ tasks }: DialogsState): boolean => tasks.some(({ dialog }) => dialog === null)

const isAsked = ({ tasks }: DialogsState, key: string): boolean =>
  tasks.some(({ dialog }) => dialog !== null && dialogKey(dialog) === key)

/** Asks the server for one dialog, by the filter of the list: it says whether it belongs there. */
const want = (state: DialogsState, dialog: DialogRef): DialogsState => {
  const { filter } = state.query
  const key = dialogKey(dialog)
  const narrowed =
    dialog.type === 'private'
      ? ({ type: 'private', occupantIds: [dialog.opponentId], ...filter } as const)
      : { ...filter, id: dialog.dialogId }
  const others = state.tasks.filter((task) => task.dialog === null || dialogKey(task.dialog) !== key)
  const task = { query: { filter: narrowed }, count: 100, dialog, since: state.log.length }
  return { ...state, tasks: [...others, task], absent: state.absent.filter((one) => one !== key) }
}

/** By key or by id: a status may be told in a private dialog that names the room, a change tells the id only. */
const isOf = (told: DialogRef): ((row: Pick<DialogRow, 'key' | 'dialog'>) => boolean) => {
  const key = dialogKey(told)
  return (row) => row.key === key || row.dialog.dialogId === told.dialogId
}

/** Applies what happened in a dialog to its row. */
const hear = (state: DialogsState, event: Told): DialogsState => {
  const dialog = dialogOf(event)
  if (dialog === undefined) return state
  const key = dialogKey(dialog)
  const row = state.rows[state.places[key] ?? state.rows.findIndex(isOf(dialog))]
  if (row === undefined) {
    // The list that is being loaded may bring it.
    const isAwaited = isListed(state) || isAsked(state, key) || state.absent.includes(key)
    const isNew = event.type === 'dialog/changed' || (messageOf(event) !== undefined && !isAwaited)
    return isNew && state.query.filter?.id === undefined ? want(state, dialog) : state
  }
  const now = shown(heardIn(row, event), state.pending[row.key] ?? null)
  const next = place(state, row, now)
  return isStale(now, event) ? want(next, row.dialog) : next
}

/** The dialogs that were loaded, instead of `gone`, with what was heard meanwhile. */
const withLoaded = (
  state: DialogsState,
  task: DialogsTask,
  dialogs: readonly Dialog[],
  gone: readonly DialogRow[],
): DialogsState => {
  const { query, pending, view } = state
  const news = state.log.slice(task.since)
  const marks = new Set(news.flatMap((event) => markOf(event) ?? []))
  const before = new Map(state.rows.map((row) => [row.key, row]))
  const fresh = new Map(
    dialogs.map((dialog) => {
      const key = dialogKey(dialog)
      return [key, loaded(dialog, before.get(key), pending[key] ?? null, marks)]
    }),
  )
  const others = state.rows.filter((row) => !fresh.has(row.key) && !gone.includes(row))
  const rows = [...others, ...fresh.values()]
  const places = Object.fromEntries(rows.map(({ key }, at) => [key, at]))
  const items = rows.map(({ dialog }) => dialog).sort((one, other) => compare(query, one, other))
  const isNews = (event: Told): boolean => {
    const dialog = dialogOf(event)
    if (dialog === undefined) return false
    return task.dialog === null ? !others.some(isOf(dialog)) : [...fresh.values()].some(isOf(dialog))
  }
  // While there is more, one that comes may have been counted.
  const total = view.hasMore ? view.total : (query.skip ?? 0) + rows.length
  const now = { ...view, items: kept(view.items, items), total }
  const next = news.filter(isNews).reduce(hear, { ...state, rows, places, view: now })
  // What was read is what was known then, not what was loaded since.
  const asRead = (row: DialogRow): DialogRow => ({ ...row, readLast: before.get(row.key)?.readLast ?? null })
  return { ...next, rows: next.rows.map((row) => (fresh.has(row.key) ? asRead(row) : row)) }
}

/** The list, from `skip` on; one that is being loaded is given up. */
const list = (state: DialogsState, skip: number, count: number): DialogsState => {
  const task = { query: { ...state.query, skip }, count, dialog: null, since: state.log.length }
  return { ...state, tasks: [...state.tasks.filter(({ dialog }) => dialog !== null), task] }
}

/** From the start, as far as it was read. */
const load = (state: DialogsState): DialogsState => {
  const { skip = 0, limit = 100 } = state.query
  // A dialog that is being asked for is asked for anew: what was missed since is told, but not to be counted.
  const tasks = state.tasks.map((task) => ({ ...task, since: state.log.length }))
  return list({ ...state, tasks }, skip, Math.max(limit, state.end - skip))
}

const more = (state: DialogsState): DialogsState => {
  const { hasMore, error } = state.view
  if (isListed(state)) return state
  return hasMore ? list(state, state.end, state.query.limit ?? 100) : error === null ? state : load(state)
}

const answered = (before: DialogsState, event: DialogsAnswer): DialogsState => {
  const { task } = event
  if (!before.tasks.includes(task)) return before
  const state = { ...before, tasks: before.tasks.filter((one) => one !== task) }
  if (event.type === 'dialogs/failed') return { ...state, view: { ...state.view, error: event.error } }
  const { items, hasMore, total = null } = event.page
  if (task.dialog === null) {
    const { skip = 0 } = task.query
    const isAll = skip === (state.query.skip ?? 0)
    const view = { ...state.view, total, hasMore, error: null }
    const next = { ...state, view, end: skip + task.count, absent: isAll ? [] : state.absent }
    return withLoaded(next, task, items, isAll ? state.rows : [])
  }
  const isIt = isOf(task.dialog)
  const found = items.filter((dialog) => isIt({ key: dialogKey(dialog), dialog }))
  const gone = state.rows.filter(isIt)
  const absent = found.length === 0 ? [...state.absent, dialogKey(task.dialog)] : state.absent
  const end = state.end + Math.min(0, found.length - gone.length)
  return withLoaded({ ...state, absent, end }, task, found, gone)
}

const withPending = (state: DialogsState, entries: readonly PendingEntry[]): DialogsState => {
  const pending: DialogsState['pending'] = Object.fromEntries(
    entries.flatMap((entry) =>
      entry.kind === 'message' && entry.status !== 'failed'
        ? [[dialogKey(entry.message.dialog), toLast(entry.message, null)]]
        : [],
    ),
  )
  return state.rows
    .filter(({ key }) => state.pending[key]?.id !== pending[key]?.id)
    .reduce((all, row) => place(all, row, shown(row, pending[row.key] ?? null)), { ...state, pending })
}

const reduced = (state: DialogsState, event: DialogsEvent): DialogsState => {
  switch (event.type) {
    case 'dialogs/load':
      return isListed(state) ? state : load(state)
    case 'dialogs/more':
      return more(state)
    case 'dialogs/page':
    case 'dialogs/failed':
      return answered(state, event)
    case 'connection/state':
      return isDue(event.state, state.view.error) ? load(state) : state
    case 'outbox/changed':
      return withPending(state, event.pending)
    default: {
      const isLogged = state.tasks.length > 0 && dialogOf(event) !== undefined
      return hear(isLogged ? { ...state, log: [...state.log, event] } : state, event)
    }
  }
}

/**
 * Makes a list of dialogs of all that happens (`chat.events$`, in its order) and of what is loaded. Pure; gives the same
 * state where nothing changed, and keeps the reference of every dialog that did not.
 */
export const dialogsReducer = (before: DialogsState, event: DialogsEvent): DialogsState => {
  const state = reduced(before, event)
  if (state === before) return state
  const view = kept(before.view, { ...state.view, loading: isListed(state) })
  return { ...state, view, log: state.tasks.length === 0 ? [] : state.log }
}
