import { afterEach, describe, expect, it } from '@jest/globals'
import * as t from 'io-ts'
import { firstValueFrom, NEVER, type Observable, VirtualTimeScheduler } from 'rxjs'
import type { ChatError } from '../../lib/errors/chat-error.js'
import { json, type RestRequest, text } from '../../lib/rest/endpoint.js'
import type { HttpDeps } from '../../lib/rest/http.js'
import { testHttp } from './test-http.js'
import { answerJson, type Handler, startServer, type TestServer } from './test-server.js'

const get: RestRequest<{ readonly ok: number }> = {
  method: 'GET',
  path: '/thing',
  authorisation: 'session',
  answer: json(t.type({ ok: t.number })),
}
const post: RestRequest<void> = {
  method: 'POST',
  path: '/thing',
  authorisation: 'session',
  body: { password: 'p' },
  answer: text,
}

const servers: TestServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

const start = async (handler: Handler, deps: Partial<HttpDeps> = {}) => {
  const server = await startServer(handler)
  servers.push(server)
  const http = testHttp({ hosts: [server.baseUrl], token: () => 'tok-secret', authKey: 'key-secret', ...deps })
  return { server, http }
}

const errorOf = (source$: Observable<unknown>): Promise<ChatError> =>
  firstValueFrom(source$).then(
    () => {
      throw new Error('no error came')
    },
    (error: unknown) => error as ChatError,
  )

const ok: Handler = (_seen, response) => {
  answerJson(response, 200, { ok: 1 })
}

