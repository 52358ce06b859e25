// Measures what one message costs while the views of `chat.live` are shown: with 1, 100 and 1,000 dialogs in the list, and
// with 100, 1,000 and 10,000 messages in the dialog of the timeline. Writes the tables into docs/performance.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { concatMap, of, Subject, VirtualTimeScheduler } from 'rxjs'
import { createChat, type Chat, type DialogsView, type Timeline, type UnreadView } from '../../lib/index.js'
import { createFakeServer, jid, type FakeServer } from '../../spec/stream/fake-server.js'

const page = 'docs/performance.md'
const marks = ['<!-- measured by npm run bench:live -->', '<!-- end of what bench:live measured -->'] as const

const messages = 5000
const rounds = 9
const since = 1_700_000_000

const hex = (number: number): string => number.toString(16).padStart(24, '0')
const failed = (error: unknown): void => {
  throw error instanceof Error ? error : new Error('the chat failed')
}

/** The user's dialogs, each with another opponent. */
const wireDialog = (at: number) => ({
  ...{ _id: hex(at), type: 3, user_id: 21, occupants_ids: [21, 101 + at], unread_messages_count: 0 },
  ...{ last_message: 'Hello', last_message_id: hex(1_000_000 + at), last_message_user_id: 21 },
  ...{ last_message_date_sent: since - at, created_at: '2023-01-01T00:00:00Z', updated_at: '2023-01-01T00:00:00Z' },
})
/** The history of the first dialog, newest first. */
const wireMessage = (at: number) => ({
  ...{ _id: hex(2_000_000 - at), chat_dialog_id: hex(0), sender_id: 101, recipient_id: 21, message: 'Before' },
  ...{ date_sent: since - at, created_at: '2023-01-01T00:00:00Z', updated_at: '2023-01-01T00:00:00Z' },
  ...{ read_ids: [101], delivered_ids: [101] },
})

/** REST, answered at once. */
const answer = (url: URL, dialogs: number, history: number): object => {
  const numberOf = (name: string, otherwise: number): number => Number(url.searchParams.get(name) ?? otherwise)
  const [skip, limit] = [numberOf('skip', 0), numberOf('limit', 100)]
  const paged = (make: (at: number) => object, from: number, all: number): object => {
    const length = Math.max(0, Math.min(limit, all - from))
    return { total_entries: all, skip, limit, items: Array.from({ length }, (_one, at) => make(from + at)) }
  }
  if (url.pathname.endsWith('/session')) {
    return { session: { id: 1, user_id: 21, token: 'of-the-bench', created_at: '2020-01-01T00:00:00Z' } }
  }
  if (url.pathname.endsWith('/unread')) return { total: 0 }
  if (!url.pathname.endsWith('/Message')) return paged(wireDialog, skip, url.searchParams.has('type[in]') ? 0 : dialogs)
  return paged(wireMessage, skip + Math.max(0, since - numberOf('date_sent[lte]', since)), history)
}

interface Case {
  /** How many are in the list; the messages go to each in turn. */
  readonly dialogs: number
  /** How many are in the first dialog, in its history and heard before. */
  readonly history: number
  /** Of which dialog the timeline is; `undefined`: nothing is shown. */
  readonly timeline: number | undefined
}

interface Site extends Case {
  readonly chat: Chat
  readonly server: FakeServer
  readonly seen: { list?: DialogsView; timeline?: Timeline; unread?: UnreadView; heard: number }
  readonly times: number[]
}

let minted = 0
const frame = (dialogs: number): string => {
  const at = minted++ % dialogs
  const id = hex(3_000_000 + minted)
  const params = `<save_to_history>1</save_to_history><date_sent>${String(since + minted)}</date_sent><dialog_id>${hex(at)}</dialog_id>`
  return `<message xmlns="jabber:client" id="${id}" type="chat" from="${String(101 + at)}-10@chat.x/web" to="${jid}"><body>Message ${id}</body><extraParams xmlns="jabber:client">${params}</extraParams><markable xmlns="urn:xmpp:chat-markers:0"/></message>`
}

