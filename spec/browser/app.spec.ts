import { afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from 'connectycube-sandbox'
import { firstValueFrom, lastValueFrom, filter, concatMap, timeout, timer, from } from 'rxjs'
import { WebSocket } from 'ws'
import { buildApp, serveApp, type AppServer } from '../../examples/demo/app-server.js'
import { people } from '../../examples/demo/people.js'
import { createChat, type ChatConfig } from '../../lib/index.js'
import { startFaultProxy, type FaultProxy } from '../../scripts/fault-proxy.js'
import { chatPerson, type ChatPerson } from './support/chat-person.js'
import { describeWithChromium } from './support/describe-with-chromium.js'

const [adasLogin, bensLogin] = people

describeWithChromium('the chat app', (browser) => {
  let sandbox: Sandbox
  let proxy: FaultProxy
  let app: AppServer
  let ada: ChatPerson
  let ben: ChatPerson

  const configOf = (websocket: string): ChatConfig => ({
    application: { id: sandbox.appId, authKey: sandbox.authKey },
    endpoints: { api: sandbox.api, websocket, chat: sandbox.chat },
    reconnection: { totalReconnections: 100, reconnectionTimeout: 200 },
  })
  /** The two have a chat. */
  const meet = async (): Promise<void> => {
    const chat = createChat({ ...configOf(sandbox.websocket), platform: { WebSocket } })
    const { login, password } = adasLogin
    const met$ = chat.session
      .create({ login, password })
      .pipe(concatMap(() => chat.dialogs.create({ type: 'private', occupantIds: [bensLogin.id] })))
    await lastValueFrom(met$)
    chat.destroy()
  }
  const enter = async (person: { readonly login: string; readonly password: string }, opponent: string) => {
    const context = await browser().newContext({ viewport: { width: 1180, height: 860 } })
    const entered = await chatPerson(context, app.url, person)
    await entered.open(opponent)
    return entered
  }

  beforeAll(() => buildApp(() => undefined), 240_000)
  beforeEach(async () => {
    sandbox = await startSandbox({ users: people })
    const target = new URL(sandbox.websocket)
    proxy = await startFaultProxy({ host: target.hostname, port: Number(target.port) })
    app = await serveApp(configOf(`ws://127.0.0.1:${String(proxy.port)}/xmpp`), 0)
    await meet()
    ;[ada, ben] = await Promise.all([enter(adasLogin, 'Ben'), enter(bensLogin, 'Ada')])
  }, 60_000)
  afterEach(async () => {
    for (const { context } of [ada, ben]) await context.close()
    await app.stop()
    await proxy.stop()
    await sandbox.stop()
  }, 30_000)

  /** Waits until both see the same, which is `count` messages; sorted, as the ids order what two people say within a second. */
  const same = async (count: number): Promise<readonly string[]> => {
    const both = async (): Promise<readonly (readonly string[])[]> => [await ada.list(), await ben.list()]
    const [adas = []] = await firstValueFrom(
      timer(0, 50).pipe(
        concatMap(() => from(both())),
        filter(([one = [], other = []]) => one.length === count && JSON.stringify(one) === JSON.stringify(other)),
        timeout(15_000),
      ),
    ).catch(async () => both())
    expect(await ben.list()).toEqual(adas)
    expect(adas).toHaveLength(count)
    return [...adas].sort()
  }

  it('lets two people chat: statuses, typing, reactions, edits, deletions', async () => {
    await ada.say('Good morning, Ben.')
    await ada.status('Good morning, Ben.', 'Read')
    await ben.page.getByRole('textbox', { name: /^Message / }).pressSequentially('Good')
    await ada.page.getByText('typing…').first().waitFor()
    await ben.say('Good morning, Ada.')
    await ada.bubble('Good morning, Ada.').waitFor()
    await same(2)

    await ben.choose('Good morning, Ben.', 'React with 👍')
    await ada.bubble('Good morning, Ben.').getByRole('button', { name: '👍 1' }).waitFor()
    expect(await same(2)).toEqual(['Good morning, Ada. |  | ', 'Good morning, Ben. |  | 👍 1'])

    await ada.choose('Good morning, Ben.', 'Edit')
    await ada.say('Good evening, Ben.')
    await ben.bubble('Good evening, Ben.').getByText('edited').waitFor()
    expect(await same(2)).toEqual(['Good evening, Ben. |  | 👍 1', 'Good morning, Ada. |  | '])

    await ben.choose('Good morning, Ada.', 'Delete')
    await ada.bubble('Good morning, Ada.').waitFor({ state: 'detached' })
    expect(await same(1)).toEqual(['Good evening, Ben. |  | 👍 1'])
    expect([...ada.complaints, ...ben.complaints]).toEqual([])
  }, 60_000)

  it('sends a picture, and shows it', async () => {
    const buffer = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="60"><rect width="80" height="60"/></svg>',
    )
    await ada.page.locator('input[type=file]').setInputFiles({ name: 'hill.svg', mimeType: 'image/svg+xml', buffer })
    await ada.page.getByText('Ready to send').waitFor()
    await ada.say('From the hill')
    await ada.status('From the hill', 'Read')
    const picture = ben.bubble('From the hill').getByRole('img', { name: 'hill.svg' })
    await picture.waitFor()
    await ben.page.waitForFunction(() =>
      [...document.images].some(({ alt, naturalWidth }) => alt === 'hill.svg' && naturalWidth === 80),
    )
    expect(await same(1)).toEqual(['From the hill | Open hill.svg | '])
    expect([...ada.complaints, ...ben.complaints]).toEqual([])
  }, 60_000)

  it('answers a message, and shows what is answered', async () => {
    await ada.say('What did Charles say?')
    await ben.choose('What did Charles say?', 'Reply')
    await ben.say('Sixty drawings.')
    const quote = ada.bubble('Sixty drawings.').getByRole('button', { name: /What did Charles say/ })
    await quote.waitFor()
    await same(2)
  }, 60_000)

  it('tells who is blocked that nothing arrives, and that it does again', async () => {
    const toggle = async (item: string): Promise<void> => {
      await ben.page.getByRole('button', { name: 'Chat actions' }).click()
      await ben.page.getByRole('menuitem', { name: item }).click()
    }
    await toggle('Block Ada')
    await ben.page.getByText('Blocked', { exact: true }).waitFor()
    await ada.say('Are you there?')
    const failed = ada.bubble('Are you there?').getByRole('group', { name: 'Failed' })
    await failed.waitFor()
    await toggle('Unblock Ada')
    await ben.page.getByText('Blocked', { exact: true }).waitFor({ state: 'detached' })
    await failed.getByRole('button', { name: 'Retry' }).click()
    await ben.bubble('Are you there?').waitFor()
    await same(1)
  }, 60_000)

  it('shows the same to both after the link was cut, over and over', async () => {
    for (const round of [1, 2, 3]) {
      await ada.say(`before ${String(round)}`)
      proxy.cut()
      await ben.say(`after ${String(round)}`)
      await ada.bubble(`after ${String(round)}`).waitFor()
      await ben.bubble(`before ${String(round)}`).waitFor()
    }
    await same(6)
    proxy.refuse(true)
    proxy.cut()
    await ada.banner.getByText(/Try \d+ follows/).waitFor()
    await ada.banner.getByRole('button', { name: 'Try now' }).waitFor()
    await ada.say('said in an outage')
    await ada.status('said in an outage', 'Queued')
    proxy.refuse(false)
    await ben.bubble('said in an outage').waitFor()
    await ada.banner.getByText(/Try \d+ follows/).waitFor({ state: 'detached' })
    await same(7)
  }, 90_000)

  it('shows the same to both after one was offline while both wrote, changed and reacted', async () => {
    await ada.say('one')
    await ben.say('two')
    await same(2)
    await ada.context.setOffline(true)
    await ada.banner.getByText('Waiting for the network').waitFor()
    await ada.say('written offline')
    await ada.bubble('written offline').waitFor()
    await ada.choose('one', 'Edit')
    await ada.say('one, better')
    await ben.choose('two', 'Delete')
    await ben.choose('one', 'React with 👍')
    await ben.say('three')
    await ada.context.setOffline(false)
    await ben.bubble('written offline').waitFor()
    await ada.bubble('three').waitFor()
    const list = await same(3)
    expect(list).toEqual(['one, better |  | 👍 1', 'three |  | ', 'written offline |  | '])
  }, 90_000)

  it('keeps over a reload what waits, and sends it once and in order', async () => {
    proxy.refuse(true)
    proxy.cut()
    for (const text of ['first', 'second', 'third']) {
      await ada.say(text)
      await ada.status(text, 'Queued')
    }
    await ada.page.reload()
    await ada.open('Ben')
    await ada.status('third', 'Queued')
    expect(await ada.list()).toEqual(['first |  | ', 'second |  | ', 'third |  | '])
    proxy.refuse(false)
    await ben.bubble('third').waitFor()
    expect(await same(3)).toEqual(['first |  | ', 'second |  | ', 'third |  | '])
  }, 90_000)
})
