import { afterEach, describe, expect, it } from '@jest/globals'
import {
  firstValueFrom,
  forkJoin,
  lastValueFrom,
  map,
  NEVER,
  type Observable,
  of,
  throwError,
  timer,
  toArray,
  VirtualTimeScheduler,
} from 'rxjs'
import type { ChatError } from '../../lib/errors/chat-error.js'
import type { Session } from '../../lib/model/session.js'
import * as t from 'io-ts'
import { json, type RestRequest } from '../../lib/rest/endpoint.js'
import type { Http } from '../../lib/rest/http.js'
import { withRenewal } from '../../lib/session/with-renewal.js'
import { createSession } from '../../lib/session/create-session.js'
import type { CredentialsSource, SessionCredentials } from '../../lib/session/credentials.js'
import type { SessionKeeper } from '../../lib/session/session.js'
import { testHttp } from '../rest/test-http.js'
import { answerJson, type Handler, type Seen, startServer, type TestServer } from '../rest/test-server.js'

const servers: TestServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

interface Cloud {
  readonly tokens: Set<string>
  /** The answer to a sign-in instead of a session. */
  refusal: readonly [status: number, body: unknown] | undefined
  userId: number | null
  /** Sign-ins wait while this is set. */
  hold: Promise<void> | undefined
  /** Milliseconds that a session lasts; told in a header. */
  lifetime: number | undefined
  /** How far the server's clock is ahead. */
  ahead: number
}

const expired = { errors: { base: ['Required session does not exist'] } }

const start = async () => {
  const cloud: Cloud = {
    tokens: new Set(),
    refusal: undefined,
    userId: 21,
    hold: undefined,
    lifetime: undefined,
    ahead: 0,
  }
  let count = 0
  const signIn = (response: Parameters<Handler>[1]): void => {
    if (cloud.refusal !== undefined) {
      answerJson(response, ...cloud.refusal)
      return
    }
    count += 1
    const token = `token-${String(count)}`
    cloud.tokens.add(token)
    answerJson(
      response,
      201,
      { session: { id: count, user_id: cloud.userId, token, created_at: '2020-01-01T00:00:00Z' } },
      times(),
    )
  }
  const header = (at: number) => new Date(at).toISOString().slice(0, 19).replace('T', ' ') + ' UTC'
  const times = (): Record<string, string> => {
    const now = scheduler.now() + cloud.ahead
    return cloud.lifetime === undefined
      ? {}
      : { Date: new Date(now).toUTCString(), 'CB-Token-ExpirationDate': header(now + cloud.lifetime) }
  }
  const server = await startServer(({ method, url, headers }, response) => {
    if (method === 'POST' && url === '/session') {
      if (cloud.hold === undefined) signIn(response)
      else
        void cloud.hold.then(() => {
          signIn(response)
        })
      return
    }
    const token = String(headers['cb-token'])
    if (!cloud.tokens.has(token)) answerJson(response, 401, expired)
    else if (method === 'DELETE') response.end()
    else if (url === '/login') answerJson(response, 202, { user: { id: 21, login: 'bob' } })
    else if (url === '/session')
      answerJson(response, 200, { session: { id: 1, user_id: 21, token, created_at: '2020-01-01T00:00:00Z' } })
    else answerJson(response, 200, { token }, times())
  })
  servers.push(server)
  const scheduler = new VirtualTimeScheduler()
  const bare: Http = testHttp({
    hosts: [server.baseUrl],
    authKey: 'key',
    token: () => session.token(),
    scheduler,
    onSessionUsed: (token, at) => {
      session.extend(token, at)
    },
  })
  const session: SessionKeeper = createSession({ http: bare, application: { id: 10, authKey: 'key' }, scheduler })
  const http = withRenewal(bare, session, 30_000, scheduler)
  return { cloud, server, session, http, scheduler }
}

const thing: RestRequest<{ readonly token: string }> = {
  method: 'GET',
  path: '/thing',
  authorisation: 'session',
  answer: json(t.type({ token: t.string })),
}

