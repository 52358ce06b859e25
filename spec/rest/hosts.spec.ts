import { afterEach, describe, expect, it } from '@jest/globals'
import * as t from 'io-ts'
import { firstValueFrom, NEVER, VirtualTimeScheduler } from 'rxjs'
import { json, type RestRequest, text } from '../../lib/rest/endpoint.js'
import type { HttpDeps } from '../../lib/rest/http.js'
import { testHttp } from './test-http.js'
import { answerJson, type Handler, startServer, type TestServer } from './test-server.js'

const get: RestRequest<{ readonly ok: number }> = {
  method: 'GET',
  path: '/thing',
  authorisation: 'none',
  answer: json(t.type({ ok: t.number })),
}
const post: RestRequest<void> = { ...get, method: 'POST', body: {}, answer: text }

const servers: TestServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

const serve = async (handler: Handler): Promise<TestServer> => {
  const server = await startServer(handler)
  servers.push(server)
  return server
}
const works: Handler = (_seen, response) => {
  answerJson(response, 200, { ok: 1 })
}
const fails =
  (status: number): Handler =>
  (_seen, response) => {
    response.writeHead(status).end()
  }
const drops: Handler = (_seen, _response, request) => {
  request.socket.destroy()
}
/** A URL at which nobody listens. */
const nobody = async (): Promise<string> => {
  const server = await startServer(works)
  await server.close()
  return server.baseUrl
}
const httpOf = (hosts: readonly string[], deps: Partial<HttpDeps> = {}) => testHttp({ hosts, ...deps })

describe('several REST hosts', () => {
  it.each([
    ['502', fails(502)],
    ['503', fails(503)],
    ['a dropped connection', drops],
  ])('goes on to the next after %s, and stays there', async (_name, handler) => {
    const [bad, good] = [await serve(handler), await serve(works)]
    const http = httpOf([`${bad.baseUrl}/`, good.baseUrl])
    expect(http.baseUrl()).toBe(bad.baseUrl)
    for (let count = 0; count < 3; count += 1) expect(await firstValueFrom(http.request(get))).toEqual({ ok: 1 })
    expect([bad.seen.length, good.seen.length]).toEqual([1, 3])
    expect(http.baseUrl()).toBe(good.baseUrl)
  })

  it('goes round once and gives the last error when none works', async () => {
    const [first, second] = [await serve(fails(503)), await serve(fails(502))]
    const http = httpOf([first.baseUrl, second.baseUrl])
    await expect(firstValueFrom(http.request(get))).rejects.toMatchObject({ _tag: 'http', detail: { status: 502 } })
    expect([first.seen.length, second.seen.length]).toEqual([1, 1])
  })

  it('comes back to the first when the second fails', async () => {
    let firstWorks = false
    const first = await serve((seen, response, request) => {
      ;(firstWorks ? works : fails(502))(seen, response, request)
    })
    const second = await serve((seen, response, request) => {
      ;(firstWorks ? fails(502) : works)(seen, response, request)
    })
    const http = httpOf([first.baseUrl, second.baseUrl])
    await firstValueFrom(http.request(get))
    firstWorks = true
    expect(await firstValueFrom(http.request(get))).toEqual({ ok: 1 })
    expect(http.baseUrl()).toBe(first.baseUrl)
  })

  it.each([
    ['404', fails(404)],
    ['500', fails(500)],
  ])('takes a %s for an answer', async (_name, handler) => {
    const [bad, good] = [await serve(handler), await serve(works)]
    await expect(firstValueFrom(httpOf([bad.baseUrl, good.baseUrl]).request(get))).rejects.toMatchObject({
      _tag: 'http',
    })
    expect(good.seen).toHaveLength(0)
  })

  it.each([
    ['502', fails(502)],
    ['a dropped connection', drops],
  ])('does not repeat a POST after %s: it may have taken effect', async (_name, handler) => {
    const [bad, good] = [await serve(handler), await serve(works)]
    await expect(firstValueFrom(httpOf([bad.baseUrl, good.baseUrl]).request(post))).rejects.toBeInstanceOf(Error)
    expect(good.seen).toHaveLength(0)
  })

  it('repeats a POST whose connection was refused', async () => {
    const good = await serve(works)
    await firstValueFrom(httpOf([await nobody(), good.baseUrl]).request(post))
    expect(good.seen).toHaveLength(1)
  })

  it('leaves a silent host in time for the next, by the deadline of one request', async () => {
    const scheduler = new VirtualTimeScheduler()
    const asked: string[] = []
    const fetch = (request: Request | string | URL) => {
      asked.push(`${String(scheduler.now())} ${request instanceof Request ? request.url : String(request)}`)
      return firstValueFrom(NEVER)
    }
    const http = httpOf(['http://a', 'http://b'], { scheduler, timeoutMs: 4000, fetch: fetch })
    const errors: unknown[] = []
    http.request(get).subscribe({ error: (error: unknown) => errors.push(error) })
    for (const [until, asks] of [
      [1999, 1],
      [2000, 1],
      [4000, 2],
    ] as const) {
      while (asked.length < asks) await new Promise(setImmediate)
      scheduler.maxFrames = until
      scheduler.flush()
    }
    expect(scheduler.now()).toBe(4000)
    expect(asked).toEqual(['0 http://a/thing', '2000 http://b/thing'])
    expect(errors).toMatchObject([{ _tag: 'timeout' }])
  })
})
