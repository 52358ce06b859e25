import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from '../../sandbox/src/index.js'
import { startOfficialClient, type OfficialClient } from './official-process.js'

const idOf = (value: unknown, key: string): string =>
  typeof value === 'object' && value !== null ? String(Object.entries(value).find(([name]) => name === key)?.[1]) : ''

describe('the official SDK on the sandbox', () => {
  let sandbox: Sandbox
  let ann: OfficialClient
  let bob: OfficialClient
  const signIn = async (client: OfficialClient, login: string): Promise<number> => {
    const { api, websocket, chat, appId, authKey } = sandbox
    const argument = { sandbox: { api, websocket, chat, appId, authKey }, login, password: 'password' }
    return Number(await client.ask('signIn', argument))
  }
  beforeAll(async () => {
    sandbox = await startSandbox({
      users: ['ann', 'bob'].map((login, n) => ({ id: n + 1, login, password: 'password' })),
    })
    ann = startOfficialClient()
    bob = startOfficialClient()
    expect(await Promise.all([signIn(ann, 'ann'), signIn(bob, 'bob')])).toEqual([1, 2])
  }, 30_000)
  afterAll(async () => {
    await Promise.all([ann.stop(), bob.stop()])
    await sandbox.stop()
  })

  it('carries a one-to-one message, says sent and delivered, and keeps it', async () => {
    const extension = { save_to_history: 1 }
    const id = await ann.ask('send', { to: 2, message: { type: 'chat', body: 'Hi & <bye>', extension } })
    expect(await bob.next('message')).toMatchObject({ userId: 1, message: { id, type: 'chat', body: 'Hi & <bye>' } })
    expect(await ann.next('sent')).toMatchObject({ sent: id })
    const status = await ann.next('delivered')
    expect(status).toMatchObject({ id, userId: 2 })
    const params = { chat_dialog_id: status['dialogId'], mark_as_read: 0 }
    expect(await ann.ask('history', params)).toMatchObject({ items: [{ _id: id, message: 'Hi & <bye>' }] })
  }, 30_000)

  it('carries a group message to both, the sender included', async () => {
    const dialog = await ann.ask('createDialog', { type: 2, name: 'team', occupants_ids: [2] })
    const to = idOf(dialog, 'xmpp_room_jid')
    const message = { type: 'groupchat', body: 'all', extension: { save_to_history: 1 } }
    const id = await ann.ask('send', { to, message })
    for (const client of [ann, bob]) {
      const expected = { type: 'groupchat', id, body: 'all', dialog_id: idOf(dialog, '_id') }
      expect(await client.next('message')).toMatchObject({ userId: 1, message: expected })
    }
    expect(await bob.ask('listDialogs', { name: 'team' })).toMatchObject({
      items: [{ _id: idOf(dialog, '_id'), last_message: 'all', unread_messages_count: 1 }],
    })
  }, 30_000)

  it('leaves the chat, is gone, and gets what it missed on return', async () => {
    await bob.ask('disconnect')
    const extension = { save_to_history: 1 }
    const id = await ann.ask('send', { to: 2, message: { type: 'chat', body: 'missed', extension } })
    await ann.next('sent')
    await signIn(bob, 'bob')
    expect(await bob.next('message')).toMatchObject({ userId: 1, message: { id, body: 'missed' } })
  }, 30_000)
})
