import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const executablePath = '/usr/bin/chromium'
const missing = `chromium is not installed (Debian: apt-get install --no-install-recommends chromium)`
const flags = [
  '--no-sandbox', // root has none
  ...['--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

/** A `describe` with one headless Chromium for all its tests; where there is none it fails in CI and is skipped elsewhere. */
export function describeWithChromium(name: string, body: (browser: () => Browser) => void): void {
  if (existsSync(executablePath)) {
    describe(name, () => {
      let browser: Browser | undefined
      beforeAll(async () => {
        browser = await chromium.launch({ executablePath, headless: true, args: flags })
      }, 30_000)
      afterAll(() => browser?.close())
      body(() => {
        if (browser === undefined) throw new Error('chromium is not running')
        return browser
      })
    })
    return
  }
  if (process.env['CI'] === undefined || process.env['CI'] === '') {
    process.stderr.write(`skipped: ${missing}\n`)
    describe.skip(name, () => {
      it('is skipped', () => undefined)
    })
    return
  }
  describe(name, () => {
    it('is installed', () => {
      throw new Error(missing)
    })
  })
}
