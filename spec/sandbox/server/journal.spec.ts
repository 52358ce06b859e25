import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { build } from 'esbuild'
import { startSandbox, type Sandbox } from '../../../sandbox/src/index.js'
import { child, el, type Element } from '../../../sandbox/src/xml/element.js'
import { NS } from '../../../sandbox/src/xml/namespaces.js'
import { serialize } from '../../../sandbox/src/xml/serialize.js'
import { bodyOf, login, message, named, settled, withId } from './raw-client.js'
import { field, itemsOf, restLogin, restOf, type Rest } from './rest-client.js'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
  file = join(folder, 'journal.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true }))

const users = ['ann', 'bob'].map((name, index) => ({ id: index + 1, login: name, password: 'passw0rd-of-all' }))

const everybody = el('item', NS.privacy, { action: 'deny', order: '1' })
const privacy = (type: string, ...children: readonly Element[]): Element =>
  el('iq', NS.client, { type, id: type }, [el('query', NS.privacy, {}, children)])

describe('the journal', () => {
  const running: Sandbox[] = []
  const start = async (): Promise<Sandbox> => {
    const sandbox = await startSandbox({ users, data: file })
    running.push(sandbox)
    return sandbox
  }
  const stop = async (): Promise<void> => {
    for (const sandbox of running.splice(0)) await sandbox.stop()
  }
  afterEach(stop)

  it('brings everything back: users, sessions, dialogs, messages, files, push, contacts, privacy lists, rosters, waiting stanzas', async () => {
    const before = await start()
    const { rest, token } = await restLogin(before, 'ann')
    const dialog = await rest('POST', '/chat/Dialog', { type: 2, name: 'team', occupants_ids: [2] })
    const id = String(field(dialog.body, '_id'))
    const sent = await rest('POST', '/chat/Message', { chat_dialog_id: id, message: 'kept', mood: 'gay' })
    await rest('PUT', `/chat/Message/${String(field(sent.body, '_id'))}/reactions`, { add: '👍' })
    const blob = field(
      (await rest('POST', '/blobs', { blob: { name: 'a.txt', content_type: 'text/plain', public: true } })).body,
      'blob',
    )
    const url = new URL(String(field(field(blob, 'blob_object_access'), 'params')))
    const form = new FormData()
    form.append('key', String(url.searchParams.get('key')))
    form.append('file', new Blob(['content']))
    await fetch(url.origin + url.pathname, { method: 'POST', body: form })
    await rest('PUT', `/blobs/${String(field(blob, 'id'))}/complete`, { size: 7 })
    const device = { platform: 'android', udid: 'd' }
    const push_token = { client_identification_sequence: 'x' }
    await rest('POST', '/subscriptions', { notification_channel: 'gcm', device, push_token })
    await rest('POST', '/address_book', { contacts: [{ name: 'Eve', phone: '380501112233' }] })
    const removed = await rest('POST', '/chat/Message', { chat_dialog_id: id, message: 'gone' })
    await rest('DELETE', `/chat/Message/${String(field(removed.body, '_id'))}?force=1`)
    const chat = await login(before, 1)
    chat.send(message({ id: '65a000000000000000000001', to: '2-1@chat.localhost', body: 'waits for bob', keep: false }))
    const roster = el('query', NS.roster, {}, [el('item', NS.roster, { jid: '2-1@chat.localhost', name: 'Bob' })])
    chat.send(el('iq', NS.client, { type: 'set', id: 'roster' }, [roster]))
    chat.send(el('presence', NS.client, { type: 'subscribe', to: '3-1@chat.localhost' }))
    chat.send(privacy('set', el('list', NS.privacy, { name: 'custom' }, [everybody])))
    chat.send(privacy('set', el('default', NS.privacy, { name: 'custom' })))
    await settled(chat)
    chat.terminate()
    const asked = [
      '/session',
      '/chat/Dialog',
      `/chat/Message?chat_dialog_id=${id}`,
      '/blobs',
      '/subscriptions',
      '/address_book',
      '/users/2',
    ]
    const told = async (by: Rest) => Promise.all(asked.map(async (path) => (await by('GET', path)).body))
    const expected = JSON.stringify(await told(rest)).replace(/"last_request_at":"[^"]*"/g, '')
    await stop()
    const after = await start()
    const again = restOf(after, token)
    expect(JSON.stringify(await told(again)).replace(/"last_request_at":"[^"]*"/g, '')).toBe(expected)
    const uid = String(field(blob, 'uid'))
    expect(await (await fetch(`${after.api}/blobs/${uid}`)).text()).toBe('content')
    const bob = await login(after, 2)
    expect(bodyOf(await bob.next(named('message')))).toBe('waits for bob')
    bob.terminate()
    const ann = await login(after, 1)
    ann.send(privacy('get', el('list', NS.privacy, { name: 'custom' })))
    ann.send(privacy('get'))
    const [items, names] = [await ann.next(named('iq')), await ann.next(named('iq'))]
    expect(serialize(items)).toContain(serialize(everybody).replace(/ xmlns="[^"]*"/, ''))
    expect(serialize(names)).toContain('<default name="custom"/>')
    ann.send(el('iq', NS.client, { type: 'get', id: 'roster' }, [el('query', NS.roster)]))
    const contacts = child(await ann.next(withId('roster')), 'query', NS.roster)
    expect(contacts?.children).toMatchObject([
      { attrs: { jid: '2-1@chat.localhost', name: 'Bob', subscription: 'none' } },
      { attrs: { jid: '3-1@chat.localhost', ask: 'subscribe' } },
    ])
    ann.terminate()
    const fresh = field(
      (await again('POST', '/users', { user: { login: 'carol', password: 'passw0rd-of-all' } })).body,
      'user',
    )
    expect(Number(field(fresh, 'id'))).toBeGreaterThan(Number(field(blob, 'id')))
  })

  it('writes an answered change before it answers', async () => {
    const sandbox = await start()
    const { rest } = await restLogin(sandbox, 'ann')
    const sent = await rest('POST', '/chat/Message', { recipient_id: 2, message: 'on disk' })
    expect(readFileSync(file, 'utf8')).toContain(`["messages","${String(field(sent.body, '_id'))}"`)
  })

  it('starts with a torn last line, and continues behind it', async () => {
    const { rest } = await restLogin(await start(), 'ann')
    await rest('POST', '/chat/Message', { recipient_id: 2, message: 'first' })
    await stop()
    appendFileSync(file, '["messages","65a0000000000000000')
    const second = (await restLogin(await start(), 'ann')).rest
    await second('POST', '/chat/Message', { recipient_id: 2, message: 'second' })
    await stop()
    const { rest: third } = await restLogin(await start(), 'ann')
    const [dialog] = itemsOf((await third('GET', '/chat/Dialog')).body)
    const { body } = await third('GET', `/chat/Message?chat_dialog_id=${String(field(dialog, '_id'))}`)
    expect(itemsOf(body)).toMatchObject([{ message: 'first' }, { message: 'second' }])
  })

  it.each(['["messages"]\n', 'nonsense\n', '{}\n'])('refuses a file damaged elsewhere: %j', async (line) => {
    writeFileSync(file, `${line}["users",1,null]\n`)
    await expect(startSandbox({ data: file })).rejects.toThrow('Line 1 of the journal is damaged')
    expect(readFileSync(file, 'utf8')).toContain(line)
  })

  it('forgets at a start what no longer counts', async () => {
    const { rest } = await restLogin(await start(), 'ann')
    for (let n = 0; n < 50; n += 1) await rest('GET', '/chat/Dialog')
    await stop()
    const grown = readFileSync(file, 'utf8').split('\n').length
    await start()
    expect(grown).toBeGreaterThan(100)
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(10)
  })
})

describe('a sandbox killed in mid-traffic', () => {
  const outfile = 'sandbox/dist/cli-journal-under-test.mjs'
  let child: ChildProcess | undefined
  beforeAll(async () => {
    const entryPoints = ['sandbox/src/cli.ts']
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' })
  })
  afterEach(() => void child?.kill('SIGKILL'))
  afterAll(() => rmSync(outfile))
  const start = async (): Promise<Pick<Sandbox, 'api' | 'websocket'>> => {
    child = spawn(process.execPath, [outfile, '--data', file])
    const [line]: unknown[] = await once(child.stdout ?? child, 'data')
    const told: unknown = JSON.parse(String(line))
    return { api: String(field(told, 'api')), websocket: String(field(told, 'websocket')) }
  }
  it('has everything it answered or acknowledged, three times in a row', async () => {
    const answered: string[] = []
    let acknowledged = 0
    for (let round = 0; round < 3; round += 1) {
      const sandbox = await start()
      const { rest, answer } = await restLogin(sandbox, 'ann')
      await restLogin(sandbox, 'bob')
      const bobId = Number(field(field((await rest('GET', '/users/by_login?login=bob')).body, 'user'), 'id'))
      const annId = Number(field(field(answer.body, 'session'), 'user_id'))
      const talk = async (): Promise<void> => {
        for (;;) {
          const sent = await rest('POST', '/chat/Message', { recipient_id: bobId, message: 'rest' })
          answered.push(String(field(sent.body, '_id')))
        }
      }
      const talkers = Promise.allSettled(Array.from({ length: 8 }, talk))
      const chat = await login(sandbox, annId, { sm: true })
      const base = acknowledged
      for (let n = 0; n < 400; n += 1) {
        const id = `65a0000000000000000${round}${String(n).padStart(4, '0')}`
        chat.send(message({ id, to: `${bobId}-1@chat.localhost`, body: 'chat' }))
        if (n % 10 === 9) chat.sendText('<r xmlns="urn:xmpp:sm:3"/>')
      }
      // The bind, carbons and presence: carbons and presence are counted before the messages.
      const counted = 2
      const isAck = (h: number) => (frame: { name: string; ns: string; attrs: Readonly<Record<string, string>> }) =>
        frame.name === 'a' && frame.ns === NS.sm && Number(frame.attrs['h']) >= h
      const ack = await chat.next(isAck(counted + 100))
      acknowledged = base + Number(ack.attrs['h']) - counted
      child?.kill('SIGKILL')
      await talkers
      chat.terminate()
    }
    const { rest } = await restLogin(await start(), 'bob')
    const [dialog] = itemsOf((await rest('GET', '/chat/Dialog')).body)
    const kept = new Set<unknown>()
    const counts = { rest: 0, chat: 0 }
    for (let skip = 0; ; skip += 100) {
      const path = `/chat/Message?chat_dialog_id=${String(field(dialog, '_id'))}&limit=100&skip=${skip}&mark_as_read=0`
      const items = itemsOf((await rest('GET', path)).body)
      for (const item of items) {
        kept.add(field(item, '_id'))
        counts[field(item, 'message') === 'rest' ? 'rest' : 'chat'] += 1
      }
      if (items.length === 0) break
    }
    expect(answered.length).toBeGreaterThan(30)
    expect(answered.filter((id) => !kept.has(id))).toEqual([])
    expect(acknowledged).toBeGreaterThanOrEqual(300)
    expect(counts.chat).toBeGreaterThanOrEqual(acknowledged)
    expect(kept.size).toBe(counts.rest + counts.chat)
  }, 60_000)
})
