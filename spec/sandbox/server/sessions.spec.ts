import { describe, expect, it } from '@jest/globals'
import { signatureOf } from '../../../sandbox/src/rest/sign-in.js'
import { field, restOf, type Rest } from './rest-client.js'
import { expiredBody, setUpStage } from './stage.js'

const stage = setUpStage({ customIdentity: true, authSecret: 'S', usersV1: true })
const application = { application_id: 1, auth_key: 'sandbox' }
const open = (more: object) => stage.anonymous()('POST', '/session', { ...application, ...more })
const sessionOf = async (more: object) => field((await open(more)).body, 'session')
const restIn = (session: unknown): Rest => restOf(stage.sandbox(), String(field(session, 'token')))

describe('sessions (protocol 2.1 to 2.4)', () => {
  it('verifies a signature where there is one (appendix C)', async () => {
    const vector = {
      application_id: 1,
      auth_key: 'K',
      nonce: 5,
      timestamp: 1700000000,
      user: { login: 'bob', password: 'pw' },
    }
    expect(signatureOf(vector, 'S')).toBe('70513c9d58a2d7f7d59562ead68fbc37e46a184b')
    const signed = { ...application, nonce: 7, timestamp: 1700000000 }
    expect((await open({ ...signed, signature: signatureOf(signed, 'S') })).status).toBe(201)
    expect((await open({ ...signed, signature: signatureOf(signed, 'T') })).status).toBe(422)
  })

  it.each([
    ['facebook', { provider: 'facebook', keys: { token: 'fb-1' } }, { facebook_id: 'fb-1' }],
    ['twitter', { provider: 'twitter', keys: { token: 'tw-1', secret: 's' } }, { twitter_id: 'tw-1' }],
    [
      'firebase_phone',
      { provider: 'firebase_phone', firebase_phone: { project_id: 'p', access_token: '380501234567' } },
      { phone: '380501234567' },
    ],
    [
      'firebase_email',
      { provider: 'firebase_email', firebase_email: { project_id: 'p', access_token: 'a@b.c' } },
      { email: 'a@b.c' },
    ],
    ['custom', { user: { login: 'ext-1', password: 'dummy' } }, { external_id: 'ext-1', login: null }],
    ['custom without password', { user: { login: 'ext-2' } }, { external_id: 'ext-2' }],
  ])('knows the user of a %s token again', async (_provider, body, profile) => {
    const first = await sessionOf(body)
    expect(first).toMatchObject({ user: profile })
    expect(field(await sessionOf(body), 'user_id')).toBe(field(first, 'user_id'))
    const upgraded = restIn(await sessionOf({}))
    const top = 'user' in body ? body.user : body
    expect(await upgraded('POST', '/login', top)).toMatchObject({ status: 202, body: { user: profile } })
    expect((await upgraded('GET', '/session')).body).toMatchObject({ session: { user_id: field(first, 'user_id') } })
    expect(await upgraded('DELETE', '/login')).toMatchObject({ status: 200, body: '' })
    expect((await upgraded('GET', '/session')).body).toMatchObject({ session: { user_id: null } })
  })

  it('refuses what the identity provider refuses', async () => {
    expect(await open({ user: { login: 'bad-token', password: 'x' } })).toMatchObject({
      status: 401,
      body: { errors: ['Unauthorized'] },
    })
  })

  it('makes guests, who cannot sign in by password', async () => {
    const session = await sessionOf({ user: { guest: '1', full_name: 'Gus' } })
    expect(session).toMatchObject({ user: { is_guest: true, full_name: 'Gus' } })
    const login = String(field(field(session, 'user'), 'login'))
    expect(login).toMatch(/^guest_login_[0-9a-f]+$/)
    expect(await open({ user: { login, password: 'anything' } })).toMatchObject({
      status: 401,
      body: { errors: ['Unauthorized'] },
    })
  })

  it('ends all other sessions of the user, or one', async () => {
    const body = { user: { login: 'member', password: 'passw0rd-of-all' } }
    const [one, two, three] = [await sessionOf(body), await sessionOf(body), await sessionOf(body)]
    expect(await restIn(one)('DELETE', `/session/${String(field(three, 'id'))}`)).toMatchObject({
      status: 200,
      body: '',
    })
    expect((await restIn(three)('GET', '/session')).body).toEqual(expiredBody)
    expect((await restIn(two)('GET', '/session')).status).toBe(200)
    expect(await restIn(one)('DELETE', '/session/list')).toMatchObject({ status: 200, body: '' })
    expect((await restIn(two)('GET', '/session')).body).toEqual(expiredBody)
    expect((await restIn(one)('GET', '/session')).status).toBe(200)
    expect((await stage.as('owner')('GET', '/session')).status).toBe(200)
  })
})

