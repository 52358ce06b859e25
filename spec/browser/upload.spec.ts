import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { buildSync } from 'esbuild'
import { startSandbox, type Sandbox } from '../../sandbox/src/index.js'
import { describeWithChromium } from './support/describe-with-chromium.js'

interface Outcome {
  readonly seen: readonly number[]
  readonly messages: number
}

/** In the page: uploads a file and tells a dialog of it; leaves at `leaveAt`. */
const uploadInPage = ({ api, websocket }: Sandbox, size: number, leaveAt: number): string => `(async () => {
  const chat = sdk.createChat({ application: { id: 1, authKey: 'sandbox' }, endpoints: { api: '${api}', websocket: '${websocket}' } })
  const last = (source$) => new Promise((resolve, reject) => {
    let value
    source$.subscribe({ next: (it) => (value = it), error: reject, complete: () => resolve(value) })
  })
  await last(chat.session.create({ login: 'ann', password: 'password' }))
  const dialog = await last(chat.dialogs.create({ type: 'public', name: 'files' }))
  const seen = []
  await new Promise((resolve, reject) => {
    const upload = chat.attachments.upload(new Blob([new Uint8Array(${String(size)})], { type: 'image/png' })).subscribe({
      next: (event) => {
        if (event.type === 'done') resolve(last(chat.messages.create(dialog, { attachments: [event.attachment] })))
        else seen.push(event.loaded)
        if (event.type === 'progress' && event.loaded >= ${String(leaveAt)}) {
          upload.unsubscribe()
          resolve()
        }
      },
      error: reject,
    })
  })
  const messages = await last(chat.messages.count(dialog))
  chat.destroy()
  return { seen, messages }
})()`

describeWithChromium('an upload through the built package, from another origin', (browser) => {
  let sandbox: Sandbox
  let elsewhere: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox()
    elsewhere = await startSandbox()
    sandbox.faults.slowUploads(4_000_000)
  })
  afterAll(() => Promise.all([sandbox.stop(), elsewhere.stop()]))

  const upload = async (size: number, leaveAt: number): Promise<Outcome> => {
    const { outputFiles } = buildSync({
      stdin: { contents: `export * from './dist/index.mjs'`, resolveDir: process.cwd() },
      ...{ bundle: true, write: false, format: 'iife', globalName: 'sdk', target: 'es2022' },
    })
    const page = await browser().newPage()
    await page.goto(elsewhere.api)
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '' })
    const outcome = await page.evaluate<Outcome>(uploadInPage(sandbox, size, leaveAt))
    await page.close()
    return outcome
  }

  it('shows real progress of 20 MB that the server reads at 4 MB/s, then goes into a message', async () => {
    const { seen, messages } = await upload(20_000_000, Infinity)
    expect(new Set(seen).size).toBeGreaterThanOrEqual(5)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(seen.at(-1)).toBe(20_000_000)
    expect(messages).toBe(1)
  }, 40_000)

  it('stops when it is unsubscribed at half, and no message goes out', async () => {
    const before = sandbox.uploadedBytes()
    const { messages } = await upload(20_000_000, 10_000_000)
    expect(messages).toBe(0)
    expect(sandbox.uploadedBytes() - before).toBeLessThan(15_000_000)
  }, 40_000)
})
