import { describe, expect, it } from '@jest/globals'
import { filter, firstValueFrom, timer } from 'rxjs'
import { field } from './rest-client.js'
import { expiredBody, notFoundBody, roleBody, setUpStage } from './stage.js'

const stage = setUpStage()
const owner = (method: string, path: string, body?: object) => stage.as('owner')(method, path, body)

const create = async (more: object = {}) => {
  const answer = await owner('POST', '/blobs', { blob: { name: 'cat & dog.png', content_type: 'image/png', ...more } })
  expect(answer.status).toBe(201)
  const blob = field(answer.body, 'blob')
  const params = new URL(String(field(field(blob, 'blob_object_access'), 'params')))
  return { id: String(field(blob, 'id')), uid: String(field(blob, 'uid')), params }
}

const formOf = (params: URL, content: Uint8Array<ArrayBuffer>): FormData => {
  const form = new FormData()
  for (const [name, value] of params.searchParams) form.append(name, value)
  form.append('file', new Blob([content]), 'ignored.bin')
  return form
}

/** As a browser does it: no header of ConnectyCube. */
const upload = (params: URL, content: Uint8Array<ArrayBuffer>) =>
  fetch(params.origin + params.pathname, {
    method: 'POST',
    body: formOf(params, content),
    headers: { Origin: 'http://app' },
  })

const bytes = Uint8Array.from({ length: 70_000 }, (_zero, index) => index % 256)
const raw = (path: string, headers: Record<string, string> = {}) =>
  fetch(stage.sandbox().api + path, { redirect: 'manual', headers })

describe('storage (protocol 5)', () => {
  it.each([
    ['PUT', { blob: { size: 70_000 } }],
    ['POST', { blob: { size: '70000' } }],
    ['PUT', { size: 70_000 }],
    ['POST', { size: 70_000 }],
  ])('creates, takes, completes by %s %j and gives back a private file', async (method, body) => {
    const { id, uid, params } = await create()
    expect((await raw(`/blobs/${uid}`, { 'CB-Token': stage.token('owner') })).status).toBe(404)
    const stored = await upload(params, bytes)
    expect(stored.status).toBe(201)
    expect(stored.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(await stored.text()).toMatch(
      /<PostResponse><Location>.+<\/Location><Bucket>sandbox<\/Bucket><Key>[0-9a-f]+<\/Key><ETag>"[0-9a-f]{32}"<\/ETag><\/PostResponse>/,
    )
    expect(await owner(method, `/blobs/${id}/complete`, body)).toMatchObject({ status: 200, body: '' })
    expect((await owner('GET', `/blobs/${id}`)).body).toMatchObject({
      blob: {
        uid,
        size: 70_000,
        name: 'cat & dog.png',
        content_type: 'image/png',
        public: false,
        blob_status: 'complete',
      },
    })
    const refused = await raw(`/blobs/${uid}`)
    expect([refused.status, await refused.json()]).toEqual([401, expiredBody])
    for (const path of [
      `/blobs/${uid}?token=${stage.token('member')}`,
      `/blobs/${uid}/download?token=${stage.token('member')}`,
    ]) {
      const redirect = await raw(path)
      expect(redirect.status).toBe(301)
      const file = await fetch(String(redirect.headers.get('Location')))
      expect(file.headers.get('Content-Type')).toBe('image/png')
      expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true)
    }
    const access = field((await owner('GET', `/blobs/${uid}/object?download_url=1`)).body, 'blob')
    const url = String(field(field(access, 'blob_object_access'), 'dowload_url'))
    expect((await fetch(url)).status).toBe(200)
  })

  it('gives a public file to anybody, once it is complete', async () => {
    const { id, uid, params } = await create({ public: '1' })
    await upload(params, bytes)
    expect(await (await raw(`/blobs/${uid}`)).json()).toEqual(notFoundBody)
    await owner('PUT', `/blobs/${id}/complete.json`, { size: 70_000 })
    expect((await fetch(`${stage.sandbox().api}/blobs/${uid}`)).status).toBe(200)
  })

  it('does not complete what was not uploaded', async () => {
    const { id } = await create()
    expect(await owner('PUT', `/blobs/${id}/complete`, { size: 1 })).toMatchObject({ status: 422 })
  })

  it('lists, renames and deletes for the owner only', async () => {
    const { id, uid } = await create()
    const renamed = await owner('PUT', `/blobs/${id}`, { blob: { name: 'new.png' } })
    expect(renamed.body).toMatchObject({ blob: { name: 'new.png' } })
    const page = (await owner('GET', '/blobs?per_page=1&page=1')).body
    expect(page).toMatchObject({ current_page: 1, per_page: 1, items: [{ blob: { name: 'cat & dog.png' } }] })
    for (const [method, path] of [
      ['GET', ''],
      ['PUT', ''],
      ['DELETE', ''],
      ['PUT', '/complete'],
    ] as const) {
      expect(await stage.as('member')(method, `/blobs/${id}${path}`, method === 'GET' ? undefined : {})).toMatchObject({
        status: 403,
        body: roleBody,
      })
    }
    expect(await owner('DELETE', `/blobs/${id}`)).toMatchObject({ status: 200, body: '' })
    expect((await owner('GET', `/blobs/${id}`)).status).toBe(404)
    expect((await raw(`/s3/sandbox/${uid}`)).status).toBe(404)
  })

  it('refuses an unknown key as the storage host does, and answers its preflight', async () => {
    const { params } = await create()
    params.searchParams.set('key', 'feed')
    const refused = await upload(params, bytes)
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')])
    const asked = {
      Origin: 'http://app',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'cb-sdk,cb-token',
    }
    const preflight = await fetch(params.origin + params.pathname, { method: 'OPTIONS', headers: asked })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('Access-Control-Allow-Headers')).toContain('cb-token')
  })

  it('reads an upload as slowly as told, and counts what it read of one that was cut', async () => {
    const size = 24_000_000
    stage.sandbox().faults.slowUploads(40_000_000)
    const { params } = await create()
    const started = performance.now()
    expect((await upload(params, new Uint8Array(size))).status).toBe(201)
    expect(performance.now() - started).toBeGreaterThan(500)
    stage.sandbox().faults.slowUploads(4_000_000)
    const before = stage.sandbox().uploadedBytes()
    const controller = new AbortController()
    const cut = fetch(params.origin + params.pathname, {
      method: 'POST',
      body: formOf(params, new Uint8Array(size)),
      signal: controller.signal,
    })
    const soFar = (): number => stage.sandbox().uploadedBytes() - before
    await firstValueFrom(timer(0, 10).pipe(filter(() => soFar() > 200_000)))
    controller.abort()
    await expect(cut).rejects.toThrow()
    const read = soFar()
    expect(read).toBeGreaterThan(100_000)
    expect(read).toBeLessThan(size / 2)
  })
})
