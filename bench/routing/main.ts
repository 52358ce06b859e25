// Measures what one message costs while the messages of 1, 10, 100 and 1,000 dialogs are listened to, and writes the table into docs/performance.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { VirtualTimeScheduler } from 'rxjs'
import { createChat, type Chat } from '../../lib/index.js'
import { createFakeServer, jid, type FakeServer } from '../../spec/stream/fake-server.js'

const page = 'docs/performance.md'
const marks = ['<!-- measured by npm run bench:routing -->', '<!-- end of what was measured -->'] as const

const dialogs = 1000
const messages = 20_000
const rounds = 9
const listened = [1, 10, 100, 1000]

interface Site {
  readonly chat: Chat
  readonly server: FakeServer
  readonly heard: () => number
}

const failed = (error: unknown): void => {
  throw error instanceof Error ? error : new Error('the chat failed')
}

/** A chat that is online, with so many dialogs listened to. */
const open = (listeners: number): Site => {
  const scheduler = new VirtualTimeScheduler()
  const server = createFakeServer(scheduler)
  const chat = createChat({
    application: { id: 10, authKey: 'bench' },
    endpoints: { api: 'http://127.0.0.1:9', websocket: 'ws://127.0.0.1:9', chat: 'chat.x' },
    delivered: 'never',
    platform: { WebSocket: server.WebSocket, scheduler },
  })
  let heard = 0
  for (let at = 1; at <= listeners; at++) {
    chat.messages.in({ type: 'private', opponentId: 100 + at }).subscribe({ next: () => heard++, error: failed })
  }
  chat.connection.connect({ userId: 21, password: 'of-the-bench' }).subscribe({ error: failed })
  scheduler.maxFrames = 1000
  scheduler.flush()
  return { chat, server, heard: () => heard }
}

let minted = 0
const frame = (): string => {
  const id = (++minted).toString(16).padStart(24, '0')
  const from = `${String(101 + (minted % dialogs))}-10@chat.x/web`
  const params = `<save_to_history>1</save_to_history><date_sent>1700000000</date_sent><dialog_id>5c0900000000000000000022</dialog_id>`
  return `<message xmlns="jabber:client" id="${id}" type="chat" from="${from}" to="${jid}"><body>Message ${id}</body><extraParams xmlns="jabber:client">${params}</extraParams><markable xmlns="urn:xmpp:chat-markers:0"/></message>`
}

/** Microseconds a message. */
const measure = ({ server }: Site): number => {
  const frames = Array.from({ length: messages }, frame)
  const start = performance.now()
  server.push(...frames)
  return ((performance.now() - start) / messages) * 1000
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN

const sites = listened.map((listeners) => ({ listeners, site: open(listeners), times: [] as number[] }))
// Interleaved, the first round for the compiler.
for (let round = -1; round < rounds; round++) {
  for (const { site, times } of sites) {
    const time = measure(site)
    if (round >= 0) times.push(time)
  }
}
for (const { listeners, site } of sites) {
  const expected = ((rounds + 1) * messages * listeners) / dialogs
  if (site.heard() !== expected) throw new Error(`${String(site.heard())} of ${String(expected)} messages were heard`)
  site.chat.destroy()
}

const [base] = sites.map(({ times }) => median(times))
const row = ({ listeners, times }: (typeof sites)[number]): string =>
  `| ${String(listeners)} | ${median(times).toFixed(1)} | ${(median(times) / (base ?? NaN)).toFixed(2)} |`
const [cpu] = cpus()
const table = [
  `Measured on ${new Date().toISOString().slice(0, 10)}: ${String(cpus().length)} × ${cpu?.model.trim() ?? 'unknown'}, Node ${process.versions.node}; median of ${String(rounds)} interleaved rounds of ${String(messages)} messages in ${String(dialogs)} dialogs.`,
  '',
  '| dialogs listened to | µs a message | ratio |',
  '| --- | --- | --- |',
  ...sites.map(row),
].join('\n')
console.log(table)

const text = readFileSync(page, 'utf8')
const [before, rest] = text.split(marks[0])
const [, after] = (rest ?? '').split(marks[1])
if (rest === undefined || after === undefined) throw new Error(`${page} has no place for the table`)
writeFileSync(page, `${before ?? ''}${marks[0]}\n\n${table}\n\n${marks[1]}${after}`)
