import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from 'connectycube-sandbox'
import { mkdir } from 'node:fs/promises'
import type { BrowserContextOptions } from 'playwright-core'
import { buildApp, serveApp, type AppServer } from '../../examples/demo/app-server.js'
import { people } from '../../examples/demo/people.js'
import { seed } from '../../examples/demo/seed.js'
import { chatPerson } from './support/chat-person.js'
import { describeWithChromium } from './support/describe-with-chromium.js'

/** Where the pictures go; `npm run screenshots` puts them where the README shows them. */
const folder = process.env['SCREENSHOTS'] ?? '.cache/screenshots'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const
const desk = { viewport: { width: 1280, height: 800 } } as const

describeWithChromium('the pictures of the app', (browser) => {
  let sandbox: Sandbox
  let app: AppServer

  beforeAll(async () => {
    await buildApp(() => undefined)
    sandbox = await startSandbox({ users: people })
    await seed(sandbox)
    const { api, websocket, chat, appId: id, authKey } = sandbox
    app = await serveApp({ application: { id, authKey }, endpoints: { api, websocket, chat } }, 0)
    await mkdir(folder, { recursive: true })
  }, 300_000)
  afterAll(async () => {
    await app.stop()
    await sandbox.stop()
  })

  it.each<[string, BrowserContextOptions]>([
    ['light', { ...desk, colorScheme: 'light' }],
    ['dark', { ...desk, colorScheme: 'dark' }],
    ['phone', { ...phone, colorScheme: 'light' }],
  ])(
    'are taken: %s',
    async (name, options) => {
      const context = await browser().newContext({ ...options, deviceScaleFactor: 2, reducedMotion: 'reduce' })
      const ada = await chatPerson(context, app.url, people[0])
      await ada.page.getByRole('button', { name: /^Grace/ }).waitFor()
      if (name === 'phone') await ada.page.screenshot({ path: `${folder}/phone-list.png` })
      await ada.open('Ben')
      await ada.bubble('Send me a picture tomorrow.').last().waitFor()
      await ada.page.waitForFunction(() => [...document.images].every(({ complete }) => complete))
      await ada.page.screenshot({ path: `${folder}/${name}.png` })
      const beyond = await ada.page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement
        return scrollWidth - clientWidth
      })
      expect(beyond).toBeLessThanOrEqual(0)
      expect(ada.complaints).toEqual([])
      await context.close()
    },
    60_000,
  )
})
