import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from '../../../sandbox/src/index.js'
import { child, el, elements, textOf, type Element } from '../../../sandbox/src/xml/element.js'
import { NS } from '../../../sandbox/src/xml/namespaces.js'
import {
  bodyOf,
  errorOf,
  login,
  message,
  named,
  settled,
  withId,
  type BoundClient,
  type LoginOptions,
} from './raw-client.js'
import { field, itemsOf, restLogin } from './rest-client.js'

const users = [1, 2, 3].map((id) => ({ id, login: `user${id}`, password: 'passw0rd-of-all' }))
const jidOf = (userId: number): string => `${userId}-1@chat.localhost`
const nickOf = (userId: number): string => `muc.chat.localhost/${userId}`
let minted = 0
const newId = (): string => {
  minted += 1
  return `65a0${String(minted).padStart(20, '0')}`
}

type Mode = 'one-way' | 'two-way'
const KINDS = ['message', 'presence-in', 'presence-out', 'iq']
const item = (value: string, order: number, kinds: readonly string[] = [], action = 'deny'): Element =>
  el(
    'item',
    NS.privacy,
    { type: 'jid', value, action, order: String(order) },
    kinds.map((kind) => el(kind, NS.privacy)),
  )
/** Every user is two items: the address and the nick in all rooms. */
const blocking = (userId: number, mode: Mode): Element[] =>
  [jidOf(userId), nickOf(userId)].map((value, index) => item(value, index + 1, mode === 'two-way' ? [] : KINDS))
const list = (name: string | undefined, items: readonly Element[] = []): Element =>
  el('list', NS.privacy, { name }, items)

let asked = 0
/** The answer to a privacy query of the client. */
const ask = async (client: BoundClient, type: 'get' | 'set', ...children: readonly Element[]): Promise<Element> => {
  asked += 1
  const id = `privacy-${asked}`
  client.send(el('iq', NS.client, { type, id }, [el('query', NS.privacy, {}, children)]))
  return client.next(withId(id))
}
const setDefault = (client: BoundClient, name?: string) => ask(client, 'set', el('default', NS.privacy, { name }))
const setActive = (client: BoundClient, name?: string) => ask(client, 'set', el('active', NS.privacy, { name }))
const namesOf = (answer: Element): string[] => {
  const query = child(answer, 'query', NS.privacy)
  return query === undefined ? [] : elements(query).map(({ name, attrs }) => `${name} ${attrs['name'] ?? ''}`)
}
const itemsIn = (answer: Element): readonly unknown[] => {
  const found = child(child(answer, 'query', NS.privacy), 'list', NS.privacy)
  return found === undefined
    ? []
    : elements(found).map((it) => [it.attrs['value'], elements(it).map(({ name }) => name)])
}