describe('createHttp', () => {
  it('sends nothing without a subscription and one request per subscription', async () => {
    const { server, http } = await start(ok)
    const request$ = http.request(get)
    expect(server.seen).toHaveLength(0)
    expect(await firstValueFrom(request$)).toEqual({ ok: 1 })
    expect(await firstValueFrom(request$)).toEqual({ ok: 1 })
    expect(server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /thing', 'GET /thing'])
  })

  it('sends the token, the SDK name and JSON', async () => {
    const { server, http } = await start((_seen, response) => response.end())
    await firstValueFrom(http.request(post))
    const [seen] = server.seen
    expect(seen?.headers).toMatchObject({
      'cb-token': 'tok-secret',
      'cb-sdk': 'connectycube-rx',
      'content-type': 'application/json',
    })
    expect(seen?.headers['cb-authkey']).toBeUndefined()
    expect(seen?.body).toBe('{"password":"p"}')
  })

  it('sends the application key where a session is not needed and there is none', async () => {
    const { server, http } = await start((_seen, response) => response.end(), { token: () => undefined })
    await firstValueFrom(http.request({ ...post, authorisation: 'session-or-key' }))
    expect(server.seen[0]?.headers['cb-authkey']).toBe('key-secret')
  })

  it('sends nothing when a session is needed and there is none', async () => {
    const { server, http } = await start(ok, { token: () => undefined })
    expect(await errorOf(http.request(get))).toMatchObject({
      _tag: 'session',
      detail: { reason: 'no-session' },
    })
    expect(server.seen).toHaveLength(0)
  })

  it('aborts the request when unsubscribed, which the server sees', async () => {
    let arrived = (): void => undefined
    const arrival = new Promise<void>((resolve) => (arrived = resolve))
    let gone = (): void => undefined
    const departure = new Promise<void>((resolve) => (gone = resolve))
    const { http } = await start((_seen, response) => {
      response.on('close', gone)
      arrived()
    })
    const seen: unknown[] = []
    const subscription = http.request(get).subscribe({ next: (v) => seen.push(v), error: (e: unknown) => seen.push(e) })
    await arrival
    subscription.unsubscribe()
    await departure
    expect(seen).toEqual([])
  })

  it('reads a body that comes in pieces before it completes', async () => {
    const { http } = await start((_seen, response) => {
      response.write('{"ok"')
      setImmediate(() => response.end(':1}'))
    })
    expect(await firstValueFrom(http.request(get))).toEqual({ ok: 1 })
  })

  it.each([
    ['an empty 200', 200, '', 'decode', /empty body.*base URL/],
    ['an HTML 200', 200, '<!doctype html><p>hi', 'decode', /HTML page.*base URL/],
    ['malformed JSON', 200, '{"ok":', 'decode', /malformed JSON/],
    ['another type', 200, '{"ok":"tok-secret"}', 'decode', /ok: expected number, got string/],
    ['an HTML 502', 502, '<html>tok-secret', 'http', /HTTP 502 \(an HTML page.*Try again/],
    [
      'an error that quotes secrets',
      422,
      '{"errors":["bad tok-secret key-secret pw-secret"]}',
      'http',
      /bad \[secret\] \[secret\]/,
    ],
  ] as const)('gives one typed error for %s, without secrets', async (_name, status, body, tag, message) => {
    const { http } = await start((_seen, response) => response.writeHead(status).end(body))
    const error = await errorOf(http.request({ ...get, method: 'PUT', body: { user: { password: 'pw-secret' } } }))
    expect(error).toMatchObject({ name: 'ChatError', _tag: tag })
    expect(error.message).toMatch(message)
    expect(`${error.message}${error.stack ?? ''}${JSON.stringify(error)}`).not.toMatch(/(tok|key|pw)-secret/)
  })

  it('gives a network error for an unreachable host', async () => {
    const { server, http } = await start(ok)
    await server.close()
    const error = await errorOf(http.request(get))
    expect(error).toMatchObject({ _tag: 'network', retryable: true, detail: { url: `${server.baseUrl}/thing` } })
    expect(error.message).toMatch(/ECONNREFUSED/)
  })

  it('gives a network error without the token when the token is no header value', async () => {
    const { http } = await start(ok, { token: () => 'tok-secret\n\u0100' })
    const error = await errorOf(http.request(get))
    expect(error._tag).toBe('network')
    expect(`${error.message}${String(error.cause)}`).not.toContain('tok-secret')
  })

  it('gives a network error when the answer is cut off', async () => {
    const { http } = await start((_seen, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"ok"')
      setImmediate(() => response.destroy())
    })
    expect(await errorOf(http.request(get))).toMatchObject({ _tag: 'network', retryable: true })
  })

  it('times out in virtual time', () => {
    const scheduler = new VirtualTimeScheduler()
    const http = testHttp({
      hosts: ['http://127.0.0.1:9'],
      token: () => 't',
      authKey: 'k',
      timeoutMs: 5000,
      scheduler,
      fetch: () => firstValueFrom(NEVER),
    })
    const errors: unknown[] = []
    http.request(get).subscribe({ error: (error: unknown) => errors.push(error) })
    scheduler.flush()
    expect(scheduler.now()).toBe(5000)
    expect(errors[0]).toMatchObject({ _tag: 'timeout', retryable: true, detail: { waitedFor: 'GET /thing', ms: 5000 } })
  })

  it.each([429, 503])('repeats a GET after %d as Retry-After says, at most twice', async (status) => {
    const { server, http } = await start((_seen, response) => {
      if (server.seen.length <= 2) response.writeHead(status, { 'Retry-After': '0' }).end()
      else answerJson(response, 200, { ok: 3 })
    })
    expect(await firstValueFrom(http.request(get))).toEqual({ ok: 3 })
    expect(server.seen).toHaveLength(3)
  })

  it.each([
    ['a POST', post, { 'Retry-After': '0' }, 503, 1],
    ['a POST that was repeated twice', post, { 'Retry-After': '0' }, 429, 3],
    ['a GET with a wait beyond the deadline', get, { 'Retry-After': '31' }, 429, 1],
    ['a GET after 500', get, {}, 500, 1],
    ['a GET that was repeated twice', get, { 'Retry-After': '0' }, 429, 3],
  ] as const)('gives the HTTP error after %s', async (_name, request, headers, status, requests) => {
    const { server, http } = await start((_seen, response) => response.writeHead(status, headers).end())
    const error = await errorOf(http.request<unknown>(request))
    expect(error).toMatchObject({ _tag: 'http', retryable: true, detail: { status } })
    expect(server.seen).toHaveLength(requests)
  })

  it('tells the session that was used, its end and the server clock', async () => {
    const told: unknown[] = []
    const { http } = await start(
      (_seen, response) => {
        answerJson(
          response,
          200,
          { ok: 1 },
          { 'CB-Token-ExpirationDate': '2023-09-15 15:43:31 UTC', Date: 'Fri, 15 Sep 2023 13:43:31 GMT' },
        )
      },
      {
        scheduler: new VirtualTimeScheduler(),
        onSessionUsed: (token, at) => told.push(token, at),
        onServerDate: (at) => told.push(at),
      },
    )
    await firstValueFrom(http.request(get))
    // By our clock, which stands at 0.
    expect(told).toEqual(['tok-secret', 7_200_000, Date.UTC(2023, 8, 15, 13, 43, 31)])
  })

  it('does not take a 401 for a use of the session', async () => {
    const told: unknown[] = []
    const { http } = await start((_seen, response) => response.writeHead(401).end(), {
      onSessionUsed: () => told.push(1),
    })
    await errorOf(http.request(get))
    expect(told).toEqual([])
  })
})
