import { describe, expect, it } from '@jest/globals'
import { restOf } from './rest-client.js'
import { expiredBody, setUpStage } from './stage.js'

const stage = setUpStage()
const ask = (method = 'GET', path = '/chat/Dialog') => stage.as('owner')(method, path)
const listing = 200

describe('faults of single routes (protocol 8)', () => {
  it.each([
    ['500', { status: 500, body: { errors: ['x'] } }, 500, { errors: ['x'] }],
    ['429', { status: 429, headers: { 'Retry-After': '7' } }, 429, ''],
    ['an expired session', { status: 401, body: expiredBody }, 401, expiredBody],
    ['HTML of a proxy', { status: 502, body: '<html>Bad gateway</html>' }, 502, '<html>Bad gateway</html>'],
    ['nothing', { status: 200, body: '' }, 200, ''],
    ['no content', { status: 204 }, 204, ''],
    ['malformed JSON', { status: 200, body: '{"items":' }, 200, '{"items":'],
  ])('%s: once, for that method and path', async (_name, fault, status, body) => {
    stage.sandbox().faults.nextRest({ ...fault, method: 'GET', path: '/CHAT/dialog' })
    expect((await ask('GET', '/session')).status).toBe(200)
    expect((await ask('DELETE', '/chat/Dialog/none')).status).toBe(404)
    const answer = await ask()
    expect([answer.status, answer.body]).toEqual([status, body])
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(answer.headers.get('Retry-After')).toBe(status === 429 ? '7' : null)
    expect((await ask()).status).toBe(listing)
  })

  it('a preflight is never touched', async () => {
    stage.sandbox().faults.nextRest({ status: 503 })
    const asked = { Origin: 'http://app', 'Access-Control-Request-Method': 'GET' }
    const preflight = await fetch(`${stage.sandbox().api}/chat/Dialog`, { method: 'OPTIONS', headers: asked })
    expect([preflight.status, (await ask()).status]).toEqual([204, 503])
  })

  it('a dropped connection', async () => {
    stage.sandbox().faults.nextRest({ drop: true })
    await expect(ask()).rejects.toThrow('fetch failed')
  })

  it.each([
    ['the real answer', { delayMs: 120 }, listing],
    ['a failure', { delayMs: 120, status: 500 }, 500],
  ])('%s, late', async (_name, fault, status) => {
    const outside = restOf(stage.sandbox())
    expect((await outside('POST', '/__test/faults', { nextRest: fault })).body).toEqual({ applied: ['nextRest'] })
    const started = performance.now()
    expect((await ask()).status).toBe(status)
    expect(performance.now() - started).toBeGreaterThan(100)
  })

  it.each<object>([
    { nextRest: 1 },
    { resume: 'maybe' },
    { delay: 'x' },
    { halfOpen: { on: true } },
    { noSuch: 1 },
    { constructor: 1 },
    { inject: {} },
  ])('are refused over HTTP when not understood: %j', async (body) => {
    expect((await restOf(stage.sandbox())('POST', '/__test/faults', body)).status).toBe(422)
  })

  it.each<object>([
    { cut: true },
    { cut: 4 },
    { halfOpen: { userId: 4, on: true } },
    { delay: 0 },
    { resume: 'refuse' },
    { slowUploads: 9 },
    { duplicate: true },
    { dropAcks: true },
    { requireJoin: true },
    { temporaryAuthFailure: 1 },
    { failStep: { step: 'bind' } },
    { inject: { userId: 4, frame: '<x/>' } },
    { reset: true },
  ])('are taken over HTTP: %j', async (body) => {
    const answer = await restOf(stage.sandbox())('POST', '/__test/faults', body)
    expect(answer).toMatchObject({ status: 200, body: { applied: Object.keys(body) } })
  })
})
