import { afterEach, describe, expect, it } from '@jest/globals'
import { serialize } from '../../../sandbox/src/xml/serialize.js'
import { login, named, settled, withId, type BoundClient } from './raw-client.js'
import { field, itemsOf } from './rest-client.js'
import { setUpStage } from './stage.js'

const stage = setUpStage()
const clients: BoundClient[] = []
const enter = async (userId: number): Promise<BoundClient> => {
  const client = await login(stage.sandbox(), userId)
  clients.push(client)
  return client
}
afterEach(() => {
  for (const client of clients.splice(0)) client.terminate()
})
const [owner, admin, member] = (['owner', 'admin', 'member'] as const).map(
  (role) => (method: string, path: string, body?: object) => stage.as(role)(method, path, body),
)

describe('what REST tells the chat (protocol 3.12, 3.13, 4.6, 4.7, 4.9)', () => {
  it('sends a created message to the chat when asked, and only then', async () => {
    const dialogId = await stage.dialog('group')
    const [sender, receiver] = [await enter(1), await enter(3)]
    await stage.message(dialogId, 'owner')
    const attachments = { '0': { type: 'image', uid: 'u1', size: 12 } }
    const id = await stage.message(dialogId, 'owner', { send_to_chat: 1, markable: '1', mood: 'gay', attachments })
    for (const client of [sender, receiver]) {
      const stanza = serialize(await client.next(named('message')))
      expect(stanza).toContain(`id="${id}" type="groupchat" from="1_${dialogId}@muc.chat.localhost/1"`)
      expect(stanza).toContain('<body>hello there</body>')
      expect(stanza).toContain(`<dialog_id>${dialogId}</dialog_id><message_id>${id}</message_id>`)
      expect(stanza).toContain('<mood>gay</mood>')
      expect(stanza).toContain('<attachment type="image" uid="u1" size="12"/>')
      expect(stanza).toContain('<markable xmlns="urn:xmpp:chat-markers:0"/>')
    }
    await settled(receiver)
    expect(receiver.rest().filter(named('message'))).toEqual([])
  })

  it('announces reactions and forced deletions in the dialog, and nothing else', async () => {
    const dialogId = await stage.dialog('private')
    const messageId = await stage.message(dialogId, 'owner')
    const opponent = await enter(2)
    const react = (body: object) => owner?.('PUT', `/chat/Message/${messageId}/reactions`, body)
    expect(await react({ add: '👍', remove: '👎' })).toMatchObject({ status: 200, body: '' })
    const stanza = serialize(await opponent.next(named('message')))
    expect(stanza).toContain('type="chat" from="1-1@chat.localhost" to="2-1@chat.localhost"')
    expect(stanza).toContain(
      `<reactions user_id="1" message_id="${messageId}"><reaction add="true" type="👍"/><reaction remove="true" type="👎"/></reactions>`,
    )
    await admin?.('PUT', `/chat/Message/${messageId}/reactions`, { add: '👍' })
    await admin?.('PUT', `/chat/Message/${messageId}/reactions`, { add: '🔥' })
    expect((await owner?.('GET', `/chat/Message/${messageId}/reactions`))?.body).toEqual({ '👍': [1, 2], '🔥': [2] })
    const listed = await owner?.('GET', `/chat/Message?chat_dialog_id=${dialogId}`)
    expect(field(listed?.body, 'items')).toMatchObject([{ reactions: { own: ['👍'], total: { '👍': 2, '🔥': 1 } } }])
    await owner?.('PUT', `/chat/Message/${messageId}`, { chat_dialog_id: dialogId, message: 'edited' })
    await owner?.('DELETE', `/chat/Message/${messageId}?force=1`)
    await settled(opponent)
    const told = opponent.rest().map((frame) => serialize(frame))
    expect(told.filter((text) => text.includes('message-delete:0'))).toEqual([
      expect.stringContaining(
        `<remove id="${messageId}" xmlns="urn:xmpp:message-delete:0"/><extraParams><dialog_id>${dialogId}<`,
      ),
    ])
    expect(told.join('')).not.toContain('edited')
  })

  it('carries system messages as headlines, nested parameters and all', async () => {
    const receiver = await enter(3)
    const sent = await owner?.('POST', '/chat/Message/system', { recipientId: '3', k: 'v', deep: { a: 1 } })
    expect(sent?.body).toEqual({
      messageId: expect.any(String),
      recipientId: 3,
      extensionParams: { k: 'v', deep: { a: 1 } },
    })
    const stanza = serialize(await receiver.next(withId(String(field(sent?.body, 'messageId')))))
    expect(stanza).toContain('type="headline" from="1-1@chat.localhost" to="3-1@chat.localhost"')
    expect(stanza).toContain('<moduleIdentifier>SystemNotifications</moduleIdentifier><k>v</k><deep><a>1</a></deep>')
  })

  it('tells who is online', async () => {
    await enter(4)
    expect((await owner?.('GET', '/users/online?count=true'))?.body).toEqual({ count: 1 })
    expect((await owner?.('GET', '/users/online?limit=10&offset=0'))?.body).toMatchObject({ users: [{ id: 4 }] })
  })
})