describe('users (protocol 2.5)', () => {
  const profile = {
    full_name: 'Eve Doe',
    phone: '380507654321',
    external_id: 'e-1',
    facebook_id: 'f-1',
    tag_list: ['dev', 'vip'],
  }
  const sign = async () => {
    const user = { login: 'eve', email: 'eve@example.org', password: 'passw0rd-of-all', ...profile }
    const answer = await stage.as('owner')('POST', '/users', { user })
    return field(answer.body, 'user')
  }

  it('are found in every documented way', async () => {
    expect(await sign()).toMatchObject({ full_name: 'Eve Doe', user_tags: 'dev,vip', login: 'eve' })
    const found = { user: { login: 'eve' } }
    const page = { current_page: 1, per_page: 10, total_entries: 1, items: [found] }
    for (const [path, expected] of [
      ['by_login?login=eve', found],
      ['by_email.json?email=eve@example.org', found],
      ['by_facebook_id?facebook_id=f-1', found],
      ['external/e-1', found],
      ['phone?phone=380507654321', found],
      ['by_full_name?full_name=Eve%20Doe', page],
      ['by_tags?tags=none,vip&per_page=10', page],
    ] as const) {
      expect([path, (await stage.as('owner')('GET', `/users/${path}`)).body]).toMatchObject([path, expected])
    }
    const v1 = await stage.as('owner')(
      'GET',
      '/users?filter[]=number+id+in+1,2&filter[]=string+login+ne+owner&order=desc+string+login&per_page=1000',
    )
    expect(v1.body).toMatchObject({ per_page: 100, total_entries: 1, items: [{ user: { login: 'admin' } }] })
  })

  it('are searched by a stand-alone field and refined by others', async () => {
    const v2 = async (query: string) => (await stage.as('owner')('GET', `/users/v2?${query}`)).body
    expect(await v2('login[in]=owner,admin&id[nin]=1')).toMatchObject({ total_entries: 1, items: [{ login: 'admin' }] })
    expect(await v2('login[start_with]=memb')).toMatchObject({ limit: 5, items: [{ login: 'member' }] })
    expect(await v2('login=owner&created_at[gt]=4000000000')).toMatchObject({ items: [] })
    expect(await v2('id[in][]=1&id[in][]=2&sort_desc=id&limit=1&offset=1')).toMatchObject({
      skip: 1,
      limit: 1,
      items: [{ id: 1 }],
    })
  })

  it('change and remove themselves only', async () => {
    const session = await sessionOf({ user: { login: 'zoe', password: 'passw0rd-of-all' } }).catch(() => undefined)
    const rest = restIn(session)
    const id = String(field(session, 'user_id'))
    const changed = await rest('PUT', `/users/${id}`, { user: { full_name: 'Zoe', website: 'z.example', admin: true } })
    expect(changed).toMatchObject({ status: 200, body: { user: { full_name: 'Zoe', website: 'z.example' } } })
    expect(field(field(changed.body, 'user'), 'admin')).toBeUndefined()
    expect(await rest('DELETE', `/users/${id}`)).toMatchObject({ status: 200, body: '' })
    expect((await rest('GET', '/session')).body).toEqual(expiredBody)
  })

  it('change the password with the old one', async () => {
    const user = { email: 'pat@example.org', password: 'passw0rd-of-all' }
    const id = String(field(field((await stage.as('owner')('POST', '/users', { user })).body, 'user'), 'id'))
    const rest = restIn(await sessionOf({ user }))
    const change = { user: { password: 'password2', old_password: 'passw0rd-of-all' } }
    expect((await rest('PUT', `/users/${id}`, change)).status).toBe(200)
    expect((await open({ user })).status).toBe(401)
    expect((await open({ user: { ...user, password: 'password2' } })).status).toBe(201)
    for (const method of ['GET', 'POST']) {
      const reset = await rest(method, '/users/password/reset?email=pat@example.org')
      expect(reset).toMatchObject({ status: 200, body: '' })
    }
    expect((await rest('GET', '/users/online?count=true')).body).toEqual({ count: 0 })
    expect((await rest('GET', '/users/online')).body).toEqual({ users: [] })
  })
})
