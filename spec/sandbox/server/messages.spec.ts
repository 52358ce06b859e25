import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from '../../../sandbox/src/index.js'
import { child, el } from '../../../sandbox/src/xml/element.js'
import { NS } from '../../../sandbox/src/xml/namespaces.js'
import { bodyOf, login, message, named, settled, withId, type BoundClient, type LoginOptions } from './raw-client.js'
import { field, restLogin } from './rest-client.js'

const password = 'passw0rd-of-all'
const users = [1, 2, 3].map((id) => ({ id, login: `user${id}`, password }))
const jidOf = (userId: number): string => `${userId}-1@chat.localhost`
const idOf = (n: number): string => `65a0000000000000000000${String(n).padStart(2, '0')}`

describe('messages on the sandbox', () => {
  let sandbox: Sandbox
  let clients: BoundClient[]
  const enter = async (userId: number, options?: LoginOptions): Promise<BoundClient> => {
    const client = await login(sandbox, userId, options)
    clients.push(client)
    return client
  }
  const history = async (userId: number, dialogId: unknown): Promise<unknown> => {
    const { rest } = await restLogin(sandbox, `user${userId}`)
    const { body } = await rest('GET', `/chat/Message?chat_dialog_id=${String(dialogId)}&mark_as_read=0`)
    return field(body, 'items')
  }
  const group = async (): Promise<string> => {
    const { rest } = await restLogin(sandbox, 'user1')
    const { body } = await rest('POST', '/chat/Dialog', { type: 2, name: 'team', occupants_ids: [2] })
    return String(field(body, '_id'))
  }
  const pair = async (): Promise<string> => {
    const { rest } = await restLogin(sandbox, 'user1')
    return String(field((await rest('POST', '/chat/Dialog', { type: 3, occupants_ids: [2] })).body, '_id'))
  }

  beforeAll(async () => {
    sandbox = await startSandbox({ users })
  })
  beforeEach(() => {
    clients = []
  })
  afterEach(() => {
    sandbox.faults.reset()
    for (const client of clients) client.terminate()
  })
  afterAll(() => sandbox.stop())

  it('copies what one resource sent to the others of that user, never to itself', async () => {
    const desk = await enter(1)
    const phone = await enter(1)
    desk.send(message({ id: idOf(1), to: jidOf(2), body: 'hi' }))
    const wrapper = await phone.next(named('message'))
    expect(wrapper.attrs).toMatchObject({ from: jidOf(1), to: phone.jid, type: 'chat' })
    const inner = child(child(child(wrapper, 'sent', NS.carbons), 'forwarded', NS.forward), 'message', NS.client)
    expect(inner?.attrs).toMatchObject({ id: idOf(1), from: desk.jid, to: jidOf(2) })
    await settled(desk)
    expect(desk.rest().filter(named('message'))).toEqual([])
  })

  it('keeps messages for who is offline and stamps them, but no typing', async () => {
    const ann = await enter(1)
    ann.send(message({ id: idOf(2), to: jidOf(3), body: 'later' }))
    ann.send(el('message', NS.client, { type: 'chat', to: jidOf(3) }, [el('composing', NS.chatStates)]))
    ann.send(message({ id: idOf(3), to: jidOf(3), body: 'last' }))
    await settled(ann)
    const carol = await enter(3)
    const first = await carol.next(named('message'))
    const second = await carol.next(named('message'))
    expect([bodyOf(first), bodyOf(second)]).toEqual(['later', 'last'])
    expect(child(first, 'delay', NS.delay)?.attrs['from']).toBe('chat.localhost')
  })

  it('stores and delivers a resent id once', async () => {
    const ann = await enter(1)
    const bob = await enter(2)
    const dialogId = await pair()
    for (let copy = 0; copy < 3; copy += 1) ann.send(message({ id: idOf(4), to: jidOf(2), body: 'once' }))
    for (let copy = 0; copy < 3; copy += 1) ann.send(message({ id: 'unkept', to: jidOf(2), body: 'x', keep: false }))
    await settled(ann)
    await settled(bob)
    expect(bob.rest().filter(withId(idOf(4)))).toHaveLength(1)
    expect(bob.rest().filter(withId('unkept'))).toHaveLength(1)
    expect(await history(1, dialogId)).toMatchObject([{ _id: idOf(1) }, { _id: idOf(4), message: 'once' }])
  })

  it('delivers everything twice when told to', async () => {
    const ann = await enter(1)
    const bob = await enter(2)
    sandbox.faults.duplicate(true)
    ann.send(message({ id: idOf(5), to: jidOf(2), body: 'twice' }))
    await bob.next(withId(idOf(5)))
    await bob.next(withId(idOf(5)))
  })

  it('echoes a group message to every resource of every occupant, the sender included', async () => {
    const dialogId = await group()
    const ann = await enter(1)
    const bob = await enter(2)
    const phone = await enter(2)
    ann.send(message({ id: idOf(6), to: `1_${dialogId}@muc.chat.localhost`, type: 'groupchat', body: 'all' }))
    for (const client of [ann, bob, phone]) {
      const received = await client.next(withId(idOf(6)))
      const from = `1_${dialogId}@muc.chat.localhost/1`
      expect(received.attrs).toMatchObject({ type: 'groupchat', from, to: client.jid })
    }
    expect(await history(2, dialogId)).toMatchObject([{ _id: idOf(6), message: 'all', sender_id: 1, read: 0 }])
  })

  it('refuses a room to outsiders, unknown rooms, occupants as addressees and system messages', async () => {
    const dialogId = await group()
    const carol = await enter(3)
    const room = `1_${dialogId}@muc.chat.localhost`
    const refusal = async (to: string, type: string, id: string): Promise<string> => {
      carol.send(message({ id, to, type, body: 'x' }))
      return JSON.stringify(await carol.next(withId(id)))
    }
    expect(await refusal(room, 'groupchat', 'a')).toContain('Insufficient privileges')
    expect(await refusal('1_nothing@muc.chat.localhost', 'groupchat', 'b')).toContain('There is no such room.')
    expect(await refusal(`${room}/1`, 'groupchat', 'c')).toContain("can't be addressed to occupant")
    expect(await refusal(room, 'headline', 'd')).toContain('feature-not-implemented')
  })

  it('lets markers, edits and removals change what is stored, and forwards them', async () => {
    const ann = await enter(1)
    const bob = await enter(2)
    ann.send(message({ id: idOf(7), to: jidOf(2), body: 'draft' }))
    await bob.next(withId(idOf(7)))
    const dialogId = await pair()
    const displayed = el('displayed', NS.markers, { id: idOf(7) })
    bob.send(message({ id: idOf(8), to: jidOf(1), keep: false, children: [displayed] }))
    await ann.next(withId(idOf(8)))
    const replace = el('replace', NS.correct, { id: idOf(7), last: 'true' })
    ann.send(message({ id: idOf(9), to: jidOf(2), body: 'final', keep: false, children: [replace] }))
    expect(bodyOf(await bob.next(withId(idOf(9))))).toBe('final')
    const stored = (await history(1, dialogId)) as unknown[]
    expect(stored).toContainEqual(expect.objectContaining({ _id: idOf(7), message: 'final', read_ids: [1, 2] }))
    ann.send(message({ id: idOf(10), to: jidOf(2), keep: false, children: [el('remove', NS.remove, { id: idOf(7) })] }))
    await bob.next(withId(idOf(10)))
    expect(JSON.stringify(await history(1, dialogId))).not.toContain(idOf(7))
  })

  it('lets nobody edit or remove what another wrote in private', async () => {
    const ann = await enter(1)
    const bob = await enter(2)
    ann.send(message({ id: idOf(11), to: jidOf(2), body: 'mine' }))
    await bob.next(withId(idOf(11)))
    const replace = el('replace', NS.correct, { id: idOf(11) })
    bob.send(message({ id: idOf(12), to: jidOf(1), body: 'yours', keep: false, children: [replace] }))
    bob.send(
      message({ id: idOf(13), to: jidOf(1), keep: false, children: [el('remove', NS.remove, { id: idOf(11) })] }),
    )
    await settled(bob)
    const stored = (await history(1, await pair())) as unknown[]
    expect(stored).toContainEqual(expect.objectContaining({ _id: idOf(11), message: 'mine' }))
  })

  it('delivers a system message without keeping it', async () => {
    const ann = await enter(1)
    ann.send(message({ id: idOf(14), to: jidOf(2), type: 'headline', body: 'note' }))
    await settled(ann)
    const bob = await enter(2)
    ann.send(message({ id: idOf(15), to: jidOf(2), type: 'headline', body: 'note' }))
    await bob.next(withId(idOf(15)))
    expect(bob.rest().filter(withId(idOf(14)))).toEqual([])
  })

  it('shows who is in a room, and who came and went', async () => {
    const room = `1_${await group()}@muc.chat.localhost`
    const ann = await enter(1)
    const bob = await enter(2)
    ann.send(el('presence', NS.client, { id: 'j1', to: `${room}/1` }, [el('x', NS.muc)]))
    expect(JSON.stringify(await ann.next(withId('j1')))).toContain('"110"')
    bob.send(el('presence', NS.client, { id: 'j2', to: `${room}/2` }, [el('x', NS.muc)]))
    await ann.next((frame) => frame.attrs['from'] === `${room}/2`)
    bob.send(el('iq', NS.client, { type: 'get', id: 'who', to: room }, [el('query', NS.discoItems)]))
    const listed = child(await bob.next(withId('who')), 'query', NS.discoItems)
    expect(listed?.children).toMatchObject([{ attrs: { jid: `${room}/1` } }, { attrs: { jid: `${room}/2` } }])
    bob.terminate()
    await ann.next((frame) => frame.attrs['from'] === `${room}/2` && frame.attrs['type'] === 'unavailable')
  })

  it('tells a watcher when a user comes and goes', async () => {
    const ann = await enter(1)
    const watch = el('subscribe', NS.statusStreaming, { user_jid: jidOf(3), enable: 'true' })
    ann.send(el('iq', NS.client, { type: 'set', id: 'watch' }, [watch]))
    await ann.next(withId('watch'))
    const pushed = async (): Promise<string | undefined> => {
      const push = await ann.next((frame) => child(frame, 'query', NS.last) !== undefined)
      return child(push, 'query', NS.last)?.attrs['seconds']
    }
    const carol = await enter(3)
    expect(await pushed()).toBe('0')
    carol.send(el('close', NS.framing))
    expect(await pushed()).toBe('1')
  })

  it('answers an unknown query with service-unavailable', async () => {
    const ann = await enter(1)
    ann.send(el('iq', NS.client, { type: 'get', id: 'q' }, [el('query', 'urn:unknown')]))
    const answer = await ann.next(withId('q'))
    expect(answer.attrs['type']).toBe('error')
    expect(JSON.stringify(answer)).toContain('service-unavailable')
  })
})