describe('unread and statuses (protocol 4.10)', () => {
  const seen = async (dialogId: string, role: 'owner' | 'member'): Promise<unknown> => {
    const { body } = await stage.as(role)('GET', `/chat/Dialog?_id=${dialogId}`)
    const [dialog] = itemsOf(body)
    return [field(dialog, 'unread_messages_count'), field(dialog, 'last_message_status')]
  }

  it.each([
    ['group', 'sent', 'sent', 'delivered', 'read'],
    ['public', null, null, null, null],
  ] as const)('of a %s dialog', async (type, ...statuses) => {
    const [, , , whenAllRead] = statuses
    const id = await stage.dialog(type)
    const [first, second] = [await stage.message(id, 'owner'), await stage.message(id, 'owner')]
    const counts = type === 'group'
    const expected = (unread: number, index: number) => [
      [0, statuses[index] ?? 'sent'],
      [counts ? unread : 0, null],
    ]
    const both = async (): Promise<unknown> => [await seen(id, 'owner'), await seen(id, 'member')]
    expect(await both()).toEqual(expected(2, 0))
    await member?.('PUT', `/chat/Message/${first}`, { chat_dialog_id: id, read: '1' })
    expect(await both()).toEqual(expected(1, 1))
    await member?.('PUT', `/chat/Message/${second}`, { chat_dialog_id: id, delivered: 1 })
    expect(await both()).toEqual(expected(1, 2))
    await member?.('GET', `/chat/Message?chat_dialog_id=${id}&mark_as_read=0`)
    expect(await both()).toEqual(expected(1, 2))
    await member?.('PUT', '/chat/Message/', { chat_dialog_id: id, read: 1 })
    await admin?.('GET', `/chat/Message?chat_dialog_id=${id}`)
    expect(await both()).toEqual([
      [0, whenAllRead ?? 'sent'],
      [0, null],
    ])
    const [message] = itemsOf((await owner?.('GET', `/chat/Message?_id=${first}&chat_dialog_id=${id}`))?.body)
    expect(message).toMatchObject(
      counts ? { read_ids: [1, 3, 2], delivered_ids: [1, 3, 2] } : { read_ids: [1], views_count: 2 },
    )
    const unread = await member?.('GET', `/chat/Message/unread.json?chat_dialog_ids=${id},%20x`)
    expect(unread?.body).toEqual({ total: 0, [id]: 0 })
  })
})

