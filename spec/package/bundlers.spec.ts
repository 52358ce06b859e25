import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from 'connectycube-sandbox'
import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { describeWithChromium } from '../browser/support/describe-with-chromium.js'
import { type InstalledPackage, installPackage } from './support/installed-package.js'
import { serveFolder, type ServedFolder } from './support/serve-folder.js'

const bundlers = ['vite', 'webpack', 'esbuild']
const bundling = 60_000

let installed: InstalledPackage
beforeAll(() => {
  installed = installPackage('@angular/core')
  for (const file of ['app.mjs', 'worker.mjs']) installed.copy(`app/${file}`)
  writeFileSync(inApp('empty.mjs'), '')
}, 30_000)
afterAll(() => installed.remove())

const inApp = (file: string): string => join(installed.project, 'app', file)

/** Bundles a module of the project; gives what the bundler warned of, and the code. */
const bundle = (
  bundler: string,
  entry: string,
  name: string,
): { readonly warnings: unknown; readonly code: string } => {
  const file = join(installed.project, 'bundles', `${name}.js`)
  const args = [resolve('spec/package/support/bundle.mjs'), bundler, inApp(entry), file]
  return { warnings: JSON.parse(execFileSync('node', args, { encoding: 'utf8' })), code: readFileSync(file, 'utf8') }
}

const bundleOfNothing = (bundler: string, name: string): string => {
  const imports = ['', '/rest', '/angular', '/testing'].map((entry) => `import '${name}${entry}'\n`)
  writeFileSync(inApp('nothing.mjs'), imports.join(''))
  return bundle(bundler, 'nothing.mjs', 'nothing').code
}

describe.each(bundlers)('a bundle by %s', (bundler) => {
  it(
    'is made for production without a warning',
    () => {
      expect(bundle(bundler, 'app.mjs', bundler).warnings).toEqual([])
    },
    bundling,
  )

  it(
    'has nothing of an entry that is imported for nothing',
    () => {
      expect(bundleOfNothing(bundler, 'connectycube-rx')).toBe(bundle(bundler, 'empty.mjs', 'empty').code)
    },
    bundling,
  )
})

// webpack keeps the heads of classes and of destructured lists.
it.each(['vite', 'esbuild'])(
  'a bundle by %s has nothing of it where `sideEffects` is not believed',
  (bundler) => {
    // Nor would anybody who uses one thing pay for others: what can be dropped here can be dropped there.
    const doubted = join(installed.project, 'node_modules/doubted')
    cpSync(installed.folder, doubted, { recursive: true })
    writeFileSync(join(doubted, 'package.json'), installed.read('package.json').replace('"sideEffects": false,', ''))
    expect(bundleOfNothing(bundler, 'doubted')).toBe(bundle(bundler, 'empty.mjs', 'empty').code)
  },
  bundling,
)

describeWithChromium('a bundle in Chromium', (browser) => {
  let sandbox: Sandbox
  let served: ServedFolder
  beforeAll(async () => {
    sandbox = await startSandbox({ users: [{ id: 21, login: 'ann', password: 'password-of-ann' }] })
    const folder = join(installed.project, 'bundles')
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>app</title>')
    served = await serveFolder(folder, 'index.html')
  })
  afterAll(async () => {
    served.stop()
    await sandbox.stop()
  })

  const endpoints = (): string => {
    const { api, websocket, chat } = sandbox
    return JSON.stringify({ api, websocket, chat })
  }

  const onPage = async <T>(look: (page: Page) => Promise<T>): Promise<T> => {
    const page = await browser().newPage()
    try {
      await page.goto(served.url)
      return await look(page)
    } finally {
      await page.close()
    }
  }

  it.each(bundlers)('by %s signs in and goes online', async (bundler) => {
    const told = await onPage(async (page) => {
      await page.addScriptTag({ url: `${bundler}.js` })
      return page.evaluate(`visit(${endpoints()})`)
    })
    expect(told).toBe('21 is online: first')
  })

  it('signs in and goes online in a service worker', async () => {
    expect(bundle('esbuild', 'worker.mjs', 'worker').warnings).toEqual([])
    const told = await onPage((page) =>
      page.evaluate(`(async () => {
        await navigator.serviceWorker.register('worker.js')
        const { active } = await navigator.serviceWorker.ready
        const { port1, port2 } = new MessageChannel()
        const told = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)))
        active.postMessage(${endpoints()}, [port2])
        return told
      })()`),
    )
    expect(told).toBe('21 is online: first')
  })
})
