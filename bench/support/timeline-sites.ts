// The chats of the case `timeline`, with so many dialogs in the list and so many messages in the dialog of the timeline.
import type { DialogsView, Timeline, UnreadView } from 'connectycube-rx'
import { Subject } from 'rxjs'
import type { Commands } from './figures.js'
import { dialogId, hex, since } from './frames.js'
import { sessionAnswer } from './rest-answer.js'
import { each, failed, heap, openVirtualChat, type VirtualChat } from './virtual-chat.js'

const dates = { created_at: '2023-01-01T00:00:00Z', updated_at: '2023-01-01T00:00:00Z' }
/** The user's dialogs, each with another opponent. */
const wireDialog = (at: number) => ({
  ...{ _id: dialogId(at), type: 3, user_id: 21, occupants_ids: [21, 101 + at], unread_messages_count: 0 },
  ...{ last_message: 'Hello', last_message_id: hex(1_000_000 + at), last_message_user_id: 21 },
  ...{ last_message_date_sent: since - at, ...dates },
})
/** The history of every dialog, newest first. */
const wireMessage = (at: number) => ({
  ...{ _id: hex(900_000 - at), chat_dialog_id: dialogId(0), sender_id: 101, recipient_id: 21, message: 'Before' },
  ...{ date_sent: since - at, ...dates, read_ids: [101], delivered_ids: [101] },
})

/** REST of an account with so many dialogs and messages in each. */
const restOf =
  (dialogs: number, history: number) =>
  (url: URL): object => {
    const numberOf = (name: string, otherwise: number): number => Number(url.searchParams.get(name) ?? otherwise)
    const [skip, limit] = [numberOf('skip', 0), numberOf('limit', 100)]
    const paged = (make: (at: number) => object, from: number, all: number): object => {
      const length = Math.max(0, Math.min(limit, all - from))
      return { total_entries: all, skip, limit, items: Array.from({ length }, (_one, at) => make(from + at)) }
    }
    if (url.pathname.endsWith('/session')) return sessionAnswer()
    if (url.pathname.endsWith('/unread')) return { total: 0 }
    if (!url.pathname.endsWith('/Message'))
      return paged(wireDialog, skip, url.searchParams.has('type[in]') ? 0 : dialogs)
    return paged(wireMessage, skip + Math.max(0, since - numberOf('date_sent[lte]', since)), history)
  }

interface Site extends VirtualChat {
  readonly dialogs: number
  readonly seen: { list?: DialogsView; timeline?: Timeline; unread?: UnreadView; heard: number }
  readonly older$: Subject<unknown>
}

/** Shows the list, what is unread, and the timeline of the dialog at `shown`. */
const show = ({ chat, flush, seen, older$ }: Site, shown: number): void => {
  const more$ = new Subject<unknown>()
  const dialog = { type: 'private', opponentId: 101 + shown, dialogId: dialogId(shown) } as const
  chat.live.dialogs({}, { more$ }).subscribe({ next: (view) => (seen.list = view), error: failed })
  chat.live.unread().subscribe({ next: (view) => (seen.unread = view), error: failed })
  chat.live.timeline(dialog, { older$ }).subscribe({ next: (view) => (seen.timeline = view), error: failed })
  for (let page = 0; page < 12; page++) for (const command$ of [more$, older$]) command$.next(page)
  flush()
}

const open = (dialogs: number, history: number): Site => {
  const site = { ...openVirtualChat(restOf(dialogs, history)), dialogs, seen: { heard: 0 }, older$: new Subject() }
  site.chat.messages.received$.subscribe({ next: () => site.seen.heard++, error: failed })
  return site
}

const sites: Site[] = []
const siteAt = (at: number): Site => {
  const site = sites[at]
  if (site === undefined) throw new Error(`no site ${String(at)}`)
  return site
}

export const commands: Commands = {
  /** A chat; with the views when it is told whose timeline to show. */
  open: (dialogs = 0, history = 0, shown?: number) => {
    const site = open(dialogs, history)
    if (shown !== undefined) show(site, shown)
    return { site: sites.push(site) - 1 }
  },
  /** One message after the other. */
  receive: (at = 0, count = 0) => {
    const { seen, dialogs, receive } = siteAt(at)
    const before = seen.heard
    const figures = each(count, () => receive(count, dialogs))
    if (seen.heard - before !== count) throw new Error(`${String(seen.heard - before)} messages were heard`)
    if (seen.list !== undefined && seen.list.items.length !== dialogs) throw new Error('a list that is not complete')
    return figures
  },
  /** One page of the history after the other, in a timeline that was just opened. */
  pages: (at = 0, count = 0) => {
    const { chat, flush } = siteAt(at)
    const [older$, seen] = [new Subject<unknown>(), { rows: 0 }]
    const dialog = { type: 'private', opponentId: 101, dialogId: dialogId(0) } as const
    const next = ({ items }: Timeline): number => (seen.rows = items.length)
    const shown = chat.live.timeline(dialog, { older$ }).subscribe({ next, error: failed })
    flush()
    const figures = each(count, () => {
      for (let page = 0; page < count; page++) {
        older$.next(page)
        flush()
      }
    })
    shown.unsubscribe()
    if (seen.rows < count * 50) throw new Error(`${String(seen.rows)} rows after ${String(count)} pages`)
    return figures
  },
  /** What stays of so many messages, KiB. */
  keep: (at = 0, count = 0) => {
    const { receive, dialogs } = siteAt(at)
    receive(1000, dialogs) // for the compiler, whose work stays too
    const before = heap()
    receive(count, dialogs)
    return { kept: (heap() - before) / 1024 }
  },
}
