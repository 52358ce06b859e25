import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { chromium, type Browser, type Locator, type Page } from 'playwright-core'
import { startSandbox, type Sandbox } from 'connectycube-sandbox'
import { people } from '../../examples/tour/sandbox-stage.js'
import { servePage, type PageServer } from '../../examples/two-people/serve.js'

const flags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--no-first-run'],
]

describe('the page for two people', () => {
  let browser: Browser
  let sandbox: Sandbox
  let server: PageServer
  let page: Page
  let ada: Locator
  let ben: Locator
  let complaints: string[]

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags })
  }, 30_000)
  afterAll(() => browser.close())

  beforeEach(async () => {
    sandbox = await startSandbox({ users: people })
    server = await servePage({ ...sandbox, people }, 0)
    page = await browser.newPage({ viewport: { width: 1180, height: 860 } })
    page.setDefaultTimeout(15_000)
    complaints = []
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(server.url)
    ada = page.locator('[data-person=ada]')
    ben = page.locator('[data-person=ben]')
    await online(ada)
    await online(ben)
  }, 20_000)
  afterEach(async () => {
    await page.close()
    await server.stop()
    await sandbox.stop()
  })

  const online = (person: Locator) => person.locator('[data-state=ready]').waitFor()
  const say = async (person: Locator, text: string) => {
    await person.getByRole('textbox').fill(text)
    await person.getByRole('textbox').press('Enter')
  }
  const bubble = (person: Locator, text: string) => person.getByRole('listitem').filter({ hasText: text })
  const at = (person: Locator, text: string, station: string) =>
    bubble(person, text)
      .and(page.locator(`[data-station=${station}]`))
      .waitFor()
  const texts = (person: Locator) => person.locator('.body').allTextContents()
  const arrivals = (person: Locator) =>
    person.locator('.incoming').evaluateAll((items) => items.map((item) => item.getAttribute('data-arrivals')))

  it('shows both online, a message, its ticks and who types', async () => {
    await say(ada, 'Good morning, Ben.')
    await bubble(ben, 'Good morning, Ben.').waitFor()
    await at(ada, 'Good morning, Ben.', 'delivered')
    expect(await ben.getByText('1 new').isVisible()).toBe(true)

    await ben.getByRole('textbox').pressSequentially('Good')
    await at(ada, 'Good morning, Ben.', 'read')
    await ada.getByText('Ben is typing').waitFor()
    await say(ben, 'Good morning, Ada.')
    await bubble(ada, 'Good morning, Ada.').waitFor()
    await ada.getByText('Ben is typing').waitFor({ state: 'hidden' })
    expect(complaints).toEqual([])
  }, 30_000)

  it('is back at once after a cut', async () => {
    await ada.getByRole('button', { name: 'Cut' }).click()
    await ada.getByText(/forceClosed → reconnecting → connecting → authenticated → resumed → ready in \d+ ms/).waitFor()
    await ada.getByText('picked up where it was').waitFor()
    expect(complaints).toEqual([])
  }, 30_000)

  it('queues what is written while it is cut, and delivers it once and in order', async () => {
    await ada.getByRole('button', { name: 'Airplane mode' }).click()
    await ada.getByText('Waiting for the network').waitFor()
    await say(ada, 'first of Ada')
    await say(ada, 'second of Ada')
    await say(ben, 'from Ben')
    await at(ada, 'first of Ada', 'queued')
    await at(ada, 'second of Ada', 'queued')
    expect(await texts(ben)).toEqual(['from Ben'])

    await ada.getByRole('button', { name: 'Airplane mode' }).click()
    await online(ada)
    await at(ada, 'second of Ada', 'delivered')
    await bubble(ada, 'from Ben').waitFor()
    await say(ada, 'over')
    await say(ben, 'and out')
    await bubble(ben, 'over').waitFor()
    await bubble(ada, 'and out').waitFor()
    expect(await texts(ben)).toEqual(['from Ben', 'first of Ada', 'second of Ada', 'over', 'and out'])
    expect([await arrivals(ben), await arrivals(ada)]).toEqual([
      ['1', '1', '1'],
      ['1', '1'],
    ])
    expect(complaints).toEqual([])
  }, 30_000)

  it('counts down to the next try of an outage, and tries at once when asked to', async () => {
    await ben.getByRole('button', { name: 'Outage' }).click()
    await ben.getByText(/^try 2 in \d s$/).waitFor()
    await ben.getByRole('button', { name: 'Try now' }).click()
    await ben.getByText(/^try 3 in \d s$/).waitFor()
    await say(ben, 'held back')
    await at(ben, 'held back', 'queued')
    await ben.getByRole('button', { name: 'Try now' }).click()
    await online(ben)
    await bubble(ada, 'held back').waitFor()
    expect(await arrivals(ada)).toEqual(['1'])
  }, 30_000)

  it('notices a frozen connection by itself', async () => {
    await ada.getByRole('button', { name: 'Freeze' }).click()
    await say(ben, 'into the ice')
    await at(ben, 'into the ice', 'delivered')
    await ada.getByText(/forceClosed → reconnecting.* → resumed → ready in/).waitFor()
    expect(await arrivals(ada)).toEqual(['1'])
    expect(await bubble(ada, 'into the ice').count()).toBe(1)
  }, 30_000)

  it('shows the conversation again after a reload', async () => {
    await say(ada, 'to be kept')
    await at(ada, 'to be kept', 'delivered')
    await ben.hover()
    await at(ada, 'to be kept', 'read')
    await page.reload()
    await at(ada, 'to be kept', 'read')
    await bubble(ben, 'to be kept').waitFor()
    expect(complaints).toEqual([])
  }, 30_000)
})
