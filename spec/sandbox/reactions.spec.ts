import { describe, expect, it } from '@jest/globals'
import { firstValueFrom, lastValueFrom, timeout } from 'rxjs'
import type { Chat, DialogRef } from '../../lib/index.js'
import { inbox } from '../support/inbox.js'
import { stage } from '../support/stage.js'

const password = 'Blue-kettle-52'
const users = [
  { id: 21, login: 'ann', password, fullName: 'Ann' },
  { id: 56, login: 'ben', password, fullName: 'Ben' },
  { id: 57, login: 'cat', password, fullName: 'Cat' },
]

describe('reactions', () => {
  const { signIn } = stage(users)
  const say = async (chat: Chat, dialog: DialogRef): Promise<string> =>
    (await lastValueFrom(chat.messages.send(dialog, { body: 'like me' }))).id

  it.each<[string, (chat: Chat) => Promise<DialogRef>]>([
    ['private', () => Promise.resolve({ type: 'private', opponentId: 56 })],
    ['group', (chat) => firstValueFrom(chat.dialogs.create({ type: 'group', name: 'T', occupantIds: [56] }))],
  ])('reach both users and both devices of one, in a %s dialog, in equal state', async (_name, open) => {
    const [desk, phone, ben] = [await signIn('ann'), await signIn('ann'), await signIn('ben')]
    const messageId = await say(desk, await open(desk))
    const devices = [desk, phone, ben]
    const views = devices.map((chat) => inbox(chat.reactions.watch(messageId)))
    const changes = devices.map((chat) => inbox(chat.reactions.changed$))
    await Promise.all(views.map((view) => view.first()))
    await firstValueFrom(ben.reactions.add(messageId, '👍'))
    await firstValueFrom(phone.reactions.add(messageId, '👍'))
    await firstValueFrom(ben.reactions.update(messageId, { add: '🔥', remove: '👍' }))
    const final = { '👍': [21], '🔥': [56] }
    for (const view of views)
      await view.first(({ reactors }) => Object.keys(reactors).length === 2 && reactors['👍']?.length === 1)
    expect(views.map(({ all }) => all.at(-1))).toEqual([{ reactors: final }, { reactors: final }, { reactors: final }])
    expect(await firstValueFrom(desk.reactions.list(messageId))).toEqual(final)
    const told = changes.map(({ all }) => all.map(({ userId, add, remove }) => ({ userId, add, remove })))
    expect(told[0]).toEqual([
      { userId: 56, add: '👍' },
      { userId: 21, add: '👍' },
      { userId: 56, add: '🔥', remove: '👍' },
    ])
    expect(told[1]).toEqual(told[0])
    expect(told[2]).toEqual(told[0])
  })

  it('are never given in the name of whose session REST has, when another user is connected', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const messageId = await say(ann, { type: 'private', opponentId: 56 })
    await firstValueFrom(ben.connection.connect({ userId: 57, password }).pipe(timeout(5000)))
    await expect(firstValueFrom(ben.reactions.add(messageId, '👍'))).rejects.toMatchObject({ _tag: 'session' })
    expect(await firstValueFrom(ann.reactions.list(messageId))).toEqual({})
  })

  it('given without a link wait, and what was missed meanwhile is in after a new session', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const messageId = await say(ann, { type: 'private', opponentId: 56 })
    const view = inbox(ann.reactions.watch(messageId))
    await view.first()
    await lastValueFrom(ann.connection.disconnect())
    const added = firstValueFrom(ann.reactions.add(messageId, '🔥'))
    await firstValueFrom(ben.reactions.add(messageId, '👍'))
    await firstValueFrom(ann.connection.connect())
    await added
    await view.first(({ reactors }) => Object.keys(reactors).length === 2)
    expect(view.all.at(-1)).toEqual({ reactors: { '👍': [56], '🔥': [21] } })
  })

  it('that another occupant or user makes up are ignored, and told', async () => {
    const [ann, cat] = [await signIn('ann'), await signIn('cat')]
    const dialog = await firstValueFrom(ann.dialogs.create({ type: 'group', name: 'T', occupantIds: [56, 57] }))
    const messageId = await say(ann, dialog)
    const changes = inbox(ann.reactions.changed$)
    const issues = inbox(ann.issues$)
    const reactions = { userId: '56', messageId, add: '👎' }
    const room = `1_${dialog.dialogId}@muc.chat.localhost`
    for (const to of [
      { type: 'groupchat', to: room },
      { type: 'chat', to: '21-1@chat.localhost' },
    ])
      await lastValueFrom(cat.connection.send({ kind: 'message', id: `made-up-${to.type}`, ...to, reactions }))
    await issues.first(() => issues.all.length === 2)
    expect(issues.all.map((issue) => issue.issues)).toEqual([
      ['a reaction in the name of somebody else'],
      ['a reaction in the name of somebody else'],
    ])
    expect(changes.all).toEqual([])
  })

  it('to a message that is not there fail, and the watch says why', async () => {
    const ann = await signIn('ann')
    const missing = '65a0000000000000000000ff'
    await expect(firstValueFrom(ann.reactions.add(missing, '🔥'))).rejects.toMatchObject({ _tag: 'http' })
    expect(await firstValueFrom(ann.reactions.watch(missing))).toMatchObject({
      reactors: {},
      error: { tag: 'http' },
    })
  })

  it('come as events', async () => {
    const ann = await signIn('ann')
    const events = inbox(ann.events$)
    const messageId = await say(ann, { type: 'private', opponentId: 56 })
    await firstValueFrom(ann.reactions.add(messageId, '🔥'))
    expect(await events.first(({ type }) => type === 'reaction/changed')).toMatchObject({
      change: { messageId, userId: 21, add: '🔥', dialog: { type: 'private', opponentId: 56 } },
    })
  })
})