const bob: CredentialsSource = { login: 'bob', password: 'pw-secret' }
const signIns = (seen: readonly Seen[]): number =>
  seen.filter(({ method, url }) => method === 'POST' && url === '/session').length
const errorOf = (source$: Observable<unknown>): Promise<ChatError> =>
  lastValueFrom(source$).then(
    () => {
      throw new Error('no error came')
    },
    (error: unknown) => error as ChatError,
  )

describe('createSession: create', () => {
  it.each([
    ['login', { login: 'bob', password: 'p' }, { login: 'bob', password: 'p' }],
    ['email', { email: 'b@x', password: 'p' }, { email: 'b@x', password: 'p' }],
    ['nobody', undefined, undefined],
    ['a function', () => ({ login: 'bob', password: 'p' }), { login: 'bob', password: 'p' }],
    ['a promise', () => Promise.resolve({ login: 'bob', password: 'p' }), { login: 'bob', password: 'p' }],
    ['an Observable', () => of({ login: 'bob', password: 'p' }), { login: 'bob', password: 'p' }],
  ] as const)('signs in with %s', async (_name, credentials, user) => {
    const { server, session } = await start()
    await firstValueFrom(session.create(credentials))
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      application_id: 10,
      auth_key: 'key',
      ...(user === undefined ? {} : { user }),
    })
    expect(server.seen[0]?.headers['cb-token']).toBeUndefined()
  })

  it('is cold, and current$ replays null, then the session', async () => {
    const { server, session } = await start()
    const seen: (Session | null)[] = []
    session.current$.subscribe((current) => seen.push(current))
    const create$ = session.create(bob)
    expect(seen).toEqual([null])
    expect(server.seen).toHaveLength(0)
    const created = await firstValueFrom(create$)
    expect(seen).toEqual([null, created])
    expect(created).toMatchObject({ userId: 21, token: 'token-1', expiresAt: 7_200_000 })
    expect(session.token()).toBe('token-1')
  })

  it.each([
    ['no password', { login: 'bob', password: '' }],
    ['login and email', { login: 'bob', email: 'b@x', password: 'p' }],
    ['neither', { password: 'p' }],
  ])('refuses %s before any request', async (_name, credentials) => {
    const { server, session } = await start()
    expect(await errorOf(session.create(credentials as CredentialsSource))).toMatchObject({ _tag: 'argument' })
    expect(server.seen).toHaveLength(0)
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('pw-secret')
      },
    ],
    ['rejects', () => Promise.reject(new Error('pw-secret'))],
    ['is empty', () => of()],
    ['errors', () => throwError(() => new Error('pw-secret'))],
  ])('errors without its text when the credentials function %s', async (_name, provider) => {
    const { session } = await start()
    const error = await errorOf(session.create(provider))
    expect(error).toMatchObject({ _tag: 'session', detail: { reason: 'credentials-unavailable' } })
    expect(`${error.message}${JSON.stringify(error)}${String(error.cause)}`).not.toContain('pw-secret')
  })

  it('errors when the credentials function says nothing for 30 s', async () => {
    const { session, scheduler } = await start()
    const error = errorOf(session.create(() => NEVER))
    scheduler.flush()
    expect(await error).toMatchObject({ _tag: 'session' })
    expect(scheduler.now()).toBe(30_000)
  })

  it('never refreshes for /session itself', async () => {
    const { cloud, server, session } = await start()
    cloud.refusal = [401, { errors: ['Unauthorized'] }]
    expect(await errorOf(session.create(bob))).toMatchObject({
      _tag: 'http',
      detail: { status: 401, messages: ['Unauthorized'] },
    })
    expect(server.seen).toHaveLength(1)
    expect(session.current()).toBeNull()
  })
})

