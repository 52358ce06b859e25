import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from '../../../sandbox/src/index.js'
import { child, el, elements, textOf, type Element } from '../../../sandbox/src/xml/element.js'
import { NS } from '../../../sandbox/src/xml/namespaces.js'
import { errorOf, login, message, named, settled, withId, type BoundClient, type LoginOptions } from './raw-client.js'

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

let asked = 0
const ask = (client: BoundClient, type: 'get' | 'set', ...items: readonly Element[]): Promise<Element> => {
  asked += 1
  const id = `roster-${asked}`
  client.send(el('iq', NS.client, { type, id }, [el('query', NS.roster, {}, items)]))
  return client.next(withId(id))
}
const item = (jid: string, more: Readonly<Record<string, string>> = {}, groups: readonly string[] = []): Element =>
  el(
    'item',
    NS.roster,
    { jid, ...more },
    groups.map((group) => el('group', NS.roster, {}, [group])),
  )
/** `2 both`, `3 none ask`, with name and groups where there are any. */
const told = (answer: Element): string[] =>
  elements(child(answer, 'query', NS.roster) ?? answer).map(({ attrs, ...rest }) => {
    const { jid = '', subscription, name, ask: pending } = attrs
    const groups = elements({ attrs, ...rest }).map(textOf)
    return [jid.split('-')[0], subscription, pending && 'ask', name, ...groups].filter(Boolean).join(' ')
  })
const rosterOf = async (client: BoundClient): Promise<string[]> => told(await ask(client, 'get'))
const isPush = ({ name, attrs }: Element): boolean => name === 'iq' && attrs['type'] === 'set'
const pushed = async (client: BoundClient): Promise<string[]> => told(await client.next(isPush))
const send = (client: BoundClient, to: number, type?: string, children: readonly Element[] = []): void =>
  client.send(el('presence', NS.client, { type, to: jidOf(to) }, children))
/** What presences came: the type (or show) and from whom. */
const presencesAt = async (client: BoundClient): Promise<string[]> => {
  await settled(client)
  const found = client.rest().filter(named('presence'))
  for (const frame of found) await client.next((other) => other === frame)
  return found.map((frame) => {
    const show = textOf(child(frame, 'show', NS.client))
    return `${frame.attrs['from'] ?? ''} ${frame.attrs['type'] ?? (show === '' ? 'available' : show)}`
  })
}
/** From now on the one sees the other. */
const subscribe = async (one: BoundClient, other: BoundClient): Promise<void> => {
  const [from, to] = [one, other].map(({ jid }) => Number(jid.split('-')[0]))
  send(one, to ?? 0, 'subscribe')
  await other.next(({ attrs }) => attrs['type'] === 'subscribe')
  send(other, from ?? 0, 'subscribed')
  await settled(other)
}
const bare = (client: BoundClient): string => client.jid.split('/')[0] ?? ''

