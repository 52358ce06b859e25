import { describe, expect, it } from '@jest/globals'
import { fieldOf, password, setUpOfficials, type Login } from './set-up-officials.js'

const officials = setUpOfficials(['ann', 'bob'], false)
const ask = (login: Login, action: string, ...values: readonly unknown[]) => officials.of(login).ask(action, ...values)
const group = async (): Promise<string> =>
  fieldOf(await ask('ann', 'chat.dialog.create', { type: 2, name: 'team', occupants_ids: [2] }), '_id')
const create = async (dialogId: string, message: string): Promise<string> =>
  fieldOf(await ask('ann', 'chat.message.create', { chat_dialog_id: dialogId, message }), '_id')
/** Its own words for a refusal: the status and the parsed body. */
const refusal = (code: number, text: string): RegExp => new RegExp(`"code":${code}.*${text}`)

describe('REST of the official SDK on the sandbox', () => {
  it('signs up, in, out and changes a user', async () => {
    const user = { login: 'dan', password, full_name: 'Dan' }
    expect(
      await ask(
        'cat',
        'init',
        { appId: 1, authKey: 'sandbox' },
        { endpoints: { api_url: officials.sandbox().api }, debug: { mode: 0 } },
      ),
    ).toBeNull()
    expect(await ask('cat', 'users.signup', user)).toMatchObject({ user: { login: 'dan', full_name: 'Dan' } })
    expect(await ask('cat', 'createSession')).toMatchObject({ user_id: null })
    await expect(ask('cat', 'chat.dialog.list')).rejects.toThrow(refusal(403, 'Forbidden. Need user.'))
    await expect(ask('cat', 'login', { login: 'dan', password: 'wrong-one' })).rejects.toThrow(
      refusal(401, 'Invalid password'),
    )
    expect(await ask('cat', 'login', { login: 'dan', password })).toMatchObject({ login: 'dan' })
    expect(await ask('cat', 'users.update', { full_name: 'Daniel' })).toMatchObject({ user: { full_name: 'Daniel' } })
    await ask('cat', 'users.resetPassword', 'none@example.org').catch((error: unknown) => {
      expect(String(error)).toMatch(refusal(404, "The resource wasn't found"))
    })
    await ask('cat', 'logout')
    expect(await ask('cat', 'auth.getSession')).toMatchObject({ user_id: null })
    await ask('cat', 'login', { login: 'dan', password })
    await ask('cat', 'users.delete')
    await expect(ask('cat', 'auth.getSession')).rejects.toThrow(refusal(401, 'Required session does not exist'))
    expect(await ask('cat', 'createSession', { guest: '1', full_name: 'Gus' })).toMatchObject({
      user: { is_guest: true },
    })
    await ask('cat', 'destroySession')
  })

  it('finds users', async () => {
    const query = { login: { in: ['ann', 'bob'] }, sort_desc: 'id', limit: 1 }
    expect(await ask('ann', 'users.getV2', query)).toMatchObject({ total_entries: 2, items: [{ login: 'bob' }] })
    expect(await ask('ann', 'users.getV2', { id: [1, 2] })).toMatchObject({ total_entries: 2 })
    expect(await ask('ann', 'users.listOnline')).toEqual({ users: [] })
    expect(await ask('ann', 'users.getOnlineCount')).toEqual({ count: 0 })
  })

  it('makes, lists, changes, leaves and deletes dialogs', async () => {
    const id = await group()
    const listed = { type: { in: [2, 3] }, name: 'team', sort_desc: 'updated_at', limit: 1000 }
    expect(await ask('bob', 'chat.dialog.list', listed)).toMatchObject({ limit: 100, items: [{ _id: id, user_id: 1 }] })
    const change = { name: 'crew', push_all: { occupants_ids: ['3'] }, extensions: { mood: 'gay' } }
    expect(await ask('bob', 'chat.dialog.update', id, change)).toMatchObject({ name: 'crew', occupants_ids: [1, 2, 3] })
    await expect(ask('bob', 'chat.dialog.addAdmins', id, [2])).rejects.toThrow(refusal(403, 'appropriate permissions'))
    expect(await ask('ann', 'chat.dialog.addAdmins', id, [2])).toMatchObject({ admins_ids: [2] })
    expect(await ask('ann', 'chat.dialog.removeAdmins', id, [2])).toMatchObject({ admins_ids: [] })
    const muted = { notifications: { enabled: 0 } }
    expect(await ask('bob', 'chat.dialog.updateNotificationsSettings', id, 0)).toEqual(muted)
    expect(await ask('bob', 'chat.dialog.getNotificationsSettings', id)).toEqual(muted)
    await create(id, 'one')
    await ask('bob', 'chat.dialog.clearHistory', id)
    expect(await ask('bob', 'chat.message.list', { chat_dialog_id: id })).toMatchObject({ items: [] })
    await expect(ask('bob', 'chat.dialog.delete', id, { force: 1 })).rejects.toThrow(
      refusal(403, 'appropriate permissions'),
    )
    const both = await ask('ann', 'chat.dialog.delete', [id, await group()], { force: 1 })
    expect(both).toMatchObject({ SuccessfullyDeleted: { ids: [id, expect.any(String)] }, NotFound: { ids: [] } })
    expect(await ask('bob', 'chat.dialog.list', { _id: id })).toMatchObject({ items: [] })
  })

  it('joins and leaves public dialogs', async () => {
    const id = fieldOf(await ask('ann', 'chat.dialog.create', { type: 4, name: 'square' }), '_id')
    expect(await ask('bob', 'chat.dialog.subscribe', id)).toMatchObject({ occupants_count: 2, occupants_ids: [] })
    expect(await ask('bob', 'chat.dialog.getPublicOccupants', id, { limit: 1, skip: 1 })).toMatchObject({
      items: [{ id: 2 }],
    })
    await ask('bob', 'chat.dialog.unsubscribe', id)
    expect(await ask('bob', 'chat.dialog.list', { type: 4 })).toMatchObject({ items: [] })
  })

  it('reads, counts, marks, edits and deletes messages', async () => {
    const id = await group()
    const [first, second] = [await create(id, 'one'), await create(id, 'two')]
    const count = () => ask('bob', 'chat.message.unreadCount', { chat_dialog_ids: [id, 'x'] })
    expect(await count()).toEqual({ total: 2, [id]: 2 })
    const page = { chat_dialog_id: id, sort_desc: 'date_sent', limit: 1, mark_as_read: 0 }
    expect(await ask('bob', 'chat.message.list', page)).toMatchObject({ limit: 1, items: [{ _id: second, read: 0 }] })
    await ask('bob', 'chat.message.update', first, { chat_dialog_id: id, read: 1 })
    expect(await count()).toEqual({ total: 1, [id]: 1 })
    await ask('bob', 'chat.message.update', '', { chat_dialog_id: id, read: 1 })
    expect(await count()).toEqual({ total: 0, [id]: 0 })
    await ask('ann', 'chat.message.update', first, { chat_dialog_id: id, message: 'uno' })
    expect(await ask('bob', 'chat.message.list', { chat_dialog_id: id, _id: first })).toMatchObject({
      items: [{ message: 'uno' }],
    })
    await ask('bob', 'chat.message.addReaction', first, '👍')
    await ask('ann', 'chat.message.updateReaction', first, '🔥', '👍')
    await ask('bob', 'chat.message.removeReaction', first, '👍')
    expect(await ask('bob', 'chat.message.listReactions', first)).toEqual({ '🔥': [1] })
    const deleted = await ask('bob', 'chat.message.delete', [first, second], { force: 1 })
    // It asks for text, so its callers parse the answer themselves.
    expect(JSON.parse(String(deleted))).toMatchObject({ WrongPermissions: { ids: [first, second] } })
    await ask('ann', 'chat.message.delete', first, { force: 1 })
    expect(await ask('bob', 'chat.message.list', { chat_dialog_id: id, count: 1 })).toEqual({ items: { count: 1 } })
  })

  it('searches', async () => {
    const id = await group()
    const found = await create(id, 'the quarterly budget')
    const asked = {
      search_text: 'budget',
      chat_dialog_ids: [id],
      start_date: new Date(Date.now() + 60_000).toISOString(),
      end_date: new Date(0 + Date.now() - 60_000).toISOString(),
    }
    expect(await ask('bob', 'chat.search', asked)).toMatchObject({
      results: { messages: [{ _id: found }], users: [{ id: 1 }] },
    })
    await expect(ask('bob', 'chat.search', { search_text: 'four' })).rejects.toThrow(refusal(422, 'longer than 4'))
  })

  it('uploads, shows, downloads and deletes files', async () => {
    const bytes = Buffer.from(Array.from({ length: 5000 }, (_zero, index) => index % 256))
    const params = { name: 'cat & dog.png', type: 'image/png', size: bytes.length, base64: bytes.toString('base64') }
    const blob = await ask('ann', 'upload', { ...params, public: false })
    const [id, uid] = [Number(fieldOf(blob, 'id')), fieldOf(blob, 'uid')]
    expect(blob).toMatchObject({ size: 5000, name: 'cat & dog.png', public: false })
    expect(await ask('ann', 'storage.getInfo', id)).toMatchObject({
      blob: { uid, size: 5000, blob_status: 'complete' },
    })
    expect(await ask('ann', 'storage.list', { per_page: 5 })).toMatchObject({ items: [{ blob: { id } }] })
    const get = async (url: unknown) => Buffer.from(await (await fetch(String(url))).arrayBuffer())
    expect((await get(await ask('ann', 'storage.privateUrl', uid))).equals(bytes)).toBe(true)
    expect((await fetch(String(await ask('ann', 'storage.publicUrl', uid)))).status).toBe(401)
    const access = await ask('ann', 'storage.getFileObject', uid, { download_url: '1' })
    expect(access).toMatchObject({ blob: { blob_object_access: { download_url: expect.any(String) } } })
    await ask('ann', 'storage.delete', id)
    await expect(ask('ann', 'storage.getInfo', id)).rejects.toThrow(refusal(404, "The resource wasn't found"))
  })

  it('subscribes to push, sends an event, keeps contacts', async () => {
    const push_token = { environment: 'production', client_identification_sequence: 'x' }
    const subscription = { notification_channel: 'gcm', device: { platform: 'android', udid: 'd-1' }, push_token }
    const created = await ask('ann', 'pushnotifications.subscriptions.create', subscription)
    expect(created).toMatchObject([{ subscription: { device: { udid: 'd-1' } } }])
    expect(await ask('ann', 'pushnotifications.subscriptions.list')).toEqual(created)
    const event = {
      notification_type: 'push',
      environment: 'production',
      event_type: 'one_shot',
      message: 'eA==',
      user: { ids: [2] },
    }
    expect(await ask('ann', 'pushnotifications.events.create', event)).toMatchObject([{ event: { active: true } }])
    const contacts = [{ name: 'Bob', phone: '380501112233' }]
    expect(await ask('ann', 'addressbook.uploadAddressBook', contacts, { force: 1 })).toMatchObject({
      created: 1,
      rejected: {},
    })
    expect(await ask('ann', 'addressbook.get')).toEqual([{ name: 'Bob', phone: '380501112233' }])
    await ask('bob', 'users.update', { phone: '380501112233' })
    expect(await ask('ann', 'addressbook.getRegisteredUsers', { compact: 1 })).toMatchObject({
      items: [{ user: { id: 2 } }],
    })
  })
})
