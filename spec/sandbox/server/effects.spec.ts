import { afterEach, describe, expect, it } from '@jest/globals'
import { child, el, elements, type Element } from '../../../sandbox/src/xml/element.js'
import { NS } from '../../../sandbox/src/xml/namespaces.js'
import { serialize } from '../../../sandbox/src/xml/serialize.js'
import { bodyOf, errorOf, login, message, named, settled, withId, type BoundClient } from './raw-client.js'
import { field, itemsOf } from './rest-client.js'
import { idOf, setUpStage, type Role } from './stage.js'

const stage = setUpStage()
const clients: BoundClient[] = []
const enter = async (role: Role): Promise<BoundClient> => {
  const client = await login(stage.sandbox(), idOf(role))
  clients.push(client)
  return client
}
afterEach(async () => {
  // Nothing is left waiting for the next spec.
  for (const role of ['owner', 'admin', 'member', 'stranger'] as const) await settled(await enter(role))
  for (const client of clients.splice(0)) client.terminate()
})

let minted = 0
const newId = (): string => {
  minted += 1
  return `65a1${String(minted).padStart(20, '0')}`
}
const jidOf = (role: Role): string => `${idOf(role)}-1@chat.localhost`
const roomOf = (dialogId: string): string => `1_${dialogId}@muc.chat.localhost`
const send = (client: BoundClient, to: string, children: readonly Element[], body?: string): string => {
  const id = newId()
  const text = body === undefined ? {} : { body }
  client.send(message({ id, to, type: to.includes('@muc') ? 'groupchat' : 'chat', keep: false, children, ...text }))
  return id
}
const stored = async (role: Role, dialogId: string): Promise<readonly unknown[]> =>
  itemsOf((await stage.as(role)('GET', `/chat/Message?chat_dialog_id=${dialogId}&mark_as_read=0`)).body)
const dialogOf = async (role: Role, dialogId: string): Promise<unknown> =>
  itemsOf((await stage.as(role)('GET', `/chat/Dialog?_id=${dialogId}`)).body)[0]
const replace = (id: string, last: boolean): Element => el('replace', NS.correct, { id, last: String(last) })
const remove = (id: string): Element => el('remove', NS.remove, { id })
const marker = (name: string, id: string): Element => el(name, NS.markers, { id })

describe('edits (protocol 3.11)', () => {
  it('of the last message change what the dialog shows, and bring it up', async () => {
    const dialogId = await stage.dialog('group')
    const id = await stage.message(dialogId, 'member', { message: 'draft' })
    const before = await dialogOf('owner', dialogId)
    const member = await enter('member')
    const edit = send(member, roomOf(dialogId), [replace(id, true)], 'final')
    expect(bodyOf(await member.next(withId(edit)))).toBe('final')
    const after = await dialogOf('owner', dialogId)
    expect(after).toMatchObject({ last_message: 'final', last_message_id: id })
    expect(String(field(after, 'updated_at')) > String(field(before, 'updated_at'))).toBe(true)
    expect(await stored('owner', dialogId)).toMatchObject([{ message: 'final', edited_at: expect.any(String) }])
  })

  it('of an older message leave the dialog alone', async () => {
    const dialogId = await stage.dialog('group')
    const id = await stage.message(dialogId, 'member', { message: 'draft' })
    await stage.message(dialogId, 'member', { message: 'newer' })
    const before = await dialogOf('owner', dialogId)
    const member = await enter('member')
    await member.next(withId(send(member, roomOf(dialogId), [replace(id, false)], 'final')))
    expect(await dialogOf('owner', dialogId)).toEqual(before)
    expect(await stored('owner', dialogId)).toMatchObject([{ message: 'final' }, { message: 'newer' }])
  })

  it.each(['owner', 'admin'] as const)('by the %s, who is not the author, change nothing', async (role) => {
    const dialogId = await stage.dialog('group')
    const id = await stage.message(dialogId, 'member', { message: 'mine' })
    const client = await enter(role)
    await client.next(withId(send(client, roomOf(dialogId), [replace(id, true)], 'yours')))
    expect(await stored('owner', dialogId)).toMatchObject([{ message: 'mine', edited_at: null }])
  })
})

describe('removals (protocol 3.12, 4.3)', () => {
  it.each([
    ['group', 'member', 'member', true],
    ['group', 'member', 'admin', true],
    ['group', 'member', 'owner', true],
    ['group', 'owner', 'member', false],
    ['group', 'member', 'stranger', false],
    ['private', 'owner', 'owner', true],
    ['private', 'owner', 'admin', false],
  ] as const)('in a %s dialog, of the %s by the %s: %s', async (type, author, remover, isGone) => {
    const dialogId = await stage.dialog(type)
    const id = await stage.message(dialogId, author)
    const client = await enter(remover)
    const opponent = remover === 'owner' ? 'admin' : 'owner'
    send(client, type === 'group' ? roomOf(dialogId) : jidOf(opponent), [remove(id)])
    await settled(client)
    for (const role of ['owner', 'admin'] as const) {
      const ids = (await stored(role, dialogId)).map((item) => field(item, '_id'))
      expect(ids.includes(id)).toBe(!isGone)
    }
  })
})

