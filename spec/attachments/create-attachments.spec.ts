import { afterEach, describe, expect, it } from '@jest/globals'
import { filter, firstValueFrom, lastValueFrom, take, toArray, VirtualTimeScheduler } from 'rxjs'
import type { UploadEvent } from '../../lib/attachments/create-attachments.js'
import { createRest } from '../../lib/create-rest.js'
import type { Platform } from '../../lib/platform/platform.js'
import { answerJson, type Handler, startServer, type TestServer } from '../rest/test-server.js'
import { FakeXhr } from './fake-xhr.js'

const servers: TestServer[] = []
afterEach(async () => {
  FakeXhr.made.length = 0
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

interface Cloud {
  /** The path and query of the storage. */
  readonly form?: string
  readonly storage?: Handler
  readonly complete?: Handler
}

const end: Handler = (_seen, response) => response.writeHead(201).end('<PostResponse/>')

const start = async (
  { form = 's3?key=a%2Bb+c%2525&policy=x%3D%3D&empty=', storage = end, complete = end }: Cloud = {},
  platform: Partial<Platform> = {},
) => {
  const server = await startServer((seen, response, request) => {
    if (seen.url === '/blobs') {
      const params = `${server.baseUrl}/${form}`
      answerJson(response, 201, { blob: { id: 5, uid: 'f00d', blob_object_access: { params } } })
    } else if (seen.url.endsWith('/complete')) complete(seen, response, request)
    else storage(seen, response, request)
  })
  servers.push(server)
  const rest = createRest({ application: { id: 1, authKey: 'k' }, endpoints: { api: server.baseUrl }, platform })
  const session = { id: 1, userId: 21, token: 'tok', createdAt: 0, expiresAt: Date.now() + 7_200_000 }
  await firstValueFrom(rest.session.restore(session))
  return { server, rest, upload: rest.attachments.upload }
}

const picture = new File(['abc'], 'a.png', { type: 'image/png' })
const done = {
  type: 'done',
  attachment: { type: 'image', uid: 'f00d', id: '5', name: 'a.png', size: 3, 'content-type': 'image/png' },
}
const progress = (loaded: number, total = 3) => ({ type: 'progress', loaded, total })

describe('attachments.upload', () => {
  it('creates, hands over, completes, cold', async () => {
    const { server, upload } = await start()
    const upload$ = upload(picture)
    expect(server.seen).toHaveLength(0)
    expect(await lastValueFrom(upload$.pipe(toArray()))).toEqual([progress(0), progress(3), done])
    expect(server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /blobs',
      'POST /s3',
      'PUT /blobs/5/complete',
    ])
    const [create, , complete] = server.seen
    expect(JSON.parse(create?.body ?? '')).toEqual({
      blob: { content_type: 'image/png', name: 'a.png', public: false },
    })
    expect(JSON.parse(complete?.body ?? '')).toEqual({ blob: { size: 3 } })
  })

  it('decodes the form fields once, puts the file last, and keeps our headers from the storage', async () => {
    const { server, upload } = await start()
    await lastValueFrom(upload(picture))
    const { body = '', headers = {} } = server.seen[1] ?? {}
    const parts = [...body.matchAll(/name="(\w+)"(?:; filename="([^"]*)"\r\nContent-Type: ([^\r]*))?\r\n\r\n([^\r]*)/g)]
    expect(parts.map(([, name, file, type, value]) => [name, value, file, type])).toEqual([
      ['key', 'a+b+c%25', undefined, undefined],
      ['policy', 'x==', undefined, undefined],
      ['empty', '', undefined, undefined],
      ['file', 'abc', 'a.png', 'image/png'],
    ])
    expect(Object.keys(headers).filter((name) => /^cb-|token|x-requested/i.test(name))).toEqual([])
  })

  it.each([
    [
      'an unknown type',
      new Blob(['abc']),
      {},
      { content_type: 'application/octet-stream', name: 'file', public: false },
    ],
    [
      'a long name',
      picture,
      { name: 'x'.repeat(300), contentType: 'text/plain', public: true },
      { content_type: 'text/plain', name: 'x'.repeat(100), public: true },
    ],
  ])('takes %s', async (_name, file, options, blob) => {
    const { server, upload } = await start()
    const event = await lastValueFrom(upload(file, options))
    expect(event).toMatchObject({ attachment: { type: 'file', name: blob.name, 'content-type': blob.content_type } })
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({ blob })
  })

  it.each([
    ['0 bytes', 0],
    ['101 MB', 101_000_000],
  ])('refuses %s before any request', async (_name, size) => {
    const { server, upload } = await start()
    const file = Object.defineProperty(new Blob(['abc']), 'size', { value: size })
    await expect(lastValueFrom(upload(file))).rejects.toMatchObject({ _tag: 'argument', detail: { name: 'file' } })
    expect(server.seen).toHaveLength(0)
  })

  it('gives what the storage refused, without the right to write there', async () => {
    const { server, upload } = await start({ storage: (_seen, response) => response.writeHead(403).end('<Error/>') })
    const error: unknown = await lastValueFrom(upload(picture)).catch((it: unknown) => it)
    expect(error).toMatchObject({ _tag: 'http', detail: { status: 403, path: `${server.baseUrl}/s3` } })
    expect(`${String(error)}${JSON.stringify(error)}`).not.toMatch(/policy|x==/)
    expect(server.seen).toHaveLength(2)
  })

  it('gives a network error for a storage that hangs up', async () => {
    const { upload } = await start({
      storage: (_seen, _response, request) => {
        request.socket.destroy()
      },
    })
    await expect(lastValueFrom(upload(picture))).rejects.toMatchObject({ _tag: 'network', retryable: true })
  })

  it.each([
    ['no URL', 'ftp'],
    ['a broken escape', 's3?key=%'],
  ])('gives a decode error without values for %s', async (_name, form) => {
    const { rest, server } = await start({ form })
    const wrong = form === 'ftp' ? await start({}, { fetch: wrongParams(server.baseUrl) }) : { rest }
    const error: unknown = await lastValueFrom(wrong.rest.attachments.upload(picture)).catch((it: unknown) => it)
    expect(error).toMatchObject({ _tag: 'decode' })
    expect(String(error)).toContain('blob.blob_object_access.params: expected upload form, got string')
  })

  it('repeats the completing call, for the file is stored', async () => {
    const scheduler = new VirtualTimeScheduler()
    let failures = 0
    const { server, upload } = await start(
      {
        complete: (_seen, response) => {
          failures += 1
          response.writeHead(failures < 3 ? 502 : 200).end()
        },
      },
      { scheduler },
    )
    const events = lastValueFrom(upload(picture).pipe(toArray()))
    for (let count = 0; failures < 3 && count < 2000; count += 1) {
      await new Promise(setImmediate)
      scheduler.maxFrames = count * 10
      scheduler.flush()
    }
    expect(await events).toEqual([progress(0), progress(3), done])
    expect(server.seen.filter(({ url }) => url === '/s3')).toHaveLength(1)
  })

  it('does not repeat it when it is refused', async () => {
    const { server, upload } = await start({ complete: (_seen, response) => response.writeHead(403).end() })
    await expect(lastValueFrom(upload(picture))).rejects.toMatchObject({ detail: { status: 403 } })
    expect(server.seen).toHaveLength(3)
  })

  it('aborts at the storage when unsubscribed', async () => {
    let gone = (): void => undefined
    const departure = new Promise<void>((resolve) => (gone = resolve))
    let arrived = (): void => undefined
    const arrival = new Promise<void>((resolve) => (arrived = resolve))
    const { server, upload } = await start({
      storage: (_seen, response) => {
        response.on('close', gone)
        arrived()
      },
    })
    const subscription = upload(picture).subscribe()
    await arrival
    subscription.unsubscribe()
    await departure
    expect(server.seen.map(({ url }) => url)).toEqual(['/blobs', '/s3'])
  })
})

/** Answers `POST /blobs` with something that is no URL. */
const wrongParams = (_baseUrl: string): typeof fetch => {
  const body = JSON.stringify({ blob: { id: 5, uid: 'u', blob_object_access: { params: 'ftp://SECRET' } } })
  return () => Promise.resolve(new Response(body, { status: 201 }))
}

describe('attachments.upload by XMLHttpRequest', () => {
  const platform = { XMLHttpRequest: FakeXhr as unknown as typeof XMLHttpRequest }
  const opened = async (): Promise<FakeXhr> => {
    for (;;) {
      const [xhr] = FakeXhr.made
      if (xhr?.body !== undefined) return xhr
      await new Promise(setImmediate)
    }
  }

  it('tells what went out, never more than the file', async () => {
    const { upload } = await start({}, platform)
    const seen: UploadEvent[] = []
    const end = lastValueFrom(upload(new File(['x'.repeat(100)], 'a.txt')).pipe(filter((it) => seen.push(it) > 0)))
    const xhr = await opened()
    for (const loaded of [0, 20, 20, 70, 130]) xhr.progress(loaded, 130)
    xhr.answer(201)
    expect(await end).toMatchObject({ type: 'done' })
    expect(seen.slice(0, -1)).toEqual([0, 20, 70, 100].map((loaded) => progress(loaded, 100)))
    expect(xhr.headers).toEqual([])
    expect([...(xhr.body?.keys() ?? [])].at(-1)).toBe('file')
  })

  it.each([
    [0, 'network'],
    [403, 'http'],
  ])('gives a typed error for status %d', async (status, tag) => {
    const { upload } = await start({}, platform)
    const end = lastValueFrom(upload(picture))
    const xhr = await opened()
    xhr.answer(status)
    await expect(end).rejects.toMatchObject({ name: 'ChatError', _tag: tag })
  })

  it('aborts when unsubscribed', async () => {
    const { upload } = await start({}, platform)
    const subscription = upload(picture).subscribe()
    const xhr = await opened()
    subscription.unsubscribe()
    expect(xhr.aborted).toBe(true)
  })
})

describe('attachments: URLs', () => {
  it('gives a private and a public URL, cold and without a request', async () => {
    const { rest, server } = await start()
    const { privateUrl, publicUrl } = rest.attachments
    expect(await firstValueFrom(privateUrl('f00d'))).toBe(`${server.baseUrl}/blobs/f00d?token=tok`)
    expect(await firstValueFrom(publicUrl('f00d'))).toBe(`${server.baseUrl}/blobs/f00d`)
    expect(server.seen).toHaveLength(0)
  })

  it.each([
    [{ type: 'image', uid: 'u1', id: '7' }, 'u1'],
    [{ type: 'image', id: 'a'.repeat(32) }, 'a'.repeat(32)],
  ])('finds the uid of %j', async (attachment, uid) => {
    const { rest } = await start()
    expect(await firstValueFrom(rest.attachments.publicUrl(attachment))).toMatch(new RegExp(`/blobs/${uid}$`))
  })

  it.each([[''], [{ type: 'image', id: '7' }]])('refuses %j', async (file) => {
    const { rest } = await start()
    await expect(firstValueFrom(rest.attachments.publicUrl(file))).rejects.toMatchObject({ _tag: 'argument' })
    await expect(firstValueFrom(rest.attachments.privateUrl(file).pipe(take(1)))).rejects.toMatchObject({
      _tag: 'argument',
    })
  })
})
