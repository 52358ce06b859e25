import { describe, expect, it } from '@jest/globals'
import { field, restOf } from './rest-client.js'
import { based, expiredBody, notFoundBody, roleBody, setUpStage, type Role } from './stage.js'

const stage = setUpStage()
const unauthorized = { errors: ['Unauthorized'] }
const needUser = based('Forbidden. Need user.')
const taken = (name: string) => ({ errors: { [name]: ['has already been taken'] } })
const application = { application_id: 1, auth_key: 'sandbox' }
const password = 'passw0rd-of-all'
const day = 86_400_000
const ago = (days: number): string => new Date(Date.UTC(2026, 0, 200) - days * day).toISOString()
const device = { platform: 'web', udid: 'u' }

type Who = Role | 'nobody' | 'application'
type Case = readonly [who: Who, call: string, body: object | undefined, status: number, answer: unknown]

/** Exact bodies of protocol 1.9; texts of 422 that the protocol does not know are the sandbox's own. */
const CASES: readonly Case[] = [
  ['nobody', 'GET /session', undefined, 401, { errors: ['Token is required'] }],
  ['nobody', 'POST /session', { ...application, auth_key: 'x' }, 401, unauthorized],
  ['nobody', 'POST /session', { ...application, application_id: 2 }, 401, unauthorized],
  [
    'nobody',
    'POST /session',
    { ...application, user: { login: 'owner', password: 'wrong-one' } },
    401,
    { errors: ['Invalid password'] },
  ],
  ['nobody', 'POST /session', { ...application, user: { login: 'owner' } }, 401, unauthorized],
  ['nobody', 'POST /session', { ...application, signature: 'feed' }, 422, { errors: ['Unexpected signature'] }],
  [
    'nobody',
    'POST /session',
    { ...application, provider: 'facebook', keys: { token: 'bad-1' } },
    422,
    based('Token invalid'),
  ],
  [
    'nobody',
    'POST /session',
    { ...application, provider: 'firebase_phone', firebase_phone: { access_token: 'bad' } },
    422,
    based('Token invalid'),
  ],
  [
    'nobody',
    'POST /session',
    { ...application, provider: 'myspace', keys: { token: 'x' } },
    422,
    based('Token invalid'),
  ],
  ['application', 'POST /login', { login: 'owner', password: 'wrong-one' }, 401, { errors: ['Invalid password'] }],
  ['application', 'GET /chat/Dialog', undefined, 403, needUser],
  ['application', 'POST /blobs', { blob: { name: 'x' } }, 403, needUser],
  ['application', 'GET /subscriptions', undefined, 403, needUser],
  ['application', 'GET /address_book', undefined, 403, needUser],
  ['application', 'DELETE /session/list', undefined, 403, needUser],
  ['nobody', 'POST /users', { user: { login: 'new-one', password } }, 401, unauthorized],
  ['application', 'POST /users', { user: { login: 'owner', password } }, 422, taken('login')],
  ['application', 'POST /users', { user: { password } }, 422, based('login or email is required')],
  [
    'application',
    'POST /users',
    { user: { login: 'new-one', password: 'short' } },
    422,
    { errors: { password: ['is invalid: 8 to 40 characters'] } },
  ],
  [
    'application',
    'POST /users',
    { user: { login: 'xy', password } },
    422,
    { errors: { login: ['is invalid: 3 to 70 characters'] } },
  ],
  [
    'application',
    'POST /users',
    { user: { login: 'x'.repeat(71), password } },
    422,
    { errors: { login: ['is invalid: 3 to 70 characters'] } },
  ],
  ['owner', 'GET /users', undefined, 403, based('Users retrieving forbidden in admin panel for this application')],
  ['owner', 'GET /users/v2', undefined, 422, based('A filter by a stand-alone field is required')],
  ['owner', 'GET /users/v2?created_at[gt]=1', undefined, 422, based('A filter by a stand-alone field is required')],
  ['owner', 'GET /users/v2?id[nin]=1', undefined, 422, based('A filter by a stand-alone field is required')],
  ['owner', 'GET /users/v2?login[start_with]=own', undefined, 422, based('start_with takes at least 4 characters')],
  ['owner', 'GET /users/99', undefined, 404, notFoundBody],
  ['owner', 'GET /users/by_login?login=none', undefined, 404, notFoundBody],
  ['owner', 'GET /users/by_tags?tags=none', undefined, 404, notFoundBody],
  ['owner', 'GET /users/external/none', undefined, 404, notFoundBody],
  ['owner', 'PUT /users/2', { user: { full_name: 'x' } }, 403, roleBody],
  ['owner', 'PUT /users/1', { user: { login: 'admin' } }, 422, taken('login')],
  [
    'owner',
    'PUT /users/1',
    { user: { password: 'password2', old_password: 'x' } },
    401,
    { errors: ['Invalid password'] },
  ],
  ['owner', 'DELETE /users/2', undefined, 403, roleBody],
  ['owner', 'DELETE /users/external/none', undefined, 403, roleBody],
  ['owner', 'POST /users/password/reset', { email: 'none@example.org' }, 404, notFoundBody],
  [
    'owner',
    'POST /chat/Dialog',
    { type: 3, occupants_ids: [1] },
    422,
    based('occupants_ids field must contain an opponent user id'),
  ],
  [
    'owner',
    'POST /chat/Dialog',
    { type: 3, occupants_ids: [2, 3] },
    422,
    based('occupants_ids field must contain an opponent user id'),
  ],
  [
    'owner',
    'POST /chat/Dialog',
    { type: 3, occupants_ids: '99' },
    422,
    { errors: ['Occupants_ids is missing opponent ID.'] },
  ],
  ['owner', 'POST /chat/Dialog', { type: 1, name: 'x' }, 403, roleBody],
  ['owner', 'POST /chat/Dialog', { type: 2, name: '' }, 422, based('name is required')],
  ['owner', 'POST /chat/Dialog', { type: 9, name: 'x' }, 422, based('type is not supported')],
  [
    'owner',
    'POST /chat/Dialog',
    { type: 2, name: 'x', admins_ids: [1, 2, 3, 4, 5, 6] },
    422,
    based('At most 5 admins'),
  ],
  ['owner', 'PUT /chat/Dialog/none', { name: 'x' }, 404, notFoundBody],
  ['owner', 'DELETE /chat/Dialog/none', undefined, 404, notFoundBody],
  ['owner', 'GET /chat/Message', undefined, 422, based('chat_dialog_id is required')],
  ['owner', 'POST /chat/Message', { chat_dialog_id: 'none', message: 'x' }, 404, notFoundBody],
  ['owner', 'POST /chat/Message', { recipient_id: 99, message: 'x' }, 404, notFoundBody],
  ['owner', 'PUT /chat/Message', { chat_dialog_id: 'none', read: 1 }, 404, notFoundBody],
  ['owner', 'PUT /chat/Message/none', { chat_dialog_id: 'none', read: 1 }, 404, notFoundBody],
  ['owner', 'POST /chat/Message/system', { recipientId: 99, k: 'v' }, 404, notFoundBody],
  ['owner', 'PUT /chat/Message/none/reactions', { add: '👍' }, 404, notFoundBody],
  ['owner', 'GET /chat/search?search_text=four', undefined, 422, based('search_text must be longer than 4 characters')],
  [
    'owner',
    `GET /chat/search?search_text=hello&chat_dialog_ids=${'a,'.repeat(10)}a`,
    undefined,
    422,
    based('At most 10 chat_dialog_ids'),
  ],
  [
    'owner',
    `GET /chat/search?search_text=hello&start_date=${ago(0)}`,
    undefined,
    422,
    based('start_date and end_date go together'),
  ],
  [
    'owner',
    `GET /chat/search?search_text=hello&start_date=${ago(0)}&end_date=${ago(100)}`,
    undefined,
    422,
    based('At most 3 months before start_date'),
  ],
  [
    'owner',
    `GET /chat/search?search_text=hello&start_date=${ago(9)}&end_date=${ago(1)}`,
    undefined,
    422,
    based('At most 3 months before start_date'),
  ],
  ['owner', 'POST /blobs', { blob: { name: '' } }, 422, based('name must have 1 to 100 characters')],
  ['owner', 'POST /blobs', { blob: { name: 'x'.repeat(101) } }, 422, based('name must have 1 to 100 characters')],
  ['owner', 'GET /blobs/99', undefined, 404, notFoundBody],
  ['owner', 'DELETE /blobs/99', undefined, 404, notFoundBody],
  ['nobody', 'GET /blobs/99', undefined, 401, { errors: ['Token is required'] }],
  ['nobody', 'GET /blobs/feed', undefined, 404, notFoundBody],
  [
    'owner',
    'POST /subscriptions',
    { notification_channel: 'smoke', device },
    422,
    based('notification_channel is not supported'),
  ],
  [
    'owner',
    'POST /subscriptions',
    { notification_channel: 'web', device: {} },
    422,
    based('device udid and platform are required'),
  ],
  [
    'owner',
    'POST /subscriptions',
    { notification_channel: 'web', device, push_token: { web_endpoint: 'x' } },
    422,
    based('push_token is incomplete'),
  ],
  ['owner', 'DELETE /subscriptions/99', undefined, 404, notFoundBody],
  ['owner', 'POST /events', { event: { user: { ids: '1' } } }, 422, based('message is required')],
  ['owner', 'POST /events', { event: { message: 'eA==' } }, 422, based('Exactly one recipient is required')],
  [
    'owner',
    'POST /events',
    { event: { message: 'eA==', user: { ids: '1', tags: { any: 'x' } } } },
    422,
    based('Exactly one recipient is required'),
  ],
  ['owner', 'POST /address_book', { udid: 'x'.repeat(65) }, 422, based('udid must have up to 64 characters')],
  ['owner', 'GET /no/such/route', undefined, 404, notFoundBody],
]