const open = (given: Case): Site => {
  const scheduler = new VirtualTimeScheduler()
  const server = createFakeServer(scheduler)
  const chat = createChat({
    application: { id: 10, authKey: 'bench' },
    endpoints: { api: 'http://127.0.0.1:9', websocket: 'ws://127.0.0.1:9', chat: 'chat.x' },
    delivered: 'never',
    platform: {
      ...{ WebSocket: server.WebSocket, scheduler },
      exchange: ({ url }) => {
        const body = JSON.stringify(answer(new URL(url), given.dialogs, given.history))
        return of({ status: 200, headers: { get: () => null }, body })
      },
    },
  })
  const seen: Site['seen'] = { heard: 0 }
  chat.messages.received$.subscribe({ next: () => seen.heard++, error: failed })
  const ready$ = chat.session
    .create({ login: 'bench', password: 'of-the-bench' })
    .pipe(concatMap(() => chat.connection.connect()))
  ready$.subscribe({ error: failed })
  scheduler.maxFrames = 1000
  scheduler.flush()
  if (given.timeline !== undefined) {
    const [more$, older$] = [new Subject<unknown>(), new Subject<unknown>()]
    chat.live.dialogs({}, { more$ }).subscribe({ next: (view) => (seen.list = view), error: failed })
    chat.live.unread().subscribe({ next: (view) => (seen.unread = view), error: failed })
    const { timeline: at } = given
    const shown = { type: 'private', opponentId: 101 + at, dialogId: hex(at) } as const
    chat.live.timeline(shown, { older$ }).subscribe({ next: (view) => (seen.timeline = view), error: failed })
    for (let pages = 0; pages < 12; pages++) for (const command$ of [more$, older$]) command$.next(pages)
    scheduler.flush()
    server.push(...Array.from({ length: given.history }, () => frame(1)))
  }
  return { ...given, chat, server, seen, times: [] }
}

/** Microseconds a message. */
const measure = ({ server, dialogs }: Site): number => {
  const frames = Array.from({ length: messages }, () => frame(dialogs))
  const start = performance.now()
  server.push(...frames)
  return ((performance.now() - start) / messages) * 1000
}
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN

const quiet = 5000
const sites = [
  open({ dialogs: 1000, history: 0, timeline: undefined }),
  ...[1, 100, 1000].map((dialogs) => open({ dialogs, history: 100, timeline: quiet })),
  ...[100, 1000, 10_000].map((history) => open({ dialogs: 1, history, timeline: 0 })),
]
// Interleaved, the first round for the compiler.
for (let round = -1; round < rounds; round++) {
  for (const site of sites) {
    const time = measure(site)
    if (round >= 0) site.times.push(time)
  }
}

/** What was measured is what is shown. */
for (const { chat, seen, timeline, dialogs, history } of sites) {
  const count = (rounds + 1) * messages
  const rows = timeline === undefined ? undefined : timeline === quiet ? history : 500
  const expected = timeline === undefined ? {} : { list: dialogs, unread: count + history, rows }
  const shown = { list: seen.list?.items.length, unread: seen.unread?.total, rows: seen.timeline?.items.length }
  if (JSON.stringify(shown) !== JSON.stringify(expected))
    throw new Error(`shown is ${JSON.stringify(shown)}, not ${JSON.stringify(expected)}`)
  if (seen.heard < count) throw new Error(`${String(seen.heard)} of ${String(count)} messages were heard`)
  chat.destroy()
}

const [none, ...shownSites] = sites
const table = (title: string, rows: readonly (readonly [string, Site | undefined])[]): string => {
  const base = median(rows.find(([name]) => name !== 'no view')?.[1]?.times ?? [])
  const row = ([name, site]: (typeof rows)[number]): string => {
    const time = median(site?.times ?? [])
    return `| ${name} | ${time.toFixed(1)} | ${(time / base).toFixed(2)} |`
  }
  return [`| ${title} | µs a message | ratio |`, '| --- | --- | --- |', ...rows.map(row)].join('\n')
}
const [cpu] = cpus()
const tables = [
  `Measured on ${new Date().toISOString().slice(0, 10)}: ${String(cpus().length)} × ${cpu?.model.trim() ?? 'unknown'}, Node ${process.versions.node}; median of ${String(rounds)} interleaved rounds of ${String(messages)} messages.`,
  table('dialogs in the list', [
    ['no view', none],
    ...shownSites.slice(0, 3).map((site) => [String(site.dialogs), site] as const),
  ]),
  table(
    'messages in the timeline’s dialog',
    shownSites.slice(3).map((site) => [String(site.history), site] as const),
  ),
].join('\n\n')
console.log(tables)

const text = readFileSync(page, 'utf8')
const [before, rest] = text.split(marks[0])
const [, after] = (rest ?? '').split(marks[1])
if (rest === undefined || after === undefined) throw new Error(`${page} has no place for the tables`)
writeFileSync(page, `${before ?? ''}${marks[0]}\n\n${tables}\n\n${marks[1]}${after}`)
