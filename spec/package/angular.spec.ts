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

  const open = async (url: string, bind: string): Promise<Page> => {
    const page = await browser().newPage()
    const { api, websocket } = sandbox
    await page.goto(`${url}?${new URLSearchParams({ api, websocket, bind }).toString()}`)
    await page.getByRole('heading', { name: 'ready' }).waitFor()
    await page.evaluate(`{
      counts.frames = 0
      const count = () => requestAnimationFrame(() => { counts.frames++; count() })
      count()
    }`)
    return page
  }

  /** Ben types and stops, and marks messages as read, a thousand times a second. */
  const makeNoise = (): Promise<unknown> => {
    let made = 0
    const to = `21-1@${sandbox.chat}`
    const signs = [
      { chatState: 'composing' },
      { chatState: 'paused' },
      { marker: { type: 'displayed', id: '5f1e7a3c2b0d4e6f8a9b0c1d' } },
    ] as const
    const catchUp = (): void => {
      const due = Math.floor(performance.now() - from)
      for (; made < due; made++) {
        ben.connection.send({ kind: 'message', type: 'chat', to, ...signs[made % 3] }).subscribe()
      }
    }
    const from = performance.now()
    return lastValueFrom(interval(5).pipe(tap(catchUp), takeUntil(timer(noiseMs))))
  }

  /** What happened in the page during the noise, and until all of it was there. */
  const measure = async (build: Build, bind: string): Promise<Counts> => {
    const { url, stop } = await app.serve(build)
    const page = await open(url, bind)
    const look = () => page.evaluate<Counts>('({ ...counts })')
    const before = await look()
    await makeNoise()
    await page.waitForFunction(`counts.stanzas >= ${String(before.stanzas + noiseMs * 0.95)}`)
    const after = await look()
    await page.close()
    stop()
    const since = (key: keyof Counts): number => after[key] - before[key]
    const counts = {
      renders: since('renders'),
      checks: since('checks'),
      stanzas: since('stanzas'),
      frames: since('frames'),
    }
    process.stdout.write(`${build}, ${bind}: ${JSON.stringify(counts)}\n`)
    return counts
  }

  it.each(builds)(
    'costs no change detection while nothing of it is shown, %s',
    async (build) => {
      expect(await measure(build, 'nothing')).toMatchObject({ renders: 0, checks: 0 })
    },
    30_000,
  )

  it.each(builds.flatMap((build) => ['signal', 'pipe'].map((bind) => [build, bind] as const)))(
    'costs at most one change detection per frame in a list, %s, %s',
    async (build, bind) => {
      const { renders, frames } = await measure(build, bind)
      expect(renders).toBeGreaterThan(10)
      expect(renders).toBeLessThanOrEqual(frames + 1)
    },
    30_000,
  )

  it('shows a plain field that a command set, with zone.js', async () => {
    const { url, stop } = await app.serve('zone')
    const page = await open(url, 'nothing')
    await page.getByText('connected: first').waitFor({ timeout: 5000 })
    await page.close()
    stop()
  }, 30_000)
})
