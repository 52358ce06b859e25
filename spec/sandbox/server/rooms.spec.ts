import { afterEach, describe, expect, it } from '@jest/globals'
import { child, el, elements, textOf, type Element } from '../../../sandbox/src/xml/element.js'
import { NS } from '../../../sandbox/src/xml/namespaces.js'
import { errorOf, login, message, named, settled, withId, type BoundClient } from './raw-client.js'
import { restOf } from './rest-client.js'
import { setUpStage, type Role } from './stage.js'

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

const roomOf = (dialogId: string): string => `1_${dialogId}@muc.chat.localhost`
const said = [el('show', NS.client, {}, ['away']), el('status', NS.client, {}, ['lunch'])]
const go = (client: BoundClient, room: string, attrs: object = {}, children: readonly Element[] = []): void =>
  client.send(el('presence', NS.client, { to: `${room}/${client.jid.split('-')[0] ?? ''}`, ...attrs }, children))
const join = async (client: BoundClient, room: string, children: readonly Element[] = []): Promise<void> => {
  go(client, room, { id: 'join' }, [...children, el('x', NS.muc)])
  await client.next(withId('join'))
}
/** What rooms told the client since it was asked last: `2 unavailable none none 110 307 actor`. */
const toldTo = async (client: BoundClient): Promise<string[]> => {
  await settled(client)
  const found = client
    .rest()
    .filter(({ name, attrs }) => name === 'presence' && attrs['from']?.includes('@muc') === true)
  for (const frame of found) await client.next((other) => other === frame)
  return found.map((frame) => {
    const x = child(frame, 'x', NS.mucUser)
    const about = child(x, 'item', NS.mucUser)
    const codes = x === undefined ? [] : elements(x).flatMap(({ attrs }) => attrs['code'] ?? [])
    const more = [child(about, 'actor', NS.mucUser) && 'actor', child(x, 'destroy', NS.mucUser) && 'destroy']
    const { affiliation, role } = about?.attrs ?? {}
    const words = [frame.attrs['from']?.split('/')[1], frame.attrs['type'], affiliation, role, ...codes, ...more]
    return words.filter(Boolean).join(' ')
  })
}
/** Owner, admin and member of a fresh dialog, in its room. */
const gathered = async (type: 'group' | 'public' = 'group') => {
  const dialogId = await stage.dialog(type)
  const room = roomOf(dialogId)
  const [owner, admin, member] = [await enter(1), await enter(2), await enter(3)]
  for (const client of [owner, admin, member]) await join(client, room)
  for (const client of [owner, admin, member]) await toldTo(client)
  return { dialogId, room, owner, admin, member }
}
const who = async (client: BoundClient, room: string): Promise<string[]> => {
  client.send(el('iq', NS.client, { type: 'get', id: 'who', to: room }, [el('query', NS.discoItems)]))
  const query = child(await client.next(withId('who')), 'query', NS.discoItems)
  return query === undefined ? [] : elements(query).map(({ attrs }) => attrs['jid']?.split('/')[1] ?? '')
}