describe('the roster (RFC 6121 2)', () => {
  it('is empty at first, holds names and groups, and is changed and removed by item', async () => {
    const ann = await enter(1)
    expect(await rosterOf(ann)).toEqual([])
    expect((await ask(ann, 'set', item(jidOf(2), { name: 'Bob' }, ['friends', 'work']))).attrs['type']).toBe('result')
    await ask(ann, 'set', item(jidOf(3)))
    expect(await rosterOf(ann)).toEqual(['2 none Bob friends work', '3 none'])
    await ask(ann, 'set', item(jidOf(2), { name: 'Robert', subscription: 'both' }, ['work']))
    expect(await rosterOf(ann)).toEqual(['2 none Robert work', '3 none'])
    expect((await ask(ann, 'set', item(jidOf(2), { subscription: 'remove' }))).attrs['type']).toBe('result')
    expect(await rosterOf(ann)).toEqual(['3 none'])
    expect(await rosterOf(await enter(2))).toEqual([])
  })

  it('is pushed to the resources that asked for it, the changing one included, and to no other', async () => {
    const [ann, phone, idle, bob] = [await enter(1), await enter(1), await enter(1), await enter(2)]
    for (const client of [ann, phone, bob]) await rosterOf(client)
    await ask(ann, 'set', item(jidOf(2), { name: 'Bob' }))
    for (const client of [ann, phone]) expect(await pushed(client)).toEqual(['2 none Bob'])
    await ask(ann, 'set', item(jidOf(2), { subscription: 'remove' }))
    for (const client of [ann, phone]) expect(await pushed(client)).toEqual(['2 remove'])
    for (const client of [idle, bob]) {
      await settled(client)
      expect(client.rest().filter(isPush)).toEqual([])
    }
  })

  it.each([
    ['nothing', [], ['400', 'modify', 'bad-request']],
    ['two items', [item(jidOf(2)), item(jidOf(3))], ['400', 'modify', 'bad-request']],
    ['no user', [item('nobody@chat.localhost')], ['400', 'modify', 'bad-request']],
    ['another domain', [item('2-1@example.org')], ['400', 'modify', 'bad-request']],
    ['a double group', [item(jidOf(2), {}, ['a', 'a'])], ['400', 'modify', 'bad-request']],
    ['an empty group', [item(jidOf(2), {}, [''])], ['406', 'cancel', 'not-acceptable']],
    ['oneself', [item(jidOf(1))], ['405', 'cancel', 'not-allowed']],
    ['no contact to remove', [item(jidOf(2), { subscription: 'remove' })], ['404', 'cancel', 'item-not-found']],
  ] as const)('refuses %s', async (_what, items, error) => {
    const ann = await enter(1)
    expect(errorOf(await ask(ann, 'set', ...items))).toEqual(error)
    expect(await rosterOf(ann)).toEqual([])
  })
})

describe('subscriptions (RFC 6121 3)', () => {
  it('are asked for and granted; both rosters follow, and presence flows that way only', async () => {
    const [ann, bob] = [await enter(1), await enter(2)]
    for (const client of [ann, bob]) await rosterOf(client)
    send(ann, 2, 'subscribe', [el('status', NS.client, {}, ['it is me'])])
    expect(await pushed(ann)).toEqual(['2 none ask'])
    const request = await bob.next(({ attrs }) => attrs['type'] === 'subscribe')
    expect(request.attrs).toEqual({ type: 'subscribe', from: bare(ann), to: bare(bob) })
    expect(textOf(child(request, 'status', NS.client))).toBe('it is me')
    expect(await rosterOf(bob)).toEqual([])
    send(bob, 1, 'subscribed')
    expect(await pushed(bob)).toEqual(['1 from'])
    expect(await pushed(ann)).toEqual(['2 to'])
    expect(await presencesAt(ann)).toEqual([`${bare(bob)} subscribed`, `${bob.jid} available`])
    send(bob, 1, 'subscribe')
    await ann.next(({ attrs }) => attrs['type'] === 'subscribe')
    send(ann, 2, 'subscribed')
    await settled(ann)
    expect([await rosterOf(ann), await rosterOf(bob)]).toEqual([['2 both'], ['1 both']])
  })

  it('wait for who is away, at every log-in, until they are answered', async () => {
    const ann = await enter(1)
    send(ann, 2, 'subscribe')
    await settled(ann)
    for (let time = 0; time < 2; time += 1) {
      const bob = await enter(2)
      expect(await presencesAt(bob)).toEqual([`${bare(ann)} subscribe`])
      bob.terminate()
    }
    const bob = await enter(2)
    send(bob, 1, 'unsubscribed')
    await settled(bob)
    expect(await presencesAt(ann)).toEqual([`${bare(bob)} unsubscribed`])
    expect([await rosterOf(ann), await rosterOf(bob)]).toEqual([['2 none'], []])
    const phone = await enter(2)
    expect(await presencesAt(phone)).toEqual([`${bob.jid} available`])
  })

  it('are not granted unasked', async () => {
    const [ann, bob] = [await enter(1), await enter(2)]
    send(bob, 1, 'subscribed')
    await settled(bob)
    expect(await presencesAt(ann)).toEqual([])
    expect([await rosterOf(ann), await rosterOf(bob)]).toEqual([[], []])
  })

  it.each([
    ['the subscriber', 'unsubscribe', ['2 none'], ['1 none']],
    ['the contact', 'unsubscribed', ['2 none'], ['1 none']],
  ] as const)('are ended by %s', async (_who, type, ...rosters) => {
    const [ann, bob] = [await enter(1), await enter(2)]
    await subscribe(ann, bob)
    await presencesAt(ann)
    await presencesAt(bob)
    const [from, to] = type === 'unsubscribe' ? [ann, bob] : [bob, ann]
    send(from, to === bob ? 2 : 1, type)
    await settled(from)
    const notice = `${bare(from)} ${type}`
    expect(await presencesAt(to)).toEqual(to === ann ? [notice, `${bob.jid} unavailable`] : [notice])
    expect(await presencesAt(from)).toEqual(from === ann ? [`${bob.jid} unavailable`] : [])
    expect([await rosterOf(ann), await rosterOf(bob)]).toEqual(rosters)
    bob.send(el('presence', NS.client, {}, [el('show', NS.client, {}, ['away'])]))
    await settled(bob)
    expect(await presencesAt(ann)).toEqual([])
  })

  it('end both ways with the removal of the contact', async () => {
    const [ann, bob] = [await enter(1), await enter(2)]
    await subscribe(ann, bob)
    await subscribe(bob, ann)
    await presencesAt(ann)
    await presencesAt(bob)
    await ask(ann, 'set', item(jidOf(2), { subscription: 'remove' }))
    expect(await presencesAt(bob)).toEqual([
      `${bare(ann)} unsubscribe`,
      `${bare(ann)} unsubscribed`,
      `${ann.jid} unavailable`,
    ])
    expect(await presencesAt(ann)).toEqual([`${bob.jid} unavailable`])
    expect([await rosterOf(ann), await rosterOf(bob)]).toEqual([[], ['1 none']])
  })
})

