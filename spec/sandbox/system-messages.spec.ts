import { describe, expect, it } from '@jest/globals'
import * as t from 'io-ts'
import { firstValueFrom, lastValueFrom } from 'rxjs'
import { defineSystemMessage } from '../../lib/index.js'
import { inbox } from '../support/inbox.js'
import { stage } from '../support/stage.js'

const password = 'Green-anchor-19'
const users = [
  { id: 21, login: 'ann', password, fullName: 'Ann' },
  { id: 56, login: 'ben', password, fullName: 'Ben' },
  { id: 57, login: 'cat', password, fullName: 'Cat' },
]
const invite = defineSystemMessage('game/invite', t.type({ table: t.string }))

describe('system messages', () => {
  const { signIn } = stage(users)

  it('reach the other user and our other device, are no messages, and are kept nowhere', async () => {
    const [desk, phone, ben] = [await signIn('ann'), await signIn('ann'), await signIn('ben')]
    const atBen = inbox(ben.systemMessages.received$)
    const atPhone = inbox(phone.systemMessages.received$)
    const messages = inbox(ben.messages.received$)
    const id = await firstValueFrom(
      desk.systemMessages.send(56, { colour: 'red', deep: { a: '1' } }, { body: 'paint' }),
    )
    const seen = { id, senderId: 21, recipientId: 56, params: { colour: 'red', deep: { a: '1' } }, body: 'paint' }
    expect(await atBen.first()).toMatchObject({ ...seen, direction: 'incoming', origin: 'live' })
    expect(await atPhone.first()).toMatchObject({ ...seen, direction: 'outgoing', origin: 'carbon' })
    await lastValueFrom(desk.messages.send({ type: 'private', opponentId: 56 }, { body: 'after' }))
    await messages.first()
    expect(messages.all.map(({ body }) => body)).toEqual(['after'])
    const { items } = await firstValueFrom(ben.messages.history({ type: 'private', opponentId: 21 }))
    expect(items.map(({ body }) => body)).toEqual(['after'])
  })

  it('are missed by who is offline', async () => {
    const ann = await signIn('ann')
    await firstValueFrom(ann.systemMessages.send(56, { colour: 'red' }))
    const ben = await signIn('ben')
    const atBen = inbox(ben.systemMessages.received$)
    await firstValueFrom(ann.systemMessages.send(56, { colour: 'blue' }))
    expect((await atBen.first()).params).toEqual({ colour: 'blue' })
  })

  it('sent by REST arrive as well', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const atBen = inbox(ben.systemMessages.received$)
    const id = await firstValueFrom(ann.systemMessages.sendViaRest(56, { colour: 'red' }))
    expect(await atBen.first()).toMatchObject({ id, senderId: 21, params: { colour: 'red' } })
  })

  it('of a kind carry values, and a broken one is an issue', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const games = inbox(ben.systemMessages.of(invite).received$)
    const issues = inbox(ben.issues$)
    await firstValueFrom(ann.systemMessages.send(56, { chair: '4' }, { body: 'game/invite' }))
    await firstValueFrom(ann.systemMessages.of(invite).send(56, { table: 'round' }))
    expect(await games.first()).toMatchObject({ senderId: 21, value: { table: 'round' } })
    expect((await issues.first()).issues).toEqual(['a system message game/invite that its codec refused'])
  })

  it('that somebody refuses fail, and so do those without a link', async () => {
    const ann = await signIn('ann')
    await expect(firstValueFrom(ann.systemMessages.send(404, {}))).rejects.toMatchObject({ _tag: 'stanza' })
    await lastValueFrom(ann.connection.disconnect())
    await expect(firstValueFrom(ann.systemMessages.send(56, {}))).rejects.toMatchObject({ _tag: 'link' })
  })

  it('show two users each other’s changes of a dialog at once, and our other device, too', async () => {
    const [ann, phone, ben, cat] = [await signIn('ann'), await signIn('ann'), await signIn('ben'), await signIn('cat')]
    const [atPhone, atBen, atCat] = [phone, ben, cat].map((chat) => inbox(chat.dialogs.changed$))
    const dialog = await firstValueFrom(ann.dialogs.create({ type: 'group', name: 'Team', occupantIds: [56] }))
    const { dialogId } = dialog
    await atBen?.first(({ type }) => type === 'created')
    expect((await firstValueFrom(ben.dialogs.get(dialogId)))?.name).toBe('Team')
    await firstValueFrom(ann.dialogs.update(dialog, { addOccupantIds: [57] }))
    await atBen?.first(({ type }) => type === 'participants-added')
    await firstValueFrom(cat.dialogs.remove(dialog))
    await atBen?.first(({ type }) => type === 'removed')
    await firstValueFrom(ann.dialogs.update(dialog, { removeOccupantIds: [56] }))
    await atBen?.first(({ type, userId }) => type === 'removed' && userId === 21)
    expect(atBen?.all).toEqual([
      { type: 'created', dialogId, userId: 21 },
      { type: 'participants-added', dialogId, userId: 21, userIds: [57] },
      { type: 'removed', dialogId, userId: 57 },
      { type: 'removed', dialogId, userId: 21 },
    ])
    expect(atCat?.all).toEqual([
      { type: 'added', dialogId, userId: 21 },
      { type: 'removed', dialogId, userId: 57 },
    ])
    await atPhone?.first(({ type }) => type === 'participants-added')
    expect(atPhone?.all).toContainEqual({ type: 'created', dialogId, userId: 21 })
  })

  it('say nothing of dialogs where notices are off, and come as events', async () => {
    const [quiet, ben] = [await signIn('ann', { dialogNotices: false }), await signIn('ben')]
    const events = inbox(ben.events$)
    await firstValueFrom(quiet.dialogs.create({ type: 'group', name: 'Team', occupantIds: [56] }))
    await firstValueFrom(quiet.systemMessages.send(56, { dialogId: 'd1' }, { body: 'dialog/ADDED_TO_DIALOG' }))
    expect(await events.first(({ type }) => type === 'dialog/changed')).toEqual({
      type: 'dialog/changed',
      change: { type: 'added', dialogId: 'd1', userId: 21 },
    })
    expect(events.all.filter(({ type }) => type === 'system/received')).toHaveLength(1)
  })
})
