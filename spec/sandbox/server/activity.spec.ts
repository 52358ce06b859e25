import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from '../../../sandbox/src/index.js'
import { child, el, elements, type Element } from '../../../sandbox/src/xml/element.js'
import { NS } from '../../../sandbox/src/xml/namespaces.js'
import {
  authenticated,
  bodyOf,
  errorOf,
  login,
  message,
  named,
  openFrame,
  openRaw,
  settled,
  withId,
} from './raw-client.js'
import type { BoundClient, LoginOptions } from './raw-client.js'
import { field, restLogin } from './rest-client.js'

const users = [1, 2, 3].map((id) => ({ id, login: `user${id}`, password: 'passw0rd-of-all' }))
const jidOf = (userId: number): string => `${userId}-1@chat.localhost`
let sandbox: Sandbox
const clients: BoundClient[] = []
const enter = async (userId: number, options?: LoginOptions): Promise<BoundClient> => {
  const client = await login(sandbox, userId, options)
  clients.push(client)
  return client
}

beforeEach(async () => {
  sandbox = await startSandbox({ users })
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.terminate()
  await sandbox.stop()
})

const ask = (client: BoundClient, type: 'get' | 'set', payload: Element, to?: string): Promise<Element> => {
  client.send(el('iq', NS.client, { type, id: 'asked', to }, [payload]))
  return client.next(withId('asked'))
}
const secondsIn = (iq: Element): string | undefined => child(iq, 'query', NS.last)?.attrs['seconds']
const lastOf = (client: BoundClient, userId: number): Promise<Element> =>
  ask(client, 'get', el('query', NS.last), jidOf(userId))
const goOffline = async (client: BoundClient): Promise<void> => {
  client.send(el('close', NS.framing))
  await client.closed
}

describe('last activity (protocol 3.15)', () => {
  it('is 0 for who is online, the time for who was, and an error for who never was', async () => {
    const ann = await enter(1)
    expect(errorOf(await lastOf(ann, 2))).toEqual(['404', 'cancel', 'item-not-found'])
    expect(errorOf(await lastOf(ann, 99))).toEqual(['404', 'cancel', 'item-not-found'])
    const bob = await enter(2)
    const answer = await lastOf(ann, 2)
    expect(answer.attrs).toMatchObject({ type: 'result', from: jidOf(2), to: ann.jid })
    expect(secondsIn(answer)).toBe('0')
    await goOffline(bob)
    expect(Number(secondsIn(await lastOf(ann, 2)))).toBeGreaterThan(0)
  })

  it('is of the chat: signing in over REST, or without presence, is no activity', async () => {
    const ann = await enter(1)
    await restLogin(sandbox, 'user2')
    await goOffline(await enter(2, { presence: false }))
    expect(errorOf(await lastOf(ann, 2))).toEqual(['404', 'cancel', 'item-not-found'])
  })
})

describe('status streaming (protocol 3.15)', () => {
  const watch = (client: BoundClient, userId: number, enable = 'true'): Promise<Element> =>
    ask(client, 'set', el('subscribe', NS.statusStreaming, { user_jid: jidOf(userId), enable }))
  const isPush = (frame: Element): boolean => secondsIn(frame) !== undefined
  const pushes = async (client: BoundClient): Promise<(string | undefined)[]> => {
    await settled(client)
    const found = client.rest().filter(isPush)
    for (const frame of found) await client.next((other) => other === frame)
    return found.map(secondsIn)
  }

  it('tells of the first session that comes and of the last one that goes', async () => {
    const ann = await enter(1)
    const answer = await watch(ann, 2)
    expect([answer.attrs['type'], elements(answer)]).toEqual(['result', []])
    const [desk, phone] = [await enter(2), await enter(2)]
    const push = await ann.next(isPush)
    expect(push.attrs).toMatchObject({ type: 'result', id: expect.any(String), from: jidOf(2), to: ann.jid })
    expect(secondsIn(push)).toBe('0')
    await goOffline(desk)
    expect(await pushes(ann)).toEqual([])
    await goOffline(phone)
    expect(await pushes(ann)).toEqual(['1'])
  })

  it('is of one session, until it is switched off or ends', async () => {
    const [ann, other] = [await enter(1), await enter(1)]
    await watch(ann, 2)
    const bob = await enter(2)
    expect([await pushes(ann), await pushes(other)]).toEqual([['0'], []])
    await watch(ann, 2, 'false')
    await goOffline(bob)
    expect(await pushes(ann)).toEqual([])
    await watch(ann, 2)
    ann.terminate()
    const again = await enter(1)
    await enter(2)
    expect(await pushes(again)).toEqual([])
  })

  it('of nobody is a bad request', async () => {
    const subscribe = el('subscribe', NS.statusStreaming, { user_jid: 'room@muc.chat.localhost', enable: 'true' })
    expect(errorOf(await ask(await enter(1), 'set', subscribe))).toEqual(['400', 'modify', 'bad-request'])
  })
})