describe('presence in rooms (protocol 3.14)', () => {
  it('shows the occupants first and oneself last, then each change to all', async () => {
    const room = roomOf(await stage.dialog('group'))
    const [owner, admin, member] = [await enter(1), await enter(2), await enter(3)]
    for (const client of [owner, admin]) go(client, room, { id: 'j' }, [el('x', NS.muc)])
    await settled(owner)
    await settled(admin)
    go(member, room, { id: 'j' }, [...said, el('x', NS.muc)])
    expect(await toldTo(member)).toEqual(['1 owner moderator', '2 admin moderator', '3 member participant 110'])
    expect(await toldTo(owner)).toEqual(['1 owner moderator 110', '2 admin moderator', '3 member participant'])
    go(member, room, {}, said)
    const changed = await admin.next(({ attrs }) => attrs['from'] === `${room}/3`)
    expect(textOf(child(changed, 'show', NS.client))).toBe('away')
    expect(textOf(child(changed, 'status', NS.client))).toBe('lunch')
    expect(await toldTo(member)).toEqual(['3 member participant 110'])
  })

  it('is left with the own presence and its id, which the others see too', async () => {
    const { room, owner, member } = await gathered()
    go(member, room, { type: 'unavailable', id: 'bye' })
    const own = await member.next(withId('bye'))
    expect(own.attrs).toMatchObject({ type: 'unavailable', from: `${room}/3`, to: member.jid })
    expect(await toldTo(owner)).toEqual(['3 unavailable member none'])
    expect(await who(owner, room)).toEqual(['1', '2'])
    go(member, room, { type: 'unavailable', id: 'again' })
    expect(await toldTo(member)).toEqual([])
  })

  it.each([
    ['presence', (client: BoundClient) => client.send(el('presence', NS.client, { type: 'unavailable' }))],
    ['close', (client: BoundClient) => client.send(el('close', NS.framing))],
    ['a cut', (client: BoundClient) => client.terminate()],
  ])('is left by going offline: %s', async (_how, end) => {
    const { room, owner, member } = await gathered()
    end(member)
    await owner.next(({ attrs }) => attrs['from'] === `${room}/3` && attrs['type'] === 'unavailable')
    expect(await who(owner, room)).toEqual(['1', '2'])
  })

  it('lets several resources share a nick, which is gone with the last of them', async () => {
    const { room, owner, member } = await gathered()
    const phone = await enter(3)
    await join(phone, room)
    expect(await toldTo(owner)).toEqual(['3 member participant'])
    expect(await toldTo(member)).toEqual(['3 member participant'])
    expect(await who(owner, room)).toEqual(['1', '2', '3'])
    go(phone, room, { type: 'unavailable' })
    expect(await toldTo(phone)).toEqual(
      expect.arrayContaining(['3 unavailable member none 110', '1 owner moderator', '3 member participant']),
    )
    expect([await toldTo(owner), await toldTo(member)]).toEqual([[], []])
    go(member, room, { type: 'unavailable' })
    expect(await toldTo(owner)).toEqual(['3 unavailable member none'])
  })

  it('is refused where there is no room, and to strangers', async () => {
    const room = roomOf(await stage.dialog('group'))
    const stranger = await enter(4)
    for (const [to, code, condition] of [
      [roomOf('nothing'), '404', 'item-not-found'],
      [roomOf(await stage.dialog('private')), '404', 'item-not-found'],
      [room, '403', 'forbidden'],
    ] as const) {
      go(stranger, to, { id: 'j' }, [el('x', NS.muc)])
      const error = await stranger.next(withId('j'))
      expect(error.attrs).toMatchObject({ type: 'error', from: `${to}/4` })
      expect([errorOf(error)[0], errorOf(error)[2]]).toEqual([code, condition])
    }
  })
})

describe('who loses the membership over REST leaves the room (protocol 3.14, 4.2)', () => {
  const CASES: readonly [string, Role, (id: string) => readonly [string, string, object?], string, string][] = [
    [
      'removed by an admin',
      'admin',
      (id) => ['PUT', `/chat/Dialog/${id}`, { pull_all: { occupants_ids: [3] } }],
      '307 actor',
      'group',
    ],
    [
      'leaving by an update',
      'member',
      (id) => ['PUT', `/chat/Dialog/${id}`, { pull_all: { occupants_ids: [3] } }],
      '321',
      'group',
    ],
    ['unsubscribing', 'member', (id) => ['DELETE', `/chat/Dialog/${id}/subscribe`], '321', 'group'],
    ['deleting the dialog for oneself', 'member', (id) => ['DELETE', `/chat/Dialog/${id}`], '321', 'group'],
    ['blocked', 'owner', (id) => ['POST', `/chat/Dialog/${id}/block`, { user_id: 3 }], '307 actor', 'public'],
  ]
  it.each(CASES)('%s', async (_how, role, call, how, type) => {
    const { dialogId, room, owner, member } = await gathered(type === 'public' ? 'public' : 'group')
    const phone = await enter(3)
    await join(phone, room)
    for (const client of [owner, member, phone]) await toldTo(client)
    expect((await stage.as(role)(...call(dialogId))).status).toBe(200)
    for (const client of [member, phone]) expect(await toldTo(client)).toEqual([`3 unavailable none none 110 ${how}`])
    expect(await toldTo(owner)).toEqual([`3 unavailable none none ${how}`])
    expect(await who(owner, room)).toEqual(['1', '2'])
  })

  it('everybody, when the dialog is gone', async () => {
    const { dialogId, room, owner, member } = await gathered()
    await stage.as('owner')('DELETE', `/chat/Dialog/${dialogId}?force=1`)
    const others = [1, 2].map((id) => `${id} unavailable none none 321 destroy`)
    expect((await toldTo(member)).sort()).toEqual([...others, '3 unavailable none none 110 321 destroy'])
    go(owner, room, { id: 'j' }, [el('x', NS.muc)])
    expect(errorOf(await owner.next(withId('j')))).toEqual(['404', 'cancel', 'item-not-found'])
  })

  it('and nobody else: members, and what members change besides', async () => {
    const { dialogId, room, member } = await gathered()
    await stage.as('owner')('PUT', `/chat/Dialog/${dialogId}`, { name: 'new', pull_all: { occupants_ids: [2] } })
    expect(await toldTo(member)).toEqual(['2 unavailable none none 307 actor'])
    expect(await who(member, room)).toEqual(['1', '3'])
  })
})

