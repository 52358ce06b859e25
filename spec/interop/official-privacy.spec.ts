import { afterEach, describe, expect, it } from '@jest/globals'
import { fieldOf, password, setUpOfficials, type Login } from './set-up-officials.js'

const officials = setUpOfficials(['ann', 'bob'], true)
const ask = (login: Login, action: string, ...values: readonly unknown[]) => officials.of(login).ask(action, ...values)
const next = (login: Login, event: string) => officials.of(login).next(event)
const list = (action: string, ...values: readonly unknown[]) => ask('ann', `chat.privacylist.${action}`, ...values)
const send = (from: Login, to: number, body: string) =>
  ask(from, 'chat.send', to, { type: 'chat', body, extension: { save_to_history: 1 } })
const deny = (user_id: number, mutualBlock = false) => ({ user_id, action: 'deny', mutualBlock })
const create = (...items: readonly object[]) => list('create', { name: 'custom', items })
const refusal = (code: number): RegExp => new RegExp(`"code":${String(code)}`)

describe('privacy lists of the official SDK on the sandbox', () => {
  afterEach(async () => {
    await list('setAsDefault', null)
    await list('delete', 'custom').catch((error: unknown) => expect(String(error)).toMatch(refusal(404)))
  })

  it('are created, read, named, changed, removed', async () => {
    expect(await list('getNames')).toEqual({ default: null, active: null, names: [] })
    await create(deny(3), deny(2, true))
    // It forgets which of them are mutual.
    const read = { name: 'custom', items: [2, 3].map((user_id) => ({ user_id, action: 'deny' })) }
    expect(await list('getList', 'custom')).toEqual(read)
    await list('setAsDefault', 'custom')
    // It tells the default among the names, too.
    expect(await list('getNames')).toEqual({ default: 'custom', active: null, names: ['custom', 'custom'] })
    await list('setAsDefault', null)
    await list('update', { name: 'custom', items: [{ user_id: 3, action: 'allow' }] })
    expect(await list('getList', 'custom')).toEqual({ name: 'custom', items: [{ user_id: 2, action: 'deny' }] })
    await list('delete', 'custom')
    expect(await list('getNames')).toEqual({ default: null, active: null, names: [] })
  }, 30_000)

  it('that are not there are refused, but read as empty', async () => {
    expect(await list('getList', 'none')).toEqual({ name: 'none', items: [] })
    for (const action of ['setAsDefault', 'delete']) await expect(list(action, 'none')).rejects.toThrow(refusal(404))
  }, 30_000)

  it('tell the blocked sender, and let nothing through', async () => {
    await create(deny(2))
    await list('setAsDefault', 'custom')
    const id = await send('bob', 1, 'blocked')
    expect(await next('bob', 'failed')).toEqual([id, { code: 503, info: 'Service not available.' }])
    // One way: the blocker still writes.
    await send('ann', 2, 'from ann')
    expect((await next('bob', 'message'))[1]).toMatchObject({ body: 'from ann' })
    await list('setAsDefault', null)
    await send('bob', 1, 'heard')
    expect((await next('ann', 'message'))[1]).toMatchObject({ body: 'heard' })
  }, 30_000)

  it('block both ways, until an update makes that one way', async () => {
    await create(deny(2, true))
    await list('setAsDefault', 'custom')
    const id = await send('ann', 2, 'refused')
    expect(await next('ann', 'failed')).toEqual([id, { code: 406, info: null }])
    await list('setAsDefault', null)
    await list('update', { name: 'custom', items: [deny(3)] })
    await list('setAsDefault', 'custom')
    await send('ann', 2, 'let out')
    expect((await next('bob', 'message'))[1]).toMatchObject({ body: 'let out' })
  }, 30_000)

  it('keep a pair apart in a group', async () => {
    await create(deny(2))
    await list('setAsDefault', 'custom')
    const dialog = await ask('ann', 'chat.dialog.create', { type: 2, name: 'team', occupants_ids: [2] })
    const room = fieldOf(dialog, 'xmpp_room_jid')
    for (const login of ['ann', 'bob'] as const) {
      await ask(login, 'chat.send', room, { type: 'groupchat', body: `of ${login}`, extension: {} })
      // Each hears the own one alone.
      expect((await next(login, 'message'))[1]).toMatchObject({ body: `of ${login}` })
    }
    await ask('ann', 'chat.ping')
    await list('setAsDefault', null)
    await ask('bob', 'chat.send', room, { type: 'groupchat', body: 'all', extension: {} })
    expect((await next('ann', 'message'))[1]).toMatchObject({ body: 'all' })
  }, 30_000)

  it('are not changed while another session uses them', async () => {
    const { api, websocket, chat, appId, authKey } = officials.sandbox()
    const known = { api, websocket, chat, appId, authKey }
    await officials.of('cat').ask('start', { sandbox: known, login: 'ann', password })
    await create(deny(2))
    await list('setAsDefault', 'custom')
    await expect(list('delete', 'custom')).rejects.toThrow(refusal(409))
    await expect(create(deny(3))).rejects.toThrow(refusal(409))
    await ask('cat', 'chat.disconnect')
  }, 30_000)
})
