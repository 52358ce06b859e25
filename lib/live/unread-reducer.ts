import type { ChatEvent } from '../chat.js'
import type { ReceivedMessage } from '../messages/messages.js'
import type { ReadMark } from '../messages/statuses.js'
import type { Cause } from '../model/connection-state.js'
import { dialogKey } from '../model/dialog-ref.js'
import { markOf, readMark } from './dialog-row.js'
import type { UnreadView } from './live.js'

/** What makes the number of unread messages. `load`: asks the server, unless that is under way. */
export type UnreadEvent =
  | ChatEvent
  | { readonly type: 'unread/load' | 'unread/asked' }
  /** `open`: the keys of dialogs that have no unread messages. */
  | { readonly type: 'unread/loaded'; readonly total: number; readonly open: readonly string[] }
  | { readonly type: 'unread/failed'; readonly error: Cause }

/** The number of unread messages as plain data. Show `view`, ask the server whenever `task` is another, `after` so many ms. */
export interface UnreadState {
  readonly view: UnreadView
  readonly task: { readonly after: number } | null
  /** Whether the server is to be asked again once it answered. */
  readonly again: boolean
  /** What the server said, and what was heard before it was asked. */
  readonly base: number
  /** What was heard since it was asked, the last 100. */
  readonly heard: readonly { readonly id: string; readonly key: string }[]
  /** The last 100 messages and single reads: each counts once. */
  readonly marks: readonly string[]
  readonly open: readonly string[]
}

export const emptyUnread: UnreadState = {
  ...{ task: null, again: false, base: 0, heard: [], marks: [], open: [] },
  view: { total: 0, loading: false, error: null },
}

/** In ms. A read is told before the server has it, and it is calm after a burst. */
const calm = 2000

const asking = (state: UnreadState, after = calm): UnreadState =>
  state.view.loading && after > 0 ? { ...state, again: true } : { ...state, task: { after } }

const withHeard = (state: UnreadState, heard: UnreadState['heard'], change = 0): UnreadState => {
  const over = Math.max(0, heard.length - 100)
  return { ...state, base: state.base + over + change, heard: heard.slice(over) }
}

const withMessage = (state: UnreadState, message: ReceivedMessage): UnreadState => {
  const { id, dialog, direction, origin, destroyAfter } = message
  const key = dialogKey(dialog)
  if (direction === 'outgoing' || destroyAfter !== undefined || state.open.includes(key)) return state
  // What was missed is in what the server counts.
  const isMissed = origin === 'catch-up' || origin === 'offline'
  return isMissed ? asking(state) : withHeard(state, [...state.heard, { id, key }])
}

const withRead = (state: UnreadState, { messageId, dialog, failed }: ReadMark): UnreadState => {
  if (failed) return asking({ ...state, marks: state.marks.filter((mark) => mark !== readMark(messageId)) })
  const key = dialogKey(dialog)
  const left = state.heard.filter((one) => (messageId === undefined ? one.key !== key : one.id !== messageId))
  const isOther = messageId !== undefined && left.length === state.heard.length
  // Another device of ours that reads a dialog tells of the newest message only.
  return asking(withHeard(state, left, isOther ? -1 : 0))
}

/** What is heard once is heard once. */
const hear = (before: UnreadState, event: ChatEvent): UnreadState => {
  if (event.type === 'message/deleted') return asking(before)
  if (event.type === 'message/read' && event.change.failed) return withRead(before, event.change)
  const mark = markOf(event)
  if (mark !== undefined && before.marks.includes(mark)) return before
  const state = mark === undefined ? before : { ...before, marks: [...before.marks.slice(-99), mark] }
  if (event.type === 'message/read') return withRead(state, event.change)
  return event.type === 'message/received' ? withMessage(state, event.message) : state
}

const reduced = (state: UnreadState, event: UnreadEvent): UnreadState => {
  const { view } = state
  switch (event.type) {
    case 'unread/load':
      return view.loading ? state : asking(state, 0)
    case 'unread/asked':
      return { ...withHeard(state, [], state.heard.length), again: false, view: { ...view, loading: true } }
    case 'unread/loaded': {
      const next = { ...state, base: event.total, open: event.open, view: { ...view, loading: false, error: null } }
      // Counted or not: only when it is calm the server's word and what was heard are the same.
      return state.again || state.heard.length > 0 ? asking(next) : next
    }
    case 'unread/failed':
      return { ...state, view: { ...view, loading: false, error: event.error } }
    case 'connection/state': {
      if (event.state.type !== 'ready') return state
      return event.state.continuity !== 'resumed' || view.error !== null ? asking(state, 0) : state
    }
    default:
      return hear(state, event)
  }
}

/** Makes the number of unread messages of all that happens (`chat.events$`) and of what the server says. Pure. */
export const unreadReducer = (before: UnreadState, event: UnreadEvent): UnreadState => {
  const state = reduced(before, event)
  const total = Math.max(0, state.base + state.heard.length)
  return total === state.view.total ? state : { ...state, view: { ...state.view, total } }
}
