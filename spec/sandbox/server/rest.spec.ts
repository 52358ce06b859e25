import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/src/index.js'
import { field, restLogin, restOf, type Rest } from './rest-client.js'

const password = 'passw0rd-of-all'
const names = ['ann', 'bob', 'carol', 'dave']
const users = names.map((login, index) => ({ id: index + 1, login, password, fullName: login.toUpperCase() }))
const based = (message: string) => ({ errors: { base: [message] } })
const roleBody = based("You don't have appropriate permissions to perform this operation")
const expired = based('Required session does not exist')

describe('the REST half of the sandbox', () => {
  let sandbox: Sandbox
  let ann: Rest
  let bob: Rest
  beforeAll(async () => {
    sandbox = await startSandbox({ users })
    ann = (await restLogin(sandbox, 'ann')).rest
    bob = (await restLogin(sandbox, 'bob')).rest
  })
  afterEach(async () => {
    sandbox.faults.reset()
    await Promise.all(others.splice(0).map((other) => other.stop()))
  })
  afterAll(() => sandbox.stop())
  const others: Sandbox[] = []
  /** A second sandbox, stopped after the test however it ends. */
  const another = async (options: SandboxOptions): Promise<Sandbox> => {
    const started = await startSandbox(options)
    others.push(started)
    return started
  }
  const group = async (more: object = {}): Promise<string> => {
    const body = { type: 2, name: 'team', occupants_ids: [2], ...more }
    return String(field((await ann('POST', '/chat/Dialog', body)).body, '_id'))
  }

  it.each([
    ['no token', undefined, 401, { errors: ['Token is required'] }],
    ['an unknown token', 'feed', 401, expired],
  ])('refuses %s', async (_case, token, status, body) => {
    expect(await restOf(sandbox, token)('GET', '/chat/Dialog')).toMatchObject({ status, body })
  })

  it('refuses a wrong password, a wrong key, and an application session where a user is needed', async () => {
    const wrong = (await restLogin(sandbox, 'ann', 'not-hers')).answer
    expect(wrong).toMatchObject({ status: 401, body: { errors: ['Invalid password'] } })
    const anonymous = restOf(sandbox)
    const badKey = await anonymous('POST', '/session', { application_id: 1, auth_key: 'no' })
    expect(badKey).toMatchObject({ status: 401, body: { errors: ['Unauthorized'] } })
    const opened = await anonymous('POST', '/session', { application_id: '1', auth_key: 'sandbox' })
    expect(opened.body).toMatchObject({ session: { user_id: null } })
    const rest = restOf(sandbox, String(field(field(opened.body, 'session'), 'token')))
    expect(await rest('GET', '/chat/Dialog')).toMatchObject({ status: 403, body: based('Forbidden. Need user.') })
    expect(await rest('POST', '/login', { login: 'ann', password })).toMatchObject({ status: 202 })
    expect((await rest('GET', '/chat/Dialog')).status).toBe(200)
    expect(await rest('DELETE', '/session')).toMatchObject({ status: 200, body: '' })
    expect((await rest('GET', '/session')).body).toEqual(expired)
  })

  it('names the expiry of the session, readable across origins', async () => {
    const { headers } = await ann('GET', '/chat/Dialog')
    expect(headers.get('CB-Token-ExpirationDate')).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/)
    expect(headers.get('Access-Control-Expose-Headers')).toContain('CB-Token-ExpirationDate')
    expect(headers.get('Date')).toContain('GMT')
    const asked = {
      Origin: 'http://app',
      'Access-Control-Request-Method': 'PUT',
      'Access-Control-Request-Headers': 'cb-token',
    }
    const preflight = await fetch(`${sandbox.api}/chat/Dialog`, { method: 'OPTIONS', headers: asked })
    expect(preflight.headers.get('Access-Control-Allow-Methods')).toContain('PUT')
    expect(preflight.headers.get('Access-Control-Allow-Headers')).toContain('cb-token')
  })

  it('takes suffix, any case, trailing slash and form bodies', async () => {
    expect((await ann('GET', '/CHAT/dialog.json')).status).toBe(200)
    expect((await ann('GET', '/chat/Dialog/')).status).toBe(200)
    const { token } = await restLogin(sandbox, 'ann')
    const headers = { 'CB-Token': token, 'Content-Type': 'application/x-www-form-urlencoded' }
    const body = 'type=2&name=form&occupants_ids=2,3&admins_ids[]=2'
    const answer = await fetch(`${sandbox.api}/chat/Dialog.json`, { method: 'POST', headers, body })
    expect(await answer.json()).toMatchObject({ occupants_ids: [1, 2, 3], admins_ids: [2] })
  })

  it('signs users up once and finds them by filter', async () => {
    const user = { email: 'eve@example.org', password, full_name: 'Eve' }
    expect(await ann('POST', '/users', { user })).toMatchObject({ status: 201, body: { user: { full_name: 'Eve' } } })
    expect(await ann('POST', '/users', { user })).toMatchObject({ status: 422, body: based('email must be unique') })
    expect((await restOf(sandbox)('POST', '/users', { user })).status).toBe(401)
    const found = await ann('GET', '/users/v2?id[in][]=1&id[in][]=2&limit=1000&sort_desc=id')
    expect(found.body).toMatchObject({ limit: 100, total_entries: 2, items: [{ id: 2 }, { id: 1 }] })
    expect((await ann('GET', '/users/v2?full_name[start_with]=CARO')).body).toMatchObject({
      items: [{ login: 'carol' }],
    })
    expect((await ann('GET', '/users/v2')).status).toBe(422)
    expect((await ann('GET', '/users/3')).body).toMatchObject({ user: { login: 'carol' } })
    expect((await ann('GET', '/users/999')).body).toEqual({ errors: ["The resource wasn't found"] })
  })

  it('returns the private dialog of a pair, whoever asks, named after the other', async () => {
    const mine = await ann('POST', '/chat/Dialog', { type: 3, occupants_ids: '2' })
    const hers = await bob('POST', '/chat/Dialog', { type: '3', occupants_ids: [1] })
    expect(mine).toMatchObject({ status: 201, body: { name: 'BOB', xmpp_room_jid: null } })
    expect(hers.body).toMatchObject({ _id: field(mine.body, '_id'), name: 'ANN' })
    const alone = await ann('POST', '/chat/Dialog', { type: 3, occupants_ids: [1] })
    expect(alone).toMatchObject({ status: 422, body: based('occupants_ids field must contain an opponent user id') })
    expect(await ann('POST', '/chat/Dialog', { type: 1, name: 'news' })).toMatchObject({ status: 403, body: roleBody })
    const update = { push_all: { occupants_ids: [3] } }
    const refused = await ann('PUT', `/chat/Dialog/${String(field(mine.body, '_id'))}`, update)
    expect(refused.status).toBe(403)
    expect(JSON.stringify(refused.body)).toContain("only for 'group' and 'public'")
  })

  it('changes name and occupants of a group within the roles', async () => {
    const id = await group()
    const change = { name: 'crew', push_all: { occupants_ids: ['3'] } }
    expect((await bob('PUT', `/chat/Dialog/${id}`, change)).body).toMatchObject({
      name: 'crew',
      occupants_ids: [1, 2, 3],
    })
    const kick = { pull_all: { occupants_ids: [3] } }
    expect(await bob('PUT', `/chat/Dialog/${id}`, kick)).toMatchObject({ status: 403, body: roleBody })
    expect((await ann('PUT', `/chat/Dialog/${id}`, kick)).body).toMatchObject({ occupants_ids: [1, 2] })
    expect((await bob('DELETE', `/chat/Dialog/${id}?force=1`)).status).toBe(403)
    expect(await ann('DELETE', `/chat/Dialog/${id},none?force=1`)).toMatchObject({
      status: 200,
      body: { SuccessfullyDeleted: { ids: [id] }, NotFound: { ids: ['none'] }, WrongPermissions: { ids: [] } },
    })
    expect((await bob('PUT', `/chat/Dialog/${id}`, { name: 'x' })).status).toBe(404)
  })

  it('lists dialogs filtered, sorted, paged, and lets public ones be joined and left', async () => {
    const made = await bob('POST', '/chat/Dialog', { type: 4, name: 'square' })
    const id = String(field(made.body, '_id'))
    const listed = async (): Promise<unknown> => field((await ann('GET', '/chat/Dialog?type[in]=4')).body, 'items')
    expect(await listed()).toEqual([])
    expect((await ann('POST', `/chat/dialog/${id}/subscribe`)).body).toMatchObject({
      occupants_ids: [],
      occupants_count: 2,
    })
    expect(await listed()).toMatchObject([{ _id: id }])
    expect((await ann('DELETE', `/chat/dialog/${id}/subscribe`)).status).toBe(200)
    expect(await listed()).toEqual([])
    await group({ name: 'zulu' })
    const sorted = await ann('GET', '/chat/Dialog?type=2&sort_desc=name&limit=1&skip=0')
    expect(sorted.body).toMatchObject({ limit: 1, skip: 0, items: [{ name: 'zulu' }] })
    expect((await ann('GET', '/chat/Dialog?name=zulu&count=1')).body).toEqual({ items: { count: 1 } })
  })

  it('keeps, counts, marks, edits and deletes messages', async () => {
    const id = await group()
    const send = async (message: string): Promise<string> =>
      String(field((await ann('POST', '/chat/Message', { chat_dialog_id: id, message, mood: 'gay' })).body, '_id'))
    const [first, second] = [await send('one'), await send('two')]
    const list = (rest: Rest, more: string) => rest('GET', `/chat/Message?chat_dialog_id=${id}${more}`)
    expect((await bob('GET', `/chat/Message/unread?chat_dialog_ids=${id},%20x`)).body).toEqual({ total: 2, [id]: 2 })
    expect((await list(bob, '&mark_as_read=0&sort_desc=_id&limit=1')).body).toMatchObject({
      limit: 1,
      items: [{ _id: second, read: 0, mood: 'gay' }],
    })
    await bob('PUT', `/chat/Message/${first}`, { chat_dialog_id: id, read: 1 })
    expect((await bob('GET', `/chat/Message/unread?chat_dialog_ids=${id}`)).body).toMatchObject({ total: 1 })
    await list(bob, '')
    expect((await ann('GET', `/chat/Dialog?_id=${id}`)).body).toMatchObject({
      items: [{ last_message_status: 'read' }],
    })
    expect((await bob('PUT', `/chat/Message/${first}`, { chat_dialog_id: id, message: 'x' })).status).toBe(403)
    await ann('PUT', `/chat/Message/${first}`, { chat_dialog_id: id, message: 'uno' })
    expect((await list(bob, `&_id=${first}`)).body).toMatchObject({ items: [{ message: 'uno' }] })
    const removed = await bob('DELETE', `/chat/Message/${first},nil?force=1`)
    expect(removed.body).toMatchObject({ WrongPermissions: { ids: [first] }, NotFound: { ids: ['nil'] } })
    await bob('DELETE', `/chat/Message/${first}`)
    expect((await list(bob, '&count=1')).body).toEqual({ items: { count: 1 } })
    expect((await list(ann, '&count=1')).body).toEqual({ items: { count: 2 } })
    expect((await ann('PUT', '/chat/Message', { chat_dialog_id: 'none', read: 1 })).status).toBe(404)
    expect((await ann('GET', '/chat/Message?chat_dialog_id=none')).body).toEqual({ skip: 0, limit: 100, items: [] })
  })

  it('filters by numbers and by dates in any notation', async () => {
    const id = await group()
    await ann('POST', '/chat/Message', { chat_dialog_id: id, message: 'now' })
    const count = async (filter: string): Promise<unknown> =>
      field((await ann('GET', `/chat/Message?chat_dialog_id=${id}&count=1&${filter}`)).body, 'items')
    const hour = Date.now() - 3_600_000
    expect(await count(`date_sent[gt]=${Math.floor(hour / 1000)}`)).toEqual({ count: 1 })
    expect(await count(`updated_at%5Blt%5D=${new Date(hour).toISOString()}`)).toEqual({ count: 0 })
    expect(await count(`updated_at[gte]=${hour / 1000}`)).toEqual({ count: 1 })
    expect(await count(`updated_at[gt]=${hour / 1000 + 7200}`)).toEqual({ count: 0 })
    expect(await count('sender_id[nin]=1,2')).toEqual({ count: 0 })
    expect(await count('message[ctn]=no')).toEqual({ count: 1 })
  })

  it('answers as the next fault says, so many times, then as always', async () => {
    sandbox.faults.nextRest({ status: 429, headers: { 'Retry-After': '1' }, times: 2, path: '/chat/dialog' })
    expect((await ann('GET', '/session')).status).toBe(200)
    expect((await ann('GET', '/chat/Dialog')).headers.get('Retry-After')).toBe('1')
    expect((await ann('GET', '/chat/Dialog')).status).toBe(429)
    expect((await ann('GET', '/chat/Dialog')).status).toBe(200)
    sandbox.faults.nextRest({ status: 502, body: '<html>Bad</html>' })
    expect(await ann('GET', '/chat/Dialog')).toMatchObject({ status: 502, body: '<html>Bad</html>' })
    sandbox.faults.nextRest({ status: 200, body: '{"items":' })
    expect((await ann('GET', '/chat/Dialog')).body).toBe('{"items":')
    sandbox.faults.nextRest({ drop: true })
    await expect(ann('GET', '/chat/Dialog')).rejects.toThrow('fetch failed')
  })

  it('takes faults over HTTP, and ends tokens on request', async () => {
    const outside = restOf(sandbox)
    const applied = await outside('POST', '/__test/faults', { nextRest: { status: 503 }, delay: 0 })
    expect(applied.body).toEqual({ applied: ['nextRest', 'delay'] })
    expect((await ann('GET', '/chat/Dialog')).status).toBe(503)
    expect((await outside('POST', '/__test/faults', { resume: 'maybe' })).status).toBe(422)
    const carol = (await restLogin(sandbox, 'carol')).rest
    await outside('POST', '/__test/faults', { expireTokens: { userId: 3 } })
    expect(await carol('GET', '/chat/Dialog')).toMatchObject({ status: 401, body: expired })
    expect((await ann('GET', '/chat/Dialog')).status).toBe(200)
  })

  it('lets a session run out', async () => {
    const brief = await another({ users, tokenTtlMs: 0 })
    const { rest } = await restLogin(brief, 'ann')
    expect(await rest('GET', '/chat/Dialog')).toMatchObject({ status: 401, body: expired })
  })

  it('makes no users when told so', async () => {
    const strict = await another({ autoCreateUsers: false })
    const { answer } = await restLogin(strict, 'nobody')
    expect(answer).toMatchObject({ status: 401, body: { errors: ['Unauthorized'] } })
  })
})