const providers: readonly (readonly [string, CredentialsSource, object, object | undefined])[] = [
  ['a guest', { guestName: 'Gus' }, { user: { guest: '1', full_name: 'Gus' } }, undefined],
  [
    'Facebook',
    { provider: 'facebook', token: 'fb-token' },
    { provider: 'facebook', keys: { token: 'fb-token' } },
    { provider: 'facebook', keys: { token: 'fb-token' } },
  ],
  [
    'Twitter',
    { provider: 'twitter', token: 'tw-token', secret: 's' },
    { provider: 'twitter', keys: { token: 'tw-token', secret: 's' } },
    { provider: 'twitter', keys: { token: 'tw-token', secret: 's' } },
  ],
  [
    'Firebase by phone',
    { provider: 'firebase_phone', projectId: 'x', accessToken: 'f-token' },
    { provider: 'firebase_phone', firebase_phone: { project_id: 'x', access_token: 'f-token' } },
    { provider: 'firebase_phone', firebase_phone: { project_id: 'x', access_token: 'f-token' } },
  ],
  [
    'Firebase by email',
    { provider: 'firebase_email', projectId: 'x', accessToken: 'f-token' },
    { provider: 'firebase_email', firebase_email: { project_id: 'x', access_token: 'f-token' } },
    { provider: 'firebase_email', firebase_email: { project_id: 'x', access_token: 'f-token' } },
  ],
  [
    'a custom identity',
    { identityToken: 'id-token' },
    { user: { login: 'id-token', password: 'none' } },
    { login: 'id-token', password: 'none' },
  ],
]

describe('createSession: identities', () => {
  it.each(providers)('signs in with %s', async (_name, credentials, body) => {
    const { server, session } = await start()
    expect(await firstValueFrom(session.create(credentials))).toMatchObject({ userId: 21 })
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({ application_id: 10, auth_key: 'key', ...body })
  })

  it.each([...providers, ['a password', bob, {}, { login: 'bob', password: 'pw-secret' }] as const])(
    'upgrades the session of the application with %s, which keeps its token',
    async (_name, credentials, _body, body) => {
      if (body === undefined || credentials === undefined) return
      const { cloud, server, session, http } = await start()
      cloud.userId = null
      await firstValueFrom(session.create())
      expect(await firstValueFrom(session.upgrade(credentials))).toMatchObject({ userId: 21, token: 'token-1' })
      expect(session.current()).toMatchObject({ userId: 21, user: { login: 'bob' }, token: 'token-1' })
      expect(server.seen[1]).toMatchObject({ method: 'POST', url: '/login' })
      expect(JSON.parse(server.seen[1]?.body ?? '')).toEqual(body)
      // Its refresh signs in as that user.
      cloud.userId = 21
      cloud.tokens.clear()
      expect(await firstValueFrom(http.request(thing))).toEqual({ token: 'token-2' })
    },
  )

  it.each<[string, unknown]>([
    ['a guest without a name', { guestName: '' }],
    ['an empty token', { provider: 'facebook', token: ' ' }],
    ['no project', { provider: 'firebase_phone', accessToken: 'x' }],
    ['an empty identity', { identityToken: '' }],
  ])('refuses %s before any request', async (_name, credentials) => {
    const { server, session } = await start()
    expect(await errorOf(session.create(credentials as CredentialsSource))).toMatchObject({ _tag: 'argument' })
    expect(await errorOf(session.upgrade(credentials as SessionCredentials))).toMatchObject({ _tag: 'argument' })
    expect(server.seen).toHaveLength(0)
  })

  it('keeps an identity token out of errors', async () => {
    const { cloud, session } = await start()
    cloud.refusal = [401, { errors: ['bad id-token'] }]
    const error = await errorOf(session.create({ identityToken: 'id-token' }))
    expect(error.message).toContain('bad [secret]')
  })

  it('does not make another guest of a guest', async () => {
    const { cloud, server, session, http } = await start()
    await firstValueFrom(session.create({ guestName: 'Gus' }))
    cloud.tokens.clear()
    expect(await errorOf(http.request(thing))).toMatchObject({ detail: { reason: 'no-credentials' } })
    expect(signIns(server.seen)).toBe(1)
  })

  it('logs the user out and keeps the session', async () => {
    const { server, session } = await start()
    await firstValueFrom(session.create(bob))
    expect(await firstValueFrom(session.logout())).toMatchObject({ userId: null, token: 'token-1' })
    expect(session.current()).not.toHaveProperty('user')
    expect(server.seen.at(-1)).toMatchObject({ method: 'DELETE', url: '/login' })
  })

  it('ends all other sessions', async () => {
    const { server, session } = await start()
    await firstValueFrom(session.create(bob))
    await lastValueFrom(session.destroyOthers())
    expect(server.seen.at(-1)).toMatchObject({ method: 'DELETE', url: '/session/list' })
    expect(session.token()).toBe('token-1')
  })
})