describe('presence of contacts (RFC 6121 4)', () => {
  it('is told at log-in and log-out, with show and status, to every resource, and not to strangers', async () => {
    const [ann, bob, cat] = [await enter(1), await enter(2), await enter(3)]
    await subscribe(ann, bob)
    bob.terminate()
    await ann.next(({ attrs }) => attrs['from'] === bob.jid && attrs['type'] === 'unavailable')
    const phone = await enter(1)
    await presencesAt(phone)
    await presencesAt(ann)
    const back = await enter(2)
    back.send(
      el('presence', NS.client, {}, [el('show', NS.client, {}, ['dnd']), el('status', NS.client, {}, ['busy'])]),
    )
    await settled(back)
    for (const client of [ann, phone]) {
      expect(await presencesAt(client)).toEqual([`${back.jid} available`, `${back.jid} dnd`])
    }
    const third = await enter(1)
    expect(await presencesAt(third)).toEqual([`${ann.jid} available`, `${phone.jid} available`, `${back.jid} dnd`])
    back.send(el('presence', NS.client, { type: 'unavailable' }, [el('status', NS.client, {}, ['bye'])]))
    const gone = await ann.next(({ attrs }) => attrs['type'] === 'unavailable')
    expect(textOf(child(gone, 'status', NS.client))).toBe('bye')
    expect(await presencesAt(cat)).toEqual([])
    expect(await presencesAt(back)).toEqual([`${back.jid} dnd`, `${back.jid} unavailable`])
  })

  it('stays while a cut session may be resumed', async () => {
    const [ann, bob] = [await enter(1), await enter(2, { sm: true })]
    await subscribe(ann, bob)
    await presencesAt(ann)
    bob.terminate()
    expect(await presencesAt(ann)).toEqual([])
  })

  it('reaches whom it is addressed to, who is told of the end as well', async () => {
    const [ann, bob, cat] = [await enter(1), await enter(2), await enter(3)]
    send(bob, 1)
    send(bob, 3)
    send(bob, 3, 'unavailable')
    await settled(bob)
    expect(await presencesAt(ann)).toEqual([`${bob.jid} available`])
    expect(await presencesAt(cat)).toEqual([`${bob.jid} available`, `${bob.jid} unavailable`])
    bob.send(el('presence', NS.client, { type: 'unavailable' }))
    await settled(bob)
    expect(await presencesAt(ann)).toEqual([`${bob.jid} unavailable`])
    expect(await presencesAt(cat)).toEqual([])
  })
})

