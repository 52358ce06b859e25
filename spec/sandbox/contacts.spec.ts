import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from 'connectycube-sandbox'
import { firstValueFrom } from 'rxjs'
import type { Chat } from '../../lib/index.js'
import { frozen } from '../support/frozen.js'
import { inbox } from '../support/inbox.js'
import { done, makeFriends, until } from '../support/list-stories.js'
import { talker } from '../support/talkers.js'

const users = [21, 56].map((id) => ({ id, login: `user${String(id)}`, password: 'passw0rd-of-each' }))

describe('contacts on the sandbox', () => {
  let sandbox: Sandbox
  let chats: Chat[] = []
  const enter = async (userId: number, resource = 'one'): Promise<Chat> => {
    const { chat } = await talker(sandbox, userId, 'passw0rd-of-each', { resource })
    chats.push(chat)
    return frozen(chat)
  }
  beforeEach(async () => {
    sandbox = await startSandbox({ users })
  })
  afterEach(async () => {
    for (const chat of chats) chat.destroy()
    chats = []
    await sandbox.stop()
  })

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

  it('see who comes back in a new session with the presence he chose, and who leaves', async () => {
    const [ann, ben] = [await enter(21), await enter(56)]
    await makeFriends(ann, 21, ben, 56)
    const seen = inbox(ann.contacts.presence$)
    await seen.first((record) => record[56]?.text === 'tea')
    sandbox.faults.resume('refuse')
    sandbox.faults.cut(56)
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
