import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from '../../sandbox/src/index.js'
import { describeWithChromium } from './support/describe-with-chromium.js'

interface Outcome {
  readonly status: number
  readonly seen: readonly number[]
}

/** In the page: creates a file of so many bytes, uploads it, stops at `stopAt`, and tells how far the progress came. */
const uploadInPage = (api: string, size: number, stopAt: number): string => `(async () => {
  const call = async (path, body, headers) => {
    const answer = await fetch('${api}' + path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...headers } })
    return answer.json()
  }
  const user = { login: 'ann', password: 'passw0rd-of-all' }
  const { session } = await call('/session', { application_id: 1, auth_key: 'sandbox', user })
  const { blob } = await call('/blobs', { blob: { name: 'big.bin', content_type: 'image/png' } }, { 'CB-Token': session.token })
  const url = new URL(blob.blob_object_access.params)
  const form = new FormData()
  for (const [name, value] of url.searchParams) form.append(name, value)
  form.append('file', new Blob([new Uint8Array(${size})]))
  return new Promise((resolve) => {
    const seen = []
    const request = new XMLHttpRequest()
    request.upload.onprogress = ({ loaded }) => {
      seen.push(loaded)
      if (loaded >= ${stopAt}) request.abort()
    }
    request.onloadend = () => resolve({ status: request.status, seen })
    request.open('POST', url.origin + url.pathname)
    request.send(form)
  })
})()`

describeWithChromium('the storage of the sandbox, from another origin', (browser) => {
  let sandbox: Sandbox
  let elsewhere: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox()
    elsewhere = await startSandbox()
    sandbox.faults.slowUploads(4_000_000)
  })
  afterAll(() => Promise.all([sandbox.stop(), elsewhere.stop()]))
  const upload = async (size: number, stopAt: number): Promise<Outcome> => {
    const page = await browser().newPage()
    await page.goto(elsewhere.api)
    const outcome = await page.evaluate<Outcome>(uploadInPage(sandbox.api, size, stopAt))
    await page.close()
    return outcome
  }

  it('takes a slow upload, whose progress a page can watch', async () => {
    const { status, seen } = await upload(20_000_000, Infinity)
    expect(status).toBe(201)
    expect(new Set(seen).size).toBeGreaterThanOrEqual(5)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
  }, 30_000)

  it('is left alone by an upload that is stopped at half', async () => {
    const before = sandbox.uploadedBytes()
    expect(await upload(20_000_000, 10_000_000)).toMatchObject({ status: 0 })
    const read = sandbox.uploadedBytes() - before
    expect(read).toBeGreaterThan(1_000_000)
    expect(read).toBeLessThan(15_000_000)
  }, 30_000)
})