describe('privacy lists of the sandbox', () => {
  let sandbox: Sandbox
  let clients: BoundClient[] = []
  const enter = async (userId: number, options?: LoginOptions): Promise<BoundClient> => {
    const client = await login(sandbox, userId, options)
    clients.push(client)
    return client
  }
  const block = async (client: BoundClient, userId: number, mode: Mode): Promise<void> => {
    expect((await ask(client, 'set', list('custom', blocking(userId, mode)))).attrs['type']).toBe('result')
    await setDefault(client, 'custom')
  }
  const inRoom = async (): Promise<string> => {
    const { rest } = await restLogin(sandbox, 'user1')
    const { body } = await rest('POST', '/chat/Dialog', { type: 2, name: 'team', occupants_ids: [2, 3] })
    return `1_${String(field(body, '_id'))}@muc.chat.localhost`
  }
  const say = (client: BoundClient, to: string, id = newId()): void =>
    client.send(message({ id, to, body: 'hello', type: to.includes('@muc') ? 'groupchat' : 'chat' }))
  const presence = (client: BoundClient, room: string): void =>
    client.send(el('presence', NS.client, { to: `${room}/${client.jid.split('-')[0] ?? ''}` }, [el('x', NS.muc)]))
  const activityOf = async (client: BoundClient, userId: number): Promise<Element> => {
    client.send(el('iq', NS.client, { type: 'get', id: 'last', to: jidOf(userId) }, [el('query', NS.last)]))
    return client.next(withId('last'))
  }

  beforeAll(async () => {
    sandbox = await startSandbox({ users })
  })
  afterEach(async () => {
    for (const client of clients) client.terminate()
    clients = []
    // Lists are of users, not of sessions: nobody keeps one for the next spec.
    for (const { id } of users) {
      const client = await login(sandbox, id)
      await setDefault(client)
      await ask(client, 'set', list('custom'))
      client.terminate()
    }
  })
  afterAll(() => sandbox.stop())

  it('are created, read in their order, replaced and removed', async () => {
    const ann = await enter(1)
    const items = [item(jidOf(3), 3), item(nickOf(3), 4), ...blocking(2, 'one-way')]
    expect((await ask(ann, 'set', list('custom', items))).attrs['type']).toBe('result')
    expect(itemsIn(await ask(ann, 'get', list('custom')))).toEqual([
      [jidOf(2), KINDS],
      [nickOf(2), KINDS],
      [jidOf(3), []],
      [nickOf(3), []],
    ])
    await ask(ann, 'set', list('custom', [item(jidOf(2), 7)]))
    expect(itemsIn(await ask(ann, 'get', list('custom')))).toEqual([[jidOf(2), []]])
    await ask(ann, 'set', list('other', [item(jidOf(3), 1)]))
    await setActive(ann, 'other')
    await setDefault(ann, 'custom')
    expect(namesOf(await ask(ann, 'get'))).toEqual(['active other', 'default custom', 'list custom', 'list other'])
    await ask(ann, 'set', list('other'))
    expect(namesOf(await ask(ann, 'get'))).toEqual(['default custom', 'list custom'])
    await setDefault(ann)
    expect(namesOf(await ask(ann, 'get'))).toEqual(['list custom'])
    await setDefault(ann, 'custom')
    await ask(ann, 'set', list('custom'))
    expect(namesOf(await ask(ann, 'get'))).toEqual([])
  })

  it('hold the pairs of the test vector: one-way with four children, two-way bare', async () => {
    const ann = await enter(1)
    const pairs = [...blocking(34, 'one-way'), item(jidOf(48), 3), item(nickOf(48), 4)]
    await ask(ann, 'set', list('custom', pairs))
    expect(itemsIn(await ask(ann, 'get', list('custom')))).toEqual([
      [jidOf(34), KINDS],
      [nickOf(34), KINDS],
      [jidOf(48), []],
      [nickOf(48), []],
    ])
  })

  it('are of one user: others do not see them', async () => {
    const [ann, bob] = [await enter(1), await enter(2)]
    await block(ann, 3, 'two-way')
    expect(namesOf(await ask(bob, 'get'))).toEqual([])
  })

  it.each([
    ['get', [list('none')]],
    ['set', [list('none')]],
    ['set', [el('default', NS.privacy, { name: 'none' })]],
    ['set', [el('active', NS.privacy, { name: 'none' })]],
    ['get', [list('toString')]],
    ['set', [el('active', NS.privacy, { name: 'toString' })]],
  ] as const)('%s of an unknown name is item-not-found', async (type, children) => {
    expect(errorOf(await ask(await enter(1), type, ...children))).toEqual(['404', 'cancel', 'item-not-found'])
  })

  it.each([
    ['a double order', 'set', [list('custom', [item(jidOf(2), 1), item(jidOf(3), 1)])]],
    ['an order that is no number', 'set', [list('custom', [item(jidOf(2), -1)])]],
    ['an unknown action', 'set', [list('custom', [item(jidOf(2), 1, [], 'refuse')])]],
    ['an unknown kind', 'set', [list('custom', [item(jidOf(2), 1, ['call'])])]],
    ['an item of nobody', 'set', [list('custom', [item('', 1)])]],
    ['no name', 'set', [list(undefined, [item(jidOf(2), 1)])]],
    ['two things at once', 'set', [el('default', NS.privacy), el('active', NS.privacy)]],
    ['nothing', 'set', []],
    ['something else', 'set', [el('block', NS.privacy)]],
    ['two lists asked for', 'get', [list('custom'), list('other')]],
  ] as const)('%s is a bad request', async (_what, type, children) => {
    const ann = await enter(1)
    expect(errorOf(await ask(ann, type, ...children))).toEqual(['400', 'modify', 'bad-request'])
    expect(namesOf(await ask(ann, 'get'))).toEqual([])
  })

  it('tell every resource of a change, and are not to be changed while another session uses them', async () => {
    const [ann, other] = [await enter(1), await enter(1)]
    await ask(ann, 'set', list('custom', blocking(2, 'one-way')))
    for (const client of [ann, other]) {
      const push = await client.next(({ name, attrs }) => name === 'iq' && attrs['type'] === 'set')
      expect(push.attrs).toMatchObject({ to: client.jid, id: expect.any(String) })
      expect(namesOf(push)).toEqual(['list custom'])
    }
    await setDefault(ann, 'custom')
    for (const items of [[], blocking(3, 'one-way')]) {
      const answer = await ask(ann, 'set', list('custom', items))
      expect(errorOf(answer)).toEqual(['409', 'cancel', 'conflict'])
      expect(textOf(child(child(answer, 'error', NS.client), 'text', NS.stanzas))).toContain('Can not modify list')
    }
    await setDefault(ann)
    await setActive(other, 'custom')
    expect(errorOf(await ask(ann, 'set', list('custom')))).toEqual(['409', 'cancel', 'conflict'])
    await setActive(other)
    expect((await ask(ann, 'set', list('custom'))).attrs['type']).toBe('result')
  })

  it('have no effect until they are the default', async () => {
    const [ann, bob] = [await enter(1), await enter(2)]
    await ask(ann, 'set', list('custom', blocking(2, 'two-way')))
    say(bob, jidOf(1))
    expect(bodyOf(await ann.next(named('message')))).toBe('hello')
  })

  it.each([true, false])('stop a message whose sender gets it back; it is not kept (online: %s)', async (online) => {
    const [ann, bob] = [await enter(1), await enter(2)]
    await block(ann, 2, 'one-way')
    if (!online) ann.terminate()
    const messageId = newId()
    say(bob, jidOf(1), messageId)
    const error = await bob.next(withId(messageId))
    expect(error.attrs).toMatchObject({ type: 'error', from: jidOf(1), to: bob.jid })
    expect(errorOf(error)).toEqual(['503', 'cancel', 'service-unavailable'])
    expect(bodyOf(error)).toBe('hello')
    expect(child(error, 'extraParams', NS.client)).toBeDefined()
    const { rest } = await restLogin(sandbox, 'user2')
    const listed = itemsOf((await rest('GET', '/chat/Dialog')).body).filter((it) => field(it, 'type') === 3)
    for (const dialog of listed) {
      const path = `/chat/Message?chat_dialog_id=${String(field(dialog, '_id'))}&_id=${messageId}`
      expect(itemsOf((await rest('GET', path)).body)).toEqual([])
    }
    const back = online ? ann : await enter(1)
    await settled(back)
    expect(back.rest().filter(named('message'))).toEqual([])
    // The same id, once nothing is in the way.
    await setDefault(back)
    say(bob, jidOf(1), messageId)
    expect(bodyOf(await back.next(named('message')))).toBe('hello')
  })

  it('block one way or both', async () => {
    const [ann, bob] = [await enter(1), await enter(2)]
    await block(ann, 2, 'one-way')
    say(ann, jidOf(2))
    expect(bodyOf(await bob.next(named('message')))).toBe('hello')
    await block(ann, 2, 'two-way')
    const messageId = newId()
    say(ann, jidOf(2), messageId)
    expect(errorOf(await ann.next(withId(messageId)))).toEqual(['406', 'cancel', 'not-acceptable'])
    await settled(bob)
    expect(bob.rest().filter(named('message'))).toEqual([])
  })

  it.each(['one-way', 'two-way'] as const)('keep a pair apart in rooms, without an error (%s)', async (mode) => {
    const room = await inRoom()
    const [ann, bob, cat] = [await enter(1), await enter(2), await enter(3)]
    await block(ann, 2, mode)
    for (const client of [ann, bob, cat]) {
      presence(client, room)
      await settled(client)
    }
    for (const client of [ann, bob]) {
      say(client, room)
      await settled(client)
    }
    const heard = async (client: BoundClient) => {
      await settled(client)
      const from = (name: string) => client.rest().flatMap((it) => (it.name === name ? (it.attrs['from'] ?? '') : []))
      const nicks = (name: string) => from(name).flatMap((it) => (it.startsWith(room) ? it.slice(room.length + 1) : []))
      return { messages: nicks('message').sort(), presences: nicks('presence').sort() }
    }
    expect(await heard(ann)).toEqual({ messages: ['1'], presences: ['1', '3'] })
    expect(await heard(bob)).toEqual({ messages: ['2'], presences: ['2', '3'] })
    expect(await heard(cat)).toEqual({ messages: ['1', '2'], presences: ['1', '2', '3'] })
  })

  it('stop what REST sends to the chat, too', async () => {
    const [ann, bob] = [await enter(1), await enter(2)]
    await block(ann, 2, 'one-way')
    const { rest } = await restLogin(sandbox, 'user2')
    await rest('POST', '/chat/Message', { recipient_id: 1, message: 'made', send_to_chat: 1 })
    await rest('POST', '/chat/Message/system', { recipientId: 1, k: 'v' })
    await settled(ann)
    expect(ann.rest().filter(named('message'))).toEqual([])
    ann.send(el('close', NS.framing))
    await ann.closed
    const made = await rest('POST', '/chat/Message', { recipient_id: 1, message: 'made', send_to_chat: 1 })
    const again = await enter(1, { presence: false })
    await setDefault(again)
    again.send(el('presence', NS.client))
    await settled(again)
    expect(again.rest().filter(named('message'))).toEqual([])
    await settled(bob)
    const path = `/chat/Message?chat_dialog_id=${String(field(made.body, 'chat_dialog_id'))}`
    const seen = async (login: string) => itemsOf((await (await restLogin(sandbox, login)).rest('GET', path)).body)
    const texts = (await seen('user2')).map((it) => field(it, 'message'))
    expect(texts.filter((text) => text === 'made')).toHaveLength(2)
    expect((await seen('user1')).map((it) => field(it, 'message'))).not.toContain('made')
  })

  it('hide whether somebody is there', async () => {
    const [ann, bob] = [await enter(1), await enter(2)]
    await block(ann, 2, 'one-way')
    expect(errorOf(await activityOf(bob, 1))).toEqual(['503', 'cancel', 'service-unavailable'])
    expect((await activityOf(ann, 2)).attrs['type']).toBe('result')
    await block(ann, 2, 'two-way')
    expect(errorOf(await activityOf(ann, 2))).toEqual(['406', 'cancel', 'not-acceptable'])
    const watch = el('subscribe', NS.statusStreaming, { user_jid: jidOf(1), enable: 'true' })
    const cat = await enter(3)
    for (const client of [bob, cat]) {
      client.send(el('iq', NS.client, { type: 'set', id: 'watch' }, [watch]))
      await client.next(withId('watch'))
    }
    ann.send(el('presence', NS.client, { type: 'unavailable' }))
    await settled(ann)
    const isPush = (frame: Element): boolean => child(frame, 'query', NS.last) !== undefined
    expect((await cat.next(isPush)).attrs['from']).toBe(jidOf(1))
    await settled(bob)
    expect(bob.rest().filter(isPush)).toEqual([])
  })

  it('let the first item decide, and a list of the session stand before the default', async () => {
    const [ann, bob] = [await enter(1), await enter(2)]
    const everybody = el('item', NS.privacy, { action: 'deny', order: '9' })
    await ask(ann, 'set', list('custom', [everybody, item(jidOf(3), 1, [], 'allow')]))
    await setDefault(ann, 'custom')
    const cat = await enter(3)
    say(cat, jidOf(1))
    expect((await ann.next(named('message'))).attrs['from']).toBe(cat.jid)
    const messageId = newId()
    say(bob, jidOf(1), messageId)
    expect(errorOf(await bob.next(withId(messageId)))).toEqual(['503', 'cancel', 'service-unavailable'])
    const own = await enter(1)
    const note = newId()
    say(own, jidOf(1), note)
    expect((await ann.next(withId(note))).attrs['type']).toBe('chat')
    await ask(own, 'set', list('open', [item(jidOf(3), 1)]))
    await setActive(own, 'open')
    say(bob, jidOf(1), messageId)
    expect((await own.next(withId(messageId))).attrs['from']).toBe(bob.jid)
    await settled(ann)
    expect(ann.rest().filter(withId(messageId))).toEqual([])
    await ask(own, 'set', list('open'))
  })
})