describe('dialogs (protocol 4.1, 4.2)', () => {
  it('clears the history for oneself, then for all', async () => {
    const id = await stage.dialog('group')
    await stage.message(id, 'owner')
    const count = async (role: 'owner' | 'member') =>
      (await stage.as(role)('GET', `/chat/Message?chat_dialog_id=${id}&count=1`)).body
    expect(await member?.('DELETE', `/chat/Dialog/clearHistory/${id}.json`)).toMatchObject({ status: 200, body: '' })
    expect([await count('owner'), await count('member')]).toEqual([{ items: { count: 1 } }, { items: { count: 0 } }])
    await owner?.('DELETE', `/chat/Dialog/clearHistory/${id}`, { force: 1 })
    expect(await count('owner')).toEqual({ items: { count: 0 } })
  })

  it('brings a hidden dialog back with the next message', async () => {
    const id = await stage.dialog('private')
    const listed = async () => (await owner?.('GET', `/chat/Dialog?_id=${id}&count=1`))?.body
    await owner?.('DELETE', `/chat/Dialog/${id}`)
    expect(await listed()).toEqual({ items: { count: 0 } })
    await stage.message(id, 'admin')
    expect(await listed()).toEqual({ items: { count: 1 } })
  })

  it('keeps three extensions as text, and filters by them', async () => {
    const id = await stage.dialog('group')
    const extensions = { mood: 'gay', n: 1, o: { a: 1 }, more: 'x' }
    const changed = await owner?.('PUT', `/chat/Dialog/${id}`, { extensions })
    expect(field(changed?.body, 'extensions')).toEqual({ mood: 'gay', n: '1', o: '{"a":1}' })
    expect((await owner?.('GET', '/chat/Dialog?extensions[mood]=gay'))?.body).toMatchObject({ items: [{ _id: id }] })
    expect((await owner?.('PUT', `/chat/Dialog/${id}`, { extensions: null }))?.body).toMatchObject({ extensions: null })
  })

  it('mutes per user', async () => {
    const id = await stage.dialog('group')
    const path = `/chat/Dialog/${id}/notifications`
    expect((await owner?.('GET', path))?.body).toEqual({ notifications: { enabled: 1 } })
    expect((await owner?.('PUT', path, { enabled: '0' }))?.body).toEqual({ notifications: { enabled: 0 } })
    expect((await owner?.('GET', path))?.body).toEqual({ notifications: { enabled: 0 } })
    expect((await member?.('GET', path))?.body).toEqual({ notifications: { enabled: 1 } })
    expect((await owner?.('PUT', path, { enabled: 1 }))?.body).toEqual({ notifications: { enabled: 1 } })
  })

  it('keeps who was blocked out of a public dialog until unblocked', async () => {
    const id = await stage.dialog('public')
    const subscribe = () => stage.as('member')('POST', `/chat/Dialog/${id}/subscribe`)
    await owner?.('POST', `/chat/Dialog/${id}/block`, { user_id: 3 })
    expect((await owner?.('GET', `/chat/Dialog/${id}/occupants`))?.body).toMatchObject({
      items: [{ id: 1 }, { id: 2 }],
    })
    expect((await subscribe()).status).toBe(403)
    await owner?.('DELETE', `/chat/Dialog/${id}/block?user_id=3`)
    expect((await subscribe()).status).toBe(200)
  })

  it('lets strangers preview the last twenty messages where that is allowed', async () => {
    const id = await stage.dialog('public')
    for (let n = 0; n < 22; n += 1) await stage.message(id, 'owner', { message: `m${n}` })
    const preview = () => stage.as('stranger')('GET', `/chat/Message?chat_dialog_id=${id}&preview=1&limit=5&skip=3`)
    expect((await preview()).status).toBe(403)
    await owner?.('PUT', `/chat/Dialog/${id}`, { permissions: { allow_preview: true } })
    const items = itemsOf((await preview()).body)
    expect(items).toHaveLength(20)
    expect(items.at(-1)).toMatchObject({ message: 'm21' })
  })
})

describe('search (protocol 4.8)', () => {
  it('finds texts and names, case for case, within the dialogs of the caller', async () => {
    const id = await stage.dialog('group')
    await owner?.('PUT', `/chat/Dialog/${id}`, { name: 'Budget talk' })
    const found = await stage.message(id, 'owner', { message: 'the Budget is ready' })
    await stage.message(id, 'owner', { message: 'the budget' })
    const search = async (role: 'member' | 'stranger', more: string) =>
      (await stage.as(role)('GET', `/chat/search?search_text=Budget${more}`)).body
    const results = { dialogs: [{ _id: id }], messages: [{ _id: found }], users: [{ id: 1 }] }
    expect(await search('member', `&chat_dialog_ids=${id}&limit=1000`)).toMatchObject({ results })
    expect(await search('stranger', '')).toEqual({ results: { dialogs: [], messages: [], users: [] } })
    const at = (ms: number): string => new Date(Date.now() + ms).toISOString()
    const none = { results: { messages: [] } }
    expect(await search('member', `&start_date=${at(-60_000)}&end_date=${at(-120_000)}`)).toMatchObject(none)
    expect(await search('member', `&start_date=${at(60_000)}&end_date=${at(-60_000)}`)).toMatchObject({ results })
  })
})