describe('createSession: ahead of expiry', () => {
  const pass = (scheduler: VirtualTimeScheduler, ms: number): void => {
    const until = scheduler.now() + ms
    scheduler.schedule(() => undefined, ms)
    scheduler.maxFrames = until
    scheduler.flush()
  }

  it.each([0, 3 * 3_600_000, -3 * 3_600_000])(
    'refreshes once for all, before the end that a header told, by a server clock %d ms ahead',
    async (ahead) => {
      const { cloud, server, session, http, scheduler } = await start()
      cloud.lifetime = 100_000
      cloud.ahead = ahead
      expect(await firstValueFrom(session.create(bob))).toMatchObject({ expiresAt: 100_000 })
      pass(scheduler, 89_000)
      await firstValueFrom(session.fresh())
      expect(session.token()).toBe('token-1')
      pass(scheduler, 2000)
      const answers = await lastValueFrom(forkJoin(Array.from({ length: 20 }, () => http.request(thing))))
      expect(new Set(answers.map(({ token }) => token))).toEqual(new Set(['token-2']))
      expect(signIns(server.seen)).toBe(2)
    },
  )

  it('does not refresh while use extends it', async () => {
    const { cloud, server, session, http, scheduler } = await start()
    cloud.lifetime = 100_000
    await firstValueFrom(session.create(bob))
    for (let count = 0; count < 5; count += 1) {
      pass(scheduler, 60_000)
      await firstValueFrom(http.request(thing))
    }
    expect(signIns(server.seen)).toBe(1)
  })

  it('uses the old token where the refresh fails', async () => {
    const { cloud, session, http, scheduler } = await start()
    cloud.lifetime = 100_000
    await firstValueFrom(session.create(bob))
    pass(scheduler, 95_000)
    cloud.refusal = [503, {}]
    expect(await firstValueFrom(http.request(thing))).toEqual({ token: 'token-1' })
  })

  it('settles every request by its deadline when the credentials function is silent', async () => {
    const { cloud, server, session, http, scheduler } = await start()
    let silent = false
    await firstValueFrom(session.create(() => (silent ? NEVER : of({ login: 'bob', password: 'p' }))))
    silent = true
    cloud.tokens.clear()
    const errors = Array.from({ length: 100 }, () => errorOf(http.request(thing)))
    while (server.seen.length < 101) await new Promise(setImmediate)
    pass(scheduler, 30_000)
    for (const error of await Promise.all(errors)) expect(['timeout', 'session']).toContain(error._tag)
    expect(signIns(server.seen)).toBe(1)
  })

  it('settles every request by its deadline when the credentials and the session come late, one after the other', async () => {
    const { cloud, server, session, http, scheduler } = await start()
    let late = false
    const ben = { login: 'bob', password: 'p' }
    await firstValueFrom(session.create(() => (late ? timer(20_000, scheduler).pipe(map(() => ben)) : of(ben))))
    late = true
    cloud.tokens.clear()
    cloud.hold = new Promise(() => undefined)
    const errors = Array.from({ length: 5 }, () => errorOf(http.request(thing)))
    while (server.seen.length < 6) await new Promise(setImmediate)
    pass(scheduler, 20_000)
    while (signIns(server.seen) < 2) await new Promise(setImmediate)
    pass(scheduler, 10_000)
    expect(new Set((await Promise.all(errors)).map(({ _tag }) => _tag))).toEqual(new Set(['timeout']))
  })

  it('does not refresh for failures of the transport', async () => {
    const { server, session, http } = await start()
    await firstValueFrom(session.create(bob))
    await server.close()
    expect(await errorOf(http.request(thing))).toMatchObject({ _tag: 'network' })
    expect(session.token()).toBe('token-1')
  })
})