describe('looking away (protocol 3.17)', () => {
  const mobile = (on: boolean) => (client: BoundClient) =>
    client.send(el('iq', NS.client, { type: 'set', id: 'mobile' }, [el('mobile', NS.mobile, { enable: String(on) })]))
  const csi = (name: string) => (client: BoundClient) => client.send(el(name, NS.csi))
  const typing = (client: BoundClient, to: number, state = 'composing'): void =>
    client.send(el('message', NS.client, { type: 'chat', to: jidOf(to) }, [el(state, NS.chatStates)]))
  const heard = async (client: BoundClient): Promise<string[]> => {
    await settled(client)
    const found = client.rest().filter(named('message'))
    for (const frame of found) await client.next((other) => other === frame)
    return found.map((frame) => bodyOf(frame) || (elements(frame)[0]?.name ?? ''))
  }

  it('is offered once authenticated, and not before', async () => {
    const raw = await openRaw(sandbox.websocket)
    raw.send(openFrame)
    const before = await raw.next(named('features'))
    expect(child(before, 'csi', NS.csi)).toBeUndefined()
    raw.terminate()
    const inside = await authenticated(sandbox, 1)
    inside.send(openFrame)
    const after = await inside.next(named('features'))
    expect([child(after, 'csi', NS.csi), child(after, 'mobile', NS.mobile)]).toEqual([
      expect.objectContaining({ name: 'csi' }),
      expect.objectContaining({ name: 'mobile' }),
    ])
    inside.terminate()
  })

  it.each([
    ['mobile#v2', mobile(true), mobile(false)],
    ['client state', csi('inactive'), csi('active')],
  ])('holds chat states back until one looks again: %s', async (_how, away, back) => {
    const [ann, bob] = [await enter(1), await enter(2)]
    away(ann)
    await settled(ann)
    typing(bob, 1)
    typing(bob, 1, 'paused')
    await settled(bob)
    expect(await heard(ann)).toEqual([])
    back(ann)
    expect(await heard(ann)).toEqual(['composing', 'paused'])
    typing(bob, 1)
    await settled(bob)
    expect(await heard(ann)).toEqual(['composing'])
  })

  it('holds no message back, which brings the states before it along; other resources see all at once', async () => {
    const [ann, desk, bob] = [await enter(1), await enter(1), await enter(2)]
    csi('inactive')(ann)
    await settled(ann)
    typing(bob, 1)
    await settled(bob)
    expect([await heard(ann), await heard(desk)]).toEqual([[], ['composing']])
    bob.send(message({ id: '65a000000000000000000001', to: jidOf(1), body: 'hi' }))
    typing(bob, 1)
    await settled(bob)
    expect(await heard(ann)).toEqual(['composing', 'hi'])
    csi('active')(ann)
    expect(await heard(ann)).toEqual(['composing'])
  })

  it('is forgotten with the session, and does not count as a stanza', async () => {
    const ann = await enter(1, { sm: true })
    for (let time = 0; time < 5; time += 1) csi('inactive')(ann)
    ann.send(el('r', NS.sm))
    expect((await ann.next(named('a', NS.sm))).attrs['h']).toBe('2')
    await goOffline(ann)
    const [again, bob] = [await enter(1), await enter(2)]
    typing(bob, 1)
    await settled(bob)
    expect(await heard(again)).toEqual(['composing'])
  })

  it('says nothing to who is not bound, and is no way to send something else', async () => {
    const raw = await authenticated(sandbox, 1)
    csi('inactive')({ ...raw, jid: '' })
    raw.send(el('iq', NS.client, { type: 'set', id: 'bind' }, [el('bind', NS.bind)]))
    expect((await raw.next(withId('bind'))).attrs['type']).toBe('result')
    raw.terminate()
  })
})

it('who is online is told to REST as well', async () => {
  const { rest } = await restLogin(sandbox, 'user1')
  await enter(2)
  await enter(2)
  expect(field((await rest('GET', '/users/online?count=1')).body, 'count')).toBe(1)
})
