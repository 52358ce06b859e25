import type { Cause } from '../model/connection-state.js'
import { dialogKey } from '../model/dialog-ref.js'
import { dialogOf, isDue, isMissed, markOf, messageOf, type Told } from './told.js'

/** How many messages are unread, in all private and group dialogs; of each dialog `live.dialogs` tells. */
export interface UnreadView {
  readonly total: number
  readonly loading: boolean
  readonly error: Cause | null
}

/** What is done with the number of unread messages. `load`: begins, unless `ready` did; `asked`: the server is asked now. */
export type UnreadAction =
  | { readonly type: 'unread/load' | 'unread/asked' }
  /** `open`: the keys of dialogs that have no unread messages. */
  | { readonly type: 'unread/loaded'; readonly total: number; readonly open: readonly string[] }
  | { readonly type: 'unread/failed'; readonly error: Cause }

/** What makes the number of unread messages. */
export type UnreadEvent = Told<'timeline' | 'dialogs'> | UnreadAction

/** The number of unread messages as plain data. Show `view`; ask whenever `due` grows, and some time after `doubts` grew. */
export interface UnreadState {
  readonly view: UnreadView
  readonly due: number
  readonly doubts: number
  /** What the server said. */
  readonly base: number
  /** The last 100 messages and single reads, each once, and what they add since the server was asked. */
  readonly heard: readonly { readonly mark: string; readonly key: string; readonly adds: number }[]
  readonly open: readonly string[]
}

/** Nothing yet; `unread/load` or `ready` begins. */
export const emptyUnread: UnreadState = {
  ...{ due: 0, doubts: 0, base: 0, heard: [], open: [] },
  view: { total: 0, loading: false, error: null },
}

type Heard = UnreadState['heard']

const doubting = (state: UnreadState): UnreadState => ({ ...state, doubts: state.doubts + 1 })
const sum = (heard: Heard): number => heard.reduce((all, { adds }) => all + adds, 0)

const addsOf = (event: Told): number => {
  if (event.type === 'message/read') return -1
  // What was missed is in what the server counts.
  return messageOf(event)?.direction === 'incoming' && !isMissed(event) ? 1 : 0
}

const hear = (state: UnreadState, event: Told): UnreadState => {
  const dialog = dialogOf(event)
  const key = dialog === undefined ? '' : dialogKey(dialog)
  const mark = markOf(event)
  const { heard, open } = state
  if (event.type === 'message/deleted' || (event.type === 'message/read' && event.change.failed))
    return doubting({ ...state, heard: heard.filter((one) => one.mark !== mark) })
  // Whatever else was unread there, only the server knows.
  if (event.type === 'message/read' && mark === undefined)
    return doubting({
      ...state,
      heard: heard.map((one) => (one.key === key && one.adds > 0 ? { ...one, adds: 0 } : one)),
    })
  if (mark === undefined || heard.some((one) => one.mark === mark)) return state
  const all = [...heard, { mark, key, adds: open.includes(key) ? 0 : addsOf(event) }]
  const next = { ...state, base: state.base + sum(all.slice(0, -100)), heard: all.slice(-100) }
  // Another device of ours that reads a dialog tells of the newest message only.
  return event.type === 'message/read' || isMissed(event) ? doubting(next) : next
}

const reduced = (state: UnreadState, event: UnreadEvent): UnreadState => {
  const { view, heard } = state
  switch (event.type) {
    case 'unread/load':
      return state.due > 0 ? state : { ...state, due: 1 }
    case 'unread/asked': {
      const base = state.base + sum(heard)
      return { ...state, base, heard: heard.map((one) => ({ ...one, adds: 0 })), view: { ...view, loading: true } }
    }
    case 'unread/loaded': {
      const next = { ...state, base: event.total, open: event.open, view: { ...view, loading: false, error: null } }
      // Counted or not? Asked when it is calm, the server's word is all.
      return heard.some(({ adds }) => adds !== 0) ? doubting(next) : next
    }
    case 'unread/failed':
      return { ...state, view: { ...view, loading: false, error: event.error } }
    case 'connection/state':
      return isDue(event.state, view.error) ? { ...state, due: state.due + 1 } : state
    default:
      return hear(state, event)
  }
}

/** Makes the number of unread messages of all that happens (`chat.events$`) and of what the server says. Pure. */
export const unreadReducer = (before: UnreadState, event: UnreadEvent): UnreadState => {
  const state = reduced(before, event)
  const total = Math.max(0, state.base + sum(state.heard))
  return total === state.view.total ? state : { ...state, view: { ...state.view, total } }
}
