import { describe, expect, it } from '@jest/globals'
import { BehaviorSubject, filter, firstValueFrom, lastValueFrom, timeout } from 'rxjs'
import type { Chat, ChatConfig } from '../../lib/index.js'
import { inbox } from '../support/inbox.js'
import { stage } from '../support/stage.js'

const password = 'here-or-away-27'
const users = [
  { id: 21, login: 'ann', password },
  { id: 56, login: 'ben', password },
  { id: 57, login: 'cat', password },
]
const toAnn = { type: 'private', opponentId: 21 } as const

describe('activity', () => {
  const { sandbox, connect: enter } = stage(users)
  const reconnection = { totalReconnections: 50, reconnectionTimeout: 20 }
  const connect = (userId: number, config: Partial<ChatConfig> = {}): Promise<Chat> =>
    enter(userId, { reconnection, ...config })
  const leave = (chat: Chat): Promise<unknown> => lastValueFrom(chat.connection.disconnect(), { defaultValue: null })
  const state = (chat: Chat, wanted: string): Promise<unknown> =>
    firstValueFrom(
      chat.connection.state$.pipe(
        filter(({ type }) => type === wanted),
        timeout(5000),
      ),
    )
  const comeBack = async (chat: Chat): Promise<void> => {
    sandbox().faults.cut(21)
    await state(chat, 'forceClosed')
    await state(chat, 'ready')
  }

  it('tells who never came, who is online and who left', async () => {
    const ann = await connect(21)
    expect(await lastValueFrom(ann.activity.last(56))).toEqual({ userId: 56, status: 'never' })
    const ben = await connect(56)
    expect(await lastValueFrom(ann.activity.last(56))).toEqual({ userId: 56, status: 'online' })
    await leave(ben)
    const watched = inbox(ann.activity.watch(56))
    const { value } = await watched.first((told) => told.value?.status === 'offline')
    expect(value).toMatchObject({ userId: 56, status: 'offline', seconds: 1 })
  })

  it('follows a user with two devices: online until the last one leaves', async () => {
    const ann = await connect(21)
    const watched = inbox(ann.activity.watch(56))
    const events = inbox(ann.events$)
    await watched.first(({ value }) => value?.status === 'never')
    const phone = await connect(56)
    await watched.first(({ value }) => value?.status === 'online')
    const web = await connect(56)
    await leave(phone)
    expect(await lastValueFrom(ann.activity.last(56))).toMatchObject({ status: 'online' })
    await leave(web)
    await watched.first(({ value }) => value?.status === 'offline')
    expect(watched.all.map(({ value }) => value?.status)).toEqual([undefined, 'never', 'online', 'offline'])
    expect(events.all.filter(({ type }) => type === 'activity/changed').at(-1)).toMatchObject({
      activity: { userId: 56, status: 'offline' },
    })
  })

  it('is watched over lost sessions, and by nobody once all have left', async () => {
    const ann = await connect(21)
    const watched = inbox(ann.activity.watch(56))
    await watched.first(({ value }) => value?.status === 'never')
    sandbox().faults.resume('refuse')
    await comeBack(ann)
    const ben = await connect(56)
    await watched.first(({ value }) => value?.status === 'online')
    watched.stop()
    const pushed = inbox(ann.connection.stanza$)
    await connect(57)
    await leave(ben)
    await lastValueFrom(ann.activity.last(57))
    expect(pushed.all.map(({ from }) => from)).not.toContain('56-1@chat.localhost')
  })

  it('holds what is not urgent back while the page is hidden, over a lost session too', async () => {
    const visible$ = new BehaviorSubject(true)
    const ann = await connect(21, { platform: { visible$ } })
    const ben = await connect(56)
    const [typing, received] = [inbox(ann.typing.changed$), inbox(ann.messages.received$)]
    const stanzas = inbox(ann.connection.stanza$)
    const answered = (count: number) =>
      stanzas.first(({ kind }) => kind === 'iq' && stanzas.all.filter((stanza) => stanza.kind === 'iq').length >= count)
    visible$.next(false)
    await answered(1)
    sandbox().faults.resume('refuse')
    await comeBack(ann)
    await lastValueFrom(ben.typing.start(toAnn))
    await lastValueFrom(ben.activity.last(21))
    await lastValueFrom(ann.activity.last(56))
    expect(typing.all).toEqual([])
    visible$.next(true)
    await typing.first()
    await lastValueFrom(ben.messages.send(toAnn, { body: 'urgent' }))
    await received.first()
  })

  it('is marked by hand with `manual`', async () => {
    const visible$ = new BehaviorSubject(false)
    const ann = await connect(21, { activity: 'manual', platform: { visible$ } })
    const ben = await connect(56)
    const typing = inbox(ann.typing.changed$)
    await lastValueFrom(ben.typing.start(toAnn))
    await typing.first()
    await lastValueFrom(ann.activity.markInactive())
    await lastValueFrom(ben.typing.stop(toAnn))
    await lastValueFrom(ben.activity.last(21))
    await lastValueFrom(ann.activity.last(56))
    expect(typing.all).toHaveLength(1)
    await lastValueFrom(ann.activity.markActive())
    await typing.first((change) => !change.typing)
  })
})