describe('what is refused, and how (protocol 1.9)', () => {
  it.each(CASES)('%s: %s %j', async (who, call, body, status, expected) => {
    const [method = '', path = ''] = call.split(' ')
    let rest = who === 'nobody' || who === 'application' ? stage.anonymous() : stage.as(who)
    if (who === 'application') {
      const session = field((await rest('POST', '/session', application)).body, 'session')
      rest = restOf(stage.sandbox(), String(field(session, 'token')))
    }
    const answer = await rest(method, path, body)
    expect([answer.status, answer.body]).toEqual([status, expected])
    const isKnown = who !== 'nobody' && status !== 401 && status !== 403
    expect(answer.headers.has('CB-Token-ExpirationDate')).toBe(isKnown && !call.includes('/no/such'))
  })

  it.each(['/chat/Dialog', '/users/v2', '/blobs', '/session', '/subscriptions', '/address_book'])(
    'an unknown token, everywhere alike: %s',
    async (path) => {
      const answer = await restOf(stage.sandbox(), 'feed')('GET', path)
      expect([answer.status, answer.body]).toEqual([401, expiredBody])
      expect(answer.headers.get('CB-Token-ExpirationDate')).toBeNull()
    },
  )

  it('malformed JSON', async () => {
    const headers = { 'CB-Token': stage.token('owner'), 'Content-Type': 'application/json' }
    const answer = await fetch(`${stage.sandbox().api}/chat/Dialog`, { method: 'POST', headers, body: '{"type":' })
    expect([answer.status, await answer.json()]).toEqual([400, { errors: ['Malformed JSON'] }])
  })
})