describe('createSession: expiry', () => {
  it('moves with use, a new value once a minute', async () => {
    const { session } = await start()
    const { expiresAt } = await firstValueFrom(session.create(bob))
    const values: unknown[] = []
    session.current$.subscribe((current) => values.push(current?.expiresAt))
    session.extend('token-1', expiresAt + 59_999)
    session.extend('another', expiresAt + 99_999)
    session.extend('token-1', expiresAt + 60_000)
    expect(values).toEqual([expiresAt, expiresAt + 60_000])
  })

  it('fresh() refreshes a session that is over, and only then', async () => {
    const { server, session, scheduler } = await start()
    await firstValueFrom(session.create(bob))
    expect((await firstValueFrom(session.fresh())).token).toBe('token-1')
    scheduler.schedule(() => undefined, 7_200_000)
    scheduler.flush()
    expect((await firstValueFrom(session.fresh())).token).toBe('token-2')
    expect(signIns(server.seen)).toBe(2)
  })
})

describe('createSession: expired 401', () => {
  it('refreshes once for a hundred requests, each then repeated once', async () => {
    const { cloud, server, session, http } = await start()
    await firstValueFrom(session.create(bob))
    cloud.tokens.clear()
    const answers = await lastValueFrom(forkJoin(Array.from({ length: 100 }, () => http.request(thing))))
    expect(new Set(answers.map(({ token }) => token))).toEqual(new Set(['token-2']))
    expect(signIns(server.seen)).toBe(2)
    expect(server.seen.filter(({ url }) => url === '/thing')).toHaveLength(200)
    expect(session.current()).toMatchObject({ token: 'token-2' })
  })

  it('joins a late 401 to the refresh that is done', async () => {
    const { cloud, server, session, http } = await start()
    await firstValueFrom(session.create(bob))
    cloud.tokens.clear()
    await firstValueFrom(http.request(thing))
    expect(await firstValueFrom(session.renew('token-1'))).toMatchObject({ token: 'token-2' })
    expect(signIns(server.seen)).toBe(2)
  })

  it.each([
    ['the credentials are refused', [401, { errors: ['Unauthorized'] }], 'http', null],
    ['the server is down', [500, {}], 'http', 'token-1'],
    ['the answer is no session', [201, {}], 'decode', 'token-1'],
  ] as const)('settles every waiter when %s', async (_name, refusal, tag, left) => {
    const { cloud, server, session, http } = await start()
    await firstValueFrom(session.create(bob))
    cloud.tokens.clear()
    let release = (): void => undefined
    cloud.hold = new Promise((resolve) => (release = resolve))
    cloud.refusal = refusal
    const errors = Array.from({ length: 20 }, () => errorOf(http.request(thing)))
    while (server.seen.filter(({ url }) => url === '/thing').length < 20 || signIns(server.seen) < 2)
      await new Promise(setImmediate)
    release()
    for (const error of await Promise.all(errors)) expect(['http', 'session', 'decode']).toContain(error._tag)
    expect((await errors[0])?._tag).toBe(tag)
    expect(session.current()?.token ?? null).toBe(left)
  })

  it('settles every waiter when the credentials function fails, and asks it anew next time', async () => {
    const { cloud, session, http } = await start()
    let works = true
    let asked = 0
    const provider = () => {
      asked += 1
      return works ? Promise.resolve({ login: 'bob', password: 'p' }) : Promise.reject(new Error('down'))
    }
    await firstValueFrom(session.create(provider))
    cloud.tokens.clear()
    works = false
    const failed = await Promise.all(Array.from({ length: 10 }, () => errorOf(http.request(thing))))
    expect(new Set(failed.map(({ detail }) => JSON.stringify(detail)))).toEqual(
      new Set(['{"reason":"credentials-unavailable"}']),
    )
    works = true
    expect(await firstValueFrom(http.request(thing))).toEqual({ token: 'token-2' })
    expect(asked).toBeGreaterThanOrEqual(3)
  })

  it('repeats once only', async () => {
    const { cloud, server, session, http } = await start()
    await firstValueFrom(session.create(bob))
    Object.defineProperty(cloud.tokens, 'has', { value: () => false })
    expect(await errorOf(http.request(thing))).toMatchObject({ _tag: 'http', detail: { status: 401 } })
    expect(server.seen.filter(({ url }) => url === '/thing')).toHaveLength(2)
    expect(signIns(server.seen)).toBe(2)
  })

  it('never repeats a request as another user', async () => {
    const { cloud, session } = await start()
    await firstValueFrom(session.create(bob))
    cloud.userId = 22
    expect(await errorOf(session.renew('token-1'))).toMatchObject({
      _tag: 'session',
      detail: { reason: 'another-user' },
    })
    await firstValueFrom(session.create({ login: 'eve', password: 'p' }))
    expect(await errorOf(session.renew('token-1'))).toMatchObject({
      _tag: 'session',
      detail: { reason: 'session-changed' },
    })
  })

  it('does not bring back a session that was ended during the refresh', async () => {
    const { cloud, server, session } = await start()
    await firstValueFrom(session.create(bob))
    let release = (): void => undefined
    cloud.hold = new Promise((resolve) => (release = resolve))
    const error = errorOf(session.refresh())
    while (signIns(server.seen) < 2) await new Promise(setImmediate)
    await lastValueFrom(session.destroy())
    release()
    expect(await error).toMatchObject({ _tag: 'session', detail: { reason: 'session-changed' } })
    expect(session.current()).toBeNull()
  })

  it('lets one waiter leave without the others', async () => {
    const { cloud, server, session } = await start()
    await firstValueFrom(session.create(bob))
    let release = (): void => undefined
    cloud.hold = new Promise((resolve) => (release = resolve))
    const leaving = session.refresh().subscribe()
    const staying = firstValueFrom(session.refresh())
    while (signIns(server.seen) < 2) await new Promise(setImmediate)
    leaving.unsubscribe()
    release()
    expect((await staying).token).toBe('token-2')
    expect(signIns(server.seen)).toBe(2)
  })
})