describe('markers (protocol 3.9, 4.10)', () => {
  it('count for their sender, in groups too, and lower what is unread', async () => {
    const dialogId = await stage.dialog('group')
    const id = await stage.message(dialogId, 'owner')
    const [owner, member] = [await enter('owner'), await enter('member')]
    const look = async () => [
      field(await dialogOf('member', dialogId), 'unread_messages_count'),
      field(await dialogOf('owner', dialogId), 'last_message_status'),
      (await stored('owner', dialogId)).map((item) => [field(item, 'delivered_ids'), field(item, 'read_ids')])[0],
    ]
    await owner.next(withId(send(member, jidOf('owner'), [marker('received', id)])))
    expect(await look()).toEqual([1, 'delivered', [[1, 3], [1]]])
    await owner.next(withId(send(member, jidOf('owner'), [marker('displayed', id)])))
    expect(await look()).toEqual([
      0,
      'delivered',
      [
        [1, 3],
        [1, 3],
      ],
    ])
  })

  it('of strangers count for nothing', async () => {
    const dialogId = await stage.dialog('group')
    const id = await stage.message(dialogId, 'owner')
    const stranger = await enter('stranger')
    send(stranger, jidOf('owner'), [marker('displayed', id)])
    await settled(stranger)
    expect(await stored('owner', dialogId)).toMatchObject([{ read_ids: [1], delivered_ids: [1] }])
  })
})

describe('reactions (protocol 3.12)', () => {
  it.each(['group', 'private'] as const)('reach everybody, and all devices of who reacts: %s', async (type) => {
    const dialogId = await stage.dialog(type)
    const id = await stage.message(dialogId, 'owner')
    const all = [await enter('owner'), await enter('owner'), await enter('admin')]
    await stage.as('owner')('PUT', `/chat/Message/${id}/reactions`, { add: '👍' })
    for (const client of all) {
      const told = serialize(await client.next(named('message')))
      expect(told).toContain(`<reactions user_id="1" message_id="${id}"><reaction add="true" type="👍"/></reactions>`)
    }
  })
})

describe('system messages (protocol 3.13)', () => {
  it('reach every device of the user, and as a copy of the same type the own ones', async () => {
    const [owner, desk] = [await enter('owner'), await enter('owner')]
    const devices = [await enter('admin'), await enter('admin')]
    const id = newId()
    owner.send(message({ id, to: jidOf('admin'), type: 'headline' }))
    for (const client of devices) expect((await client.next(withId(id))).attrs['type']).toBe('headline')
    const copy = await desk.next(named('message'))
    expect([copy.attrs['type'], child(copy, 'sent', NS.carbons)?.name]).toEqual(['headline', 'sent'])
  })

  it('are not for rooms, nor for nobody', async () => {
    const room = roomOf(await stage.dialog('group'))
    const owner = await enter('owner')
    const refused = async (to: string) => {
      const id = newId()
      owner.send(message({ id, to, type: 'headline', body: 'x' }))
      const error = await owner.next(withId(id))
      expect([error.attrs['type'], bodyOf(error)]).toEqual(['error', 'x'])
      return errorOf(error)
    }
    expect(await refused(room)).toEqual(['501', 'cancel', 'feature-not-implemented'])
    expect(await refused('99-1@chat.localhost')).toEqual(['503', 'cancel', 'service-unavailable'])
  })
})

describe('what waits for who is offline (protocol 3.10)', () => {
  it('is chat and normal messages, whatever is in them, and no chat state, headline or room message', async () => {
    const dialogId = await stage.dialog('group')
    const id = await stage.message(await stage.dialog('private'), 'owner')
    const owner = await enter('owner')
    const to = jidOf('admin')
    const kept = [
      send(owner, to, [], 'body'),
      send(owner, to, [marker('received', id)]),
      send(owner, to, [marker('displayed', id)]),
      send(owner, to, [replace(id, true)], 'edited'),
      send(owner, to, [remove(id)]),
      send(owner, to, [el('extraParams', NS.client, {}, [el('k', NS.client, {}, ['v'])])]),
      send(owner, to, [el('active', NS.chatStates)], 'with a state'),
    ]
    owner.send(message({ id: 'normal', to, type: 'normal', body: 'x', keep: false }))
    for (const state of ['composing', 'paused', 'active']) send(owner, to, [el(state, NS.chatStates)])
    owner.send(message({ id: 'headline', to, type: 'headline', body: 'x', keep: false }))
    send(owner, roomOf(dialogId), [], 'room')
    await settled(owner)
    const admin = await enter('admin')
    await settled(admin)
    const waited = admin.rest().filter(named('message'))
    expect(waited.map(({ attrs }) => attrs['id'])).toEqual([...kept, 'normal'])
    for (const frame of waited) {
      expect(child(frame, 'delay', NS.delay)?.attrs).toMatchObject({
        from: 'chat.localhost',
        stamp: expect.any(String),
      })
    }
    const again = await enter('admin')
    await settled(again)
    expect(again.rest().filter(named('message'))).toEqual([])
  })

  it('is what REST sends to the chat as well', async () => {
    const dialogId = await stage.dialog('private')
    const id = await stage.message(dialogId, 'owner', { send_to_chat: 1 })
    await stage.as('owner')('PUT', `/chat/Message/${id}/reactions`, { add: '🔥' })
    const admin = await enter('admin')
    await settled(admin)
    const waited = admin.rest().filter(named('message'))
    expect(waited.map((frame) => elements(frame).map(({ name }) => name))).toEqual([
      ['body', 'extraParams', 'delay'],
      ['extraParams', 'reactions', 'delay'],
    ])
  })
})
