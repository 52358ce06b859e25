import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from 'connectycube-sandbox'
import { buildSync } from 'esbuild'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { BrowserContext, Page } from 'playwright-core'
import { filter, firstValueFrom, timeout, timer } from 'rxjs'
import { startFaultProxy, type FaultProxy } from '../../scripts/fault-proxy.js'
import { inOrder } from '../support/delivery.js'
import { describeWithChromium } from './support/describe-with-chromium.js'

const password = 'password-of-all'
const users = [
  { id: 21, login: 'ann', password },
  { id: 56, login: 'ben', password },
]
const count = 50

const bundle = (): string =>
  buildSync({
    stdin: { contents: `export * from './dist/index.mjs'; export * from 'rxjs'`, resolveDir: process.cwd() },
    ...{ bundle: true, write: false, format: 'iife', globalName: 'sdk', target: 'es2022' },
  }).outputFiles[0]?.text ?? ''

/** What the page does: a chat of Ann, and what waits in it. */
const script = (config: object): string => `
  const chat = sdk.createChat(${JSON.stringify(config)})
  window.pending = []
  window.sent = []
  chat.outbox.pending$.subscribe((entries) => { window.pending = entries.map(({ kind, message, status }) => (kind === 'message' ? message.body : kind) + ' ' + status) })
  window.connect = () => chat.connection.connect({ userId: 21, password: '${password}' }).subscribe({ error: () => undefined })
  window.say = (bodies) => sdk.from(bodies).pipe(sdk.mergeMap((body) => chat.messages.send({ type: 'private', opponentId: 56 }, { body })))
    .subscribe(({ status, message }) => { if (status === 'sent') window.sent.push(message.body) })`

const until = (holds: () => boolean, ms = 15_000): Promise<unknown> =>
  firstValueFrom(timer(0, 20).pipe(filter(holds), timeout(ms)))

describeWithChromium('the outbox in a browser', (browser) => {
  let sandbox: Sandbox
  let proxy: FaultProxy
  let server: Server
  let context: BrowserContext
  let url: string

  beforeEach(async () => {
    sandbox = await startSandbox({ users, frames: true })
    const target = new URL(sandbox.websocket)
    // So slow that a window of messages takes several round trips.
    proxy = await startFaultProxy({ host: target.hostname, port: Number(target.port), latency: 100 })
    const config = {
      application: { id: 1, authKey: 'sandbox' },
      endpoints: { api: sandbox.api, websocket: `ws://127.0.0.1:${String(proxy.port)}/xmpp`, chat: sandbox.chat },
      reconnection: { totalReconnections: 1000, reconnectionTimeout: 100 },
    }
    const html = `<!doctype html><script>${bundle()}</script><script>${script(config)}</script>`
    server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(html)).listen(
      0,
      '127.0.0.1',
    )
    await once(server, 'listening')
    const address = server.address()
    url = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}/`
    context = await browser().newContext()
  }, 30_000)
  afterEach(async () => {
    await context.close()
    server.closeAllConnections()
    server.close()
    await proxy.stop()
    await sandbox.stop()
  })

  const open = async (): Promise<Page> => {
    const page = await context.newPage()
    await page.goto(url)
    return page
  }
  const bodies = inOrder(count).map((number) => `message ${String(number)}`)
  const queueOffline = async (): Promise<Page> => {
    const page = await open()
    proxy.refuse(true)
    await page.evaluate(`connect(); say(${JSON.stringify(bodies)})`)
    await page.waitForFunction(`pending.length === ${String(count)}`)
    return page
  }
  /** The bodies the server read from Ann's tabs, in order. */
  const read = (): readonly string[] =>
    sandbox
      .frames(21)
      .filter(({ direction }) => direction === 'in')
      .flatMap(({ text }) => /<body>([^<]*)<\/body>/.exec(text)?.[1] ?? [])

  it('sends what was queued offline before the page was killed in mid-flush, once each, in order', async () => {
    const page = await queueOffline()
    proxy.refuse(false)
    await until(() => read().length >= 20)
    // Nothing more gets through, however long the page takes to die.
    proxy.pause(true)
    const cdp = await context.newCDPSession(page)
    void cdp.send('Page.crash').catch(() => undefined)
    await page.waitForEvent('crash')
    proxy.cut()
    proxy.pause(false)
    expect(read().length).toBeLessThan(count)
    const again = await open()
    await again.evaluate('connect()')
    await until(() => new Set(read()).size === count)
    // Those under way when the page died may be repeated, under their ids: the server stores each once.
    expect([...new Set(read())]).toEqual(bodies)
    await again.waitForFunction('pending.length === 0')
  }, 60_000)

  it('is flushed by one of two tabs', async () => {
    const page = await queueOffline()
    await page.close()
    proxy.refuse(false)
    const tabs = await Promise.all([open(), open()])
    await Promise.all(tabs.map((tab) => tab.evaluate('connect()')))
    await until(() => read().length >= count)
    await Promise.all(tabs.map((tab) => tab.waitForFunction('pending.length === 0')))
    expect(read()).toEqual(bodies)
  }, 60_000)

  it('shows over a reload what waits', async () => {
    const page = await queueOffline()
    await page.reload()
    await page.evaluate('connect()')
    await page.waitForFunction(`pending.length === ${String(count)}`)
    expect(await page.evaluate('pending')).toEqual(bodies.map((body) => `${body} queued`))
  }, 60_000)
})