let minted = 0
const newId = (): string => {
  minted += 1
  return `said-${minted}`
}

describe('room messages (protocol 3.14)', () => {
  const refused = async (client: BoundClient, to: string): Promise<readonly (string | undefined)[]> => {
    const id = newId()
    client.send(message({ id, to, type: 'groupchat', body: 'x', keep: false }))
    const answer = await client.next(withId(id))
    return answer.attrs['type'] === 'error' ? errorOf(answer) : ['delivered']
  }

  it('are refused to strangers, removed members and, in a broadcast, to who is no admin', async () => {
    const { dialogId, room, member } = await gathered()
    const forbidden = ['403', 'auth', 'forbidden']
    expect(await refused(await enter(4), room)).toEqual(forbidden)
    await stage.as('owner')('PUT', `/chat/Dialog/${dialogId}`, { pull_all: { occupants_ids: [3] } })
    expect(await refused(member, room)).toEqual(forbidden)
    const news = roomOf(await stage.dialog('broadcast'))
    expect(await refused(member, news)).toEqual(forbidden)
    expect(await refused(await enter(1), news)).toEqual(['delivered'])
  })

  it('need a join when told so, from every resource of its own', async () => {
    const room = roomOf(await stage.dialog('group'))
    const [member, phone] = [await enter(3), await enter(3)]
    await restOf(stage.sandbox())('POST', '/__test/faults', { requireJoin: true })
    expect(await refused(member, room)).toEqual(['403', 'auth', 'forbidden'])
    await join(member, room)
    expect(await refused(member, room)).toEqual(['delivered'])
    await phone.next(named('message'))
    expect(await refused(phone, room)).toEqual(['403', 'auth', 'forbidden'])
    stage.sandbox().faults.requireJoin(false)
    expect(await refused(phone, room)).toEqual(['delivered'])
  })
})

it('lists of a user hide occupants from the list of the room, both ways (protocol 3.16)', async () => {
  const { room, owner, admin, member } = await gathered()
  const kinds = ['message', 'presence-in', 'presence-out', 'iq'].map((kind) => el(kind, NS.privacy))
  const blocked = { type: 'jid', value: 'muc.chat.localhost/3', action: 'deny', order: '1' }
  const list = el('list', NS.privacy, { name: 'l' }, [el('item', NS.privacy, blocked, kinds)])
  for (const part of [list, el('active', NS.privacy, { name: 'l' })]) {
    owner.send(el('iq', NS.client, { type: 'set', id: 'block' }, [el('query', NS.privacy, {}, [part])]))
    await owner.next(withId('block'))
  }
  expect([await who(owner, room), await who(member, room)]).toEqual([
    ['1', '2'],
    ['2', '3'],
  ])
  expect(await who(admin, room)).toEqual(['1', '2', '3'])
})
