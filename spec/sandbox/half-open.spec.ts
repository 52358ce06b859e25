import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from 'connectycube-sandbox'
import { firstValueFrom, from, lastValueFrom, mergeMap, toArray } from 'rxjs'
import type { Chat } from '../../lib/index.js'
import { frozen } from '../support/frozen.js'
import { inbox } from '../support/inbox.js'
import { chatAgainst } from '../support/talkers.js'

const short = { silence: 300, answer: 200, handshake: 2000 }
const toBen = { type: 'private', opponentId: 56 } as const
const toAnn = { type: 'private', opponentId: 21 } as const

describe('a half-open link', () => {
  let sandbox: Sandbox
  const chats: Chat[] = []

  beforeEach(async () => {
    sandbox = await startSandbox({
      users: [21, 56].map((id) => ({ id, login: `u${String(id)}`, password: 'passw0rd-of-both' })),
    })
  })
  afterEach(async () => {
    for (const chat of chats.splice(0)) chat.destroy()
    await sandbox.stop()
  })
  const join = async (userId: number): Promise<Chat> => {
    const chat = frozen(chatAgainst(sandbox, { timeouts: short, reconnection: { reconnectionTimeout: 100 } }))
    chats.push(chat)
    await firstValueFrom(chat.connection.connect({ userId, password: 'passw0rd-of-both' }))
    return chat
  }

  it('is noticed by the heartbeat and left for a new one', async () => {
    const ann = await join(21)
    const states = inbox(ann.connection.state$)
    sandbox.faults.halfOpen(21, true)
    expect(await states.first(({ type }) => type === 'forceClosed', 2000)).toMatchObject({ cause: { tag: 'link' } })
    await states.first((state) => state.type === 'ready' && state.continuity === 'resumed', 4000)
  })

  it('loses and doubles nothing that was said into it, from either side', async () => {
    const [ann, ben] = [await join(21), await join(56)]
    const [atAnn, atBen] = [inbox(ann.messages.received$), inbox(ben.messages.received$)]
    sandbox.faults.halfOpen(21, true)
    const bodies = ['one', 'two', 'three']
    const say = (chat: Chat, dialog: typeof toAnn | typeof toBen): Promise<unknown> =>
      lastValueFrom(
        from(bodies).pipe(
          mergeMap((body) => chat.messages.send(dialog, { body })),
          toArray(),
        ),
      )
    await Promise.all([say(ann, toBen), say(ben, toAnn)])
    await Promise.all([atBen.first(({ body }) => body === 'three'), atAnn.first(({ body }) => body === 'three')])
    // The old link wakes up with everything it held: nothing of it may be heard twice.
    sandbox.faults.halfOpen(21, false)
    await lastValueFrom(ann.messages.send(toBen, { body: 'last' }))
    await atBen.first(({ body }) => body === 'last')
    expect(atBen.all.map(({ body }) => body)).toEqual([...bodies, 'last'])
    expect(atAnn.all.map(({ body }) => body)).toEqual(bodies)
  }, 15_000)
})
