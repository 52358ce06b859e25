import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from 'connectycube-sandbox'
import type { Page } from 'playwright-core'
import { interval, takeUntil, tap, timer, lastValueFrom } from 'rxjs'
import { describeWithChromium } from '../browser/support/describe-with-chromium.js'
import type { Chat } from '../../lib/index.js'
import { talker } from '../support/talkers.js'
import { builds, installAngularApp, type AngularApp, type Build } from './support/angular-app.js'

const users = [
  { id: 21, login: 'ann', password: 'password-of-ann' },
  { id: 56, login: 'ben', password: 'password-of-ben' },
]
const noiseMs = 3000

interface Counts {
  /** Renderings of Angular, and evaluations of the template. */
  readonly renders: number
  readonly checks: number
  readonly stanzas: number
  /** Frames of the browser. */
  readonly frames: number
}

let app: AngularApp
beforeAll(() => {
  app = installAngularApp()
}, 240_000)
afterAll(() => app.remove())

describe.each(builds)('an Angular app, %s', (build) => {
  it('builds for production, types and all, without a warning', () => {
    const said = app.build(build)
    expect(said).toContain('Application bundle generation complete')
    expect(said).not.toMatch(/warning/i)
  }, 240_000)

  it('renders on a server at once, opens nothing there and leaves nothing behind', () => {
    const { html, ms, untilExit } = app.render(build)
    process.stdout.write(`${build}: rendered in ${ms.toFixed(0)} ms\n`)
    expect(html).toContain('<h1>idle</h1>')
    expect(html).not.toContain('connected')
    expect(ms).toBeLessThan(1000)
    expect(untilExit).toBeLessThan(5000)
  }, 30_000)
})

describeWithChromium('1,000 stanzas a second in an Angular app', (browser) => {
  let sandbox: Sandbox
  let ben: Chat
  beforeAll(async () => {
    sandbox = await startSandbox({ users })
    ben = (await talker(sandbox, 56, 'password-of-ben')).chat
  })
  afterAll(async () => {
    ben.destroy()
    await sandbox.stop()
  })

  const open = async (page: Page, url: string, bind: string): Promise<void> => {
    const { api, websocket } = sandbox
    await page.goto(`${url}?${new URLSearchParams({ api, websocket, bind }).toString()}`)
    await page.getByRole('heading', { name: 'ready' }).waitFor()
    await page.evaluate(`{
      counts.frames = 0
      const count = () => requestAnimationFrame(() => { counts.frames++; count() })
      count()
    }`)
  }

  const signs = [
    { body: 'Good morning, Ann.', extraParams: { params: { save_to_history: '1' }, attachments: [] } },
    { chatState: 'composing' },
    { chatState: 'paused' },
    { marker: { type: 'displayed', id: '5f1e7a3c2b0d4e6f8a9b0c1d' } },
  ] as const
  let made = 0
  const say = (): void => {
    // Never an id twice: the server drops copies.
    const id = (++made).toString(16).padStart(24, '0')
    const to = `21-1@${sandbox.chat}`
    ben.connection.send({ kind: 'message', type: 'chat', to, id, ...signs[made % signs.length] }).subscribe()
  }

  /** Ben writes, types, stops and reads, a thousand times a second. */
  const makeNoise = async (): Promise<void> => {
    const before = made
    const from = performance.now()
    const catchUp = (): void => {
      while (made - before < performance.now() - from) say()
    }
    await lastValueFrom(interval(5).pipe(tap(catchUp), takeUntil(timer(noiseMs))))
  }

  const onPage = async <T>(build: Build, bind: string, look: (page: Page) => Promise<T>): Promise<T> => {
    const { url, stop } = await app.serve(build)
    const page = await browser().newPage()
    try {
      await open(page, url, bind)
      return await look(page)
    } finally {
      await page.close()
      stop()
    }
  }

  /** What happened in the page during the noise, and until most of it was there. */
  const measure = (build: Build, bind: string): Promise<Counts> =>
    onPage(build, bind, async (page) => {
      const look = () => page.evaluate<Counts>('({ ...counts })')
      const before = await look()
      await makeNoise()
      await page.waitForFunction(`counts.stanzas >= ${String(before.stanzas + noiseMs * 0.8)}`)
      const after = await look()
      const since = (key: keyof Counts): number => after[key] - before[key]
      const [renders, checks] = [since('renders'), since('checks')]
      const counts = { renders, checks, stanzas: since('stanzas'), frames: since('frames') }
      process.stdout.write(`${build}, ${bind}: ${JSON.stringify(counts)}\n`)
      return counts
    })

  it.each(builds)(
    'costs no change detection while nothing of it is shown, %s',
    async (build) => {
      expect(await measure(build, 'nothing')).toMatchObject({ renders: 0, checks: 0 })
    },
    60_000,
  )

  it.each(builds.flatMap((build) => ['stanzas', 'timeline'].map((bind) => [build, bind] as const)))(
    'costs at most one change detection per frame, %s, in a list of %s',
    async (build, bind) => {
      const { renders, frames } = await measure(build, bind)
      expect(renders).toBeGreaterThan(10)
      expect(renders).toBeLessThanOrEqual(frames + 1)
    },
    60_000,
  )

  it('shows a plain field that a command set, with zone.js', async () => {
    await onPage('zone', 'nothing', (page) => page.getByText('connected: first').waitFor({ timeout: 15_000 }))
  }, 60_000)
})