describe('push and address book (protocol 6, 7)', () => {
  it('updates the subscription of the same device and channel', async () => {
    const body = (endpoint: string) => ({
      notification_channel: 'web',
      device: { platform: 'web', udid: 'browser-1' },
      push_token: { environment: 'production', web_endpoint: endpoint, web_auth: 'a', web_p256dh: 'p' },
    })
    const first = await owner?.('POST', '/subscriptions', body('e1'))
    const id = itemsOf(first?.body).map((item) => field(field(item, 'subscription'), 'id'))[0]
    const view = { id, notification_channel: { name: 'web' }, device: { udid: 'browser-1', platform: { name: 'web' } } }
    expect(first).toMatchObject({ status: 201, body: [{ subscription: view }] })
    expect((await owner?.('POST', '/subscriptions', body('e2')))?.body).toEqual([{ subscription: view }])
    expect((await owner?.('GET', '/subscriptions'))?.body).toEqual([{ subscription: view }])
    expect(await member?.('DELETE', `/subscriptions/${String(id)}`)).toMatchObject({ status: 404 })
    expect(await owner?.('DELETE', `/subscriptions/${String(id)}`)).toMatchObject({ status: 200, body: '' })
    expect((await owner?.('GET', '/subscriptions'))?.body).toEqual([])
  })

  it.each([[{ ids: '1,2' }], [{ ids: [1, 2] }], [{ tags: { any: 'vip' } }]])('takes an event for %j', async (user) => {
    const event = {
      notification_type: 'push',
      environment: 'production',
      event_type: 'one_shot',
      message: 'eA==',
      user,
    }
    const answer = await owner?.('POST', '/events', { event })
    expect(answer).toMatchObject({
      status: 201,
      body: [{ event: { id: expect.any(Number), message: 'eA==', active: true, date: null } }],
    })
  })

  it('keeps, changes, refuses and replaces contacts', async () => {
    const phone = '380501112233'
    const contacts = [
      { name: 'Ann', phone },
      { name: 'Bob', phone: '12' },
      { name: '', phone: '380501112234' },
      { name: 'Eve' },
    ]
    const uploaded = await owner?.('POST', '/address_book', { contacts, force: 0, udid: null })
    expect(uploaded?.body).toEqual({
      created: 1,
      updated: 0,
      deleted: 0,
      rejected: {
        '1': ["Length of 'phone' field should be min: 10 and max: 15."],
        '2': ["Length of 'name' field should be min: 1 and max: 255."],
        '3': ['Invalid fields set'],
      },
    })
    const again = [
      { name: 'Anna', phone },
      { name: 'Zed', phone: '380501112299' },
    ]
    expect((await owner?.('POST', '/address_book', { contacts: again }))?.body).toMatchObject({
      created: 1,
      updated: 1,
    })
    expect((await owner?.('GET', '/address_book?udid='))?.body).toEqual([
      { phone, name: 'Anna' },
      { phone: '380501112299', name: 'Zed' },
    ])
    await owner?.('PUT', '/users/1', { user: { phone } })
    const registered = { user: { id: 1, phone, address_book_name: 'Anna' } }
    expect((await owner?.('GET', '/address_book/registered_users?compact=1'))?.body).toEqual({ items: [registered] })
    expect((await owner?.('GET', '/address_book/registered_users'))?.body).toMatchObject({
      items: [{ user: { login: 'owner' } }],
    })
    expect((await owner?.('GET', '/address_book?udid=phone-1'))?.body).toEqual([])
    const destroyed = await owner?.('POST', '/address_book', { contacts: [{ phone, destroy: 1 }] })
    expect(destroyed?.body).toMatchObject({ deleted: 1, rejected: {} })
    const replaced = await owner?.('POST', '/address_book', {
      contacts: [{ name: 'New', phone: '380501112200' }],
      force: 1,
    })
    expect(replaced?.body).toMatchObject({ created: 1, deleted: 1 })
  })
})
