import { describe, expect, it } from '@jest/globals'
import { firstValueFrom } from 'rxjs'
import type { FullChat } from '../../lib/index.js'
import { inbox } from '../support/inbox.js'
import { done, makeFriends, until } from '../support/list-stories.js'
import { stage } from '../support/stage.js'

const users = [21, 56].map((id) => ({ id, login: `user${String(id)}`, password: 'passw0rd-of-each' }))

describe('contacts on the sandbox', () => {
  const { sandbox, connect } = stage(users)
  const enter = (userId: number, resource = 'one'): Promise<FullChat> => connect(userId, { resource })

  it('become friends, see each other, and part', async () => {
    const [ann, ben] = [await enter(21), await enter(56)]
    const events = inbox(ann.events$)
    await makeFriends(ann, 21, ben, 56)
    for (const type of ['contact/requested', 'contact/changed', 'contact/presence'] as const)
      await events.first((event) => event.type === type)
    const gone = until(ben.contacts.list$, ([one]) => one?.subscription === 'none')
    await done(ann.contacts.remove(56))
    await gone
    await until(ann.contacts.list$, (list) => list.length === 0)
  }, 20_000)

  it('are the same on two devices, whichever of them answers and changes', async () => {
    const [phone, desk, ben] = [await enter(21, 'phone'), await enter(21, 'desk'), await enter(56)]
    const devices = [phone, desk]
    const views = devices.map((chat) => [inbox(chat.contacts.list$), inbox(chat.contacts.presence$)] as const)
    const requests = devices.map((chat) => inbox(chat.contacts.requests$))
    await done(ben.contacts.add(21))
    for (const asked of requests) await asked.first(([one]) => one?.userId === 56)
    await done(desk.contacts.approve(56))
    await done(phone.contacts.add(56, { name: 'Ben' }))
    await until(ben.contacts.requests$, ([one]) => one?.userId === 21)
    await done(ben.contacts.approve(21))
    await done(ben.contacts.setPresence({ show: 'away', status: 'tea' }))
    await done(desk.contacts.update(56, { groups: ['friends'] }))
    for (const [list, presence] of views) {
      await list.first(([one]) => one?.subscription === 'both' && one.groups.length === 1)
      await presence.first((record) => record[56]?.text === 'tea')
    }
    for (const { contacts } of devices) await until(contacts.requests$, (list) => list.length === 0)
    const states = views.map(([list, presence]) => [list.all.at(-1), presence.all.at(-1)])
    expect(states[0]).toEqual([
      [{ userId: 56, name: 'Ben', groups: ['friends'], subscription: 'both', pending: false }],
      { 56: { status: 'away', text: 'tea' } },
    ])
    expect(states[1]).toEqual(states[0])
  }, 20_000)

  it('see who comes back in a new session with the presence he chose, and who leaves', async () => {
    const [ann, ben] = [await enter(21), await enter(56)]
    await makeFriends(ann, 21, ben, 56)
    const seen = inbox(ann.contacts.presence$)
    await seen.first((record) => record[56]?.text === 'tea')
    sandbox().faults.resume('refuse')
    sandbox().faults.cut(56)
    await seen.first((record) => record[56] === undefined && seen.all.length > 2)
    await until(ann.contacts.presence$, (record) => record[56]?.text === 'tea')
    await done(ben.connection.disconnect())
    await until(ann.contacts.presence$, (record) => record[56] === undefined)
    expect(await firstValueFrom(ben.contacts.presence$)).toEqual({})
  }, 20_000)

  it('are asked again in every session until they answer', async () => {
    const [ann, ben] = [await enter(21), await enter(56)]
    await done(ann.contacts.add(56))
    await until(ben.contacts.requests$, (requests) => requests.length === 1)
    ben.destroy()
    const again = await enter(56)
    await until(again.contacts.requests$, ([one]) => one?.userId === 21)
    await done(again.contacts.decline(21))
    expect(await firstValueFrom(again.contacts.requests$)).toEqual([])
    await until(ann.contacts.list$, ([one]) => one?.pending === false)
  })
})