describe('createSession: the rest', () => {
  it('destroy() ends the session here and there, also when it is over there already', async () => {
    for (const over of [false, true]) {
      const { cloud, server, session } = await start()
      await firstValueFrom(session.create(bob))
      if (over) cloud.tokens.clear()
      expect(await lastValueFrom(session.destroy().pipe(toArray()))).toEqual([undefined])
      expect(server.seen.at(-1)).toMatchObject({ method: 'DELETE', url: '/session' })
      expect(session.current()).toBeNull()
      expect(signIns(server.seen)).toBe(1)
      expect(await errorOf(session.refresh())).toMatchObject({ _tag: 'session', detail: { reason: 'no-session' } })
    }
  })

  it('destroy() ends the session here even when the server cannot be reached', async () => {
    const { server, session } = await start()
    await firstValueFrom(session.create(bob))
    await server.close()
    expect(await errorOf(session.destroy())).toMatchObject({ _tag: 'network' })
    expect(session.current()).toBeNull()
  })

  it('restore() takes up a session without a request; without credentials it cannot be refreshed', async () => {
    const { cloud, server, session, http } = await start()
    const old: Session = { id: 1, userId: 21, token: 'old', createdAt: 0, expiresAt: 7_200_000 }
    cloud.tokens.add('old')
    await firstValueFrom(session.restore(old))
    expect(await firstValueFrom(http.request(thing))).toEqual({ token: 'old' })
    expect(await firstValueFrom(session.get())).toMatchObject({ userId: 21, token: 'old' })
    cloud.tokens.clear()
    expect(await errorOf(http.request(thing))).toMatchObject({
      _tag: 'session',
      detail: { reason: 'no-credentials' },
    })
    expect(signIns(server.seen)).toBe(0)
  })

  it('close() forgets and completes current$', async () => {
    const { session } = await start()
    await firstValueFrom(session.create(bob))
    const values = lastValueFrom(
      session.current$.pipe(
        map((it) => it?.token ?? null),
        toArray(),
      ),
    )
    session.close()
    expect(await values).toEqual(['token-1', null])
    expect(session.token()).toBeUndefined()
  })
})