describe('privacy lists (protocol 3.16) keep presence and requests from a contact', () => {
  const KINDS = ['message', 'presence-in', 'presence-out', 'iq']
  const block = async (client: BoundClient, userId: number, kinds: readonly string[]): Promise<void> => {
    const blocked = { type: 'jid', value: jidOf(userId), action: 'deny', order: '1' }
    const only = el(
      'item',
      NS.privacy,
      blocked,
      kinds.map((kind) => el(kind, NS.privacy)),
    )
    for (const part of [el('list', NS.privacy, { name: 'l' }, [only]), el('default', NS.privacy, { name: 'l' })]) {
      client.send(el('iq', NS.client, { type: 'set', id: 'block' }, [el('query', NS.privacy, {}, [part])]))
      expect((await client.next(withId('block'))).attrs['type']).toBe('result')
    }
  }
  const busy = el('presence', NS.client, {}, [el('show', NS.client, {}, ['dnd'])])

  it('in both directions', async () => {
    const [ann, bob] = [await enter(1), await enter(2)]
    await subscribe(ann, bob)
    await subscribe(bob, ann)
    await presencesAt(ann)
    await presencesAt(bob)
    await block(ann, 2, KINDS)
    for (const client of [ann, bob]) client.send(busy)
    await settled(ann)
    expect(await presencesAt(bob)).toEqual([`${bob.jid} dnd`])
    expect(await presencesAt(ann)).toEqual([`${ann.jid} dnd`])
    const phone = await enter(2)
    expect(await presencesAt(phone)).toEqual([`${bob.jid} dnd`])
  })

  it('requests by a two-way block only', async () => {
    const [ann, bob, cat] = [await enter(1), await enter(2), await enter(3)]
    await block(ann, 2, KINDS)
    send(bob, 1, 'subscribe')
    expect((await ann.next(({ attrs }) => attrs['type'] === 'subscribe')).attrs['from']).toBe(bare(bob))
    await block(ann, 3, [])
    send(cat, 1, 'subscribe')
    send(ann, 3, 'subscribe')
    expect(errorOf(await ann.next(({ attrs }) => attrs['type'] === 'error'))).toEqual([
      '406',
      'cancel',
      'not-acceptable',
    ])
    await settled(cat)
    expect([await presencesAt(ann), await presencesAt(cat)]).toEqual([[], []])
    expect([await rosterOf(ann), await rosterOf(cat)]).toEqual([[], ['1 none ask']])
    // Nor does the request wait for the end of the block.
    ann.send(
      el('iq', NS.client, { type: 'set', id: 'end' }, [el('query', NS.privacy, {}, [el('default', NS.privacy)])]),
    )
    await ann.next(withId('end'))
    expect(await presencesAt(await enter(1))).toEqual([`${ann.jid} available`, `${bare(bob)} subscribe`])
  })
})

it('carries on as before for messages of a resource that went offline by presence', async () => {
  const [ann, bob] = [await enter(1), await enter(2)]
  bob.send(el('presence', NS.client, { type: 'unavailable' }))
  await settled(bob)
  ann.send(message({ id: '65a000000000000000000001', to: jidOf(2), body: 'later' }))
  await settled(ann)
  expect(bob.rest().filter(named('message'))).toEqual([])
  bob.send(el('presence', NS.client))
  await bob.next(named('message'))
})
