import { describe, expect, it } from '@jest/globals'
import { firstValueFrom, lastValueFrom } from 'rxjs'
import type { Chat, Dialog } from '../../lib/index.js'
import { inbox } from '../support/inbox.js'
import { stage } from '../support/stage.js'

const password = 'Quiet-harbour-73'
const users = [
  { id: 21, login: 'ann', password, fullName: 'Ann' },
  { id: 56, login: 'ben', password, fullName: 'Ben' },
  { id: 57, login: 'cat', password, fullName: 'Cat' },
]

describe('rooms', () => {
  const { sandbox, signIn } = stage(users)
  const team = (chat: Chat): Promise<Dialog> =>
    firstValueFrom(chat.dialogs.create({ type: 'group', name: 'Team', occupantIds: [56] }))

  it('show who comes and goes to all who are in, in equal state', async () => {
    const [desk, phone, ben] = [await signIn('ann'), await signIn('ann'), await signIn('ben')]
    const dialog = await team(desk)
    const views = [desk, phone, ben].map((chat) => inbox(chat.rooms.in(dialog)))
    const changes = inbox(desk.rooms.changed$)
    expect(await firstValueFrom(desk.rooms.join(dialog))).toEqual([21])
    expect(await firstValueFrom(ben.rooms.join(dialog))).toEqual([21, 56])
    expect([...(await firstValueFrom(phone.rooms.join(dialog)))].sort()).toEqual([21, 56])
    for (const view of views) await view.first(({ length }) => length === 2)
    expect([...(await firstValueFrom(ben.rooms.online(dialog)))].sort()).toEqual([21, 56])
    await firstValueFrom(phone.rooms.leave(dialog))
    await firstValueFrom(ben.rooms.leave(dialog))
    await changes.first(({ type, userId }) => type === 'left' && userId === 56)
    expect(views.map(({ all }) => all.at(-1))).toEqual([[21], [], []])
    const told = { type: 'group', dialogId: dialog.dialogId }
    expect(changes.all).toEqual([
      { type: 'joined', dialog: told, userId: 21 },
      { type: 'joined', dialog: told, userId: 56 },
      { type: 'left', dialog: told, userId: 56 },
    ])
  })

  it('refuse who is no occupant, and what is no room', async () => {
    const [ann, cat] = [await signIn('ann'), await signIn('cat')]
    const dialog = await team(ann)
    await expect(firstValueFrom(cat.rooms.join(dialog))).rejects.toMatchObject({
      _tag: 'stanza',
      detail: { condition: 'forbidden' },
    })
    const nowhere = { type: 'group', dialogId: '65a0000000000000000000ff' } as const
    await expect(firstValueFrom(cat.rooms.join(nowhere))).rejects.toMatchObject({
      detail: { condition: 'item-not-found' },
    })
  })

  it('are entered again in a new session, and forgotten when left', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const [kept, left] = [await team(ann), await team(ann)]
    await firstValueFrom(ben.rooms.join(kept))
    for (const dialog of [kept, left]) await firstValueFrom(ann.rooms.join(dialog))
    await firstValueFrom(ann.rooms.leave(left))
    const seen = inbox(ben.rooms.changed$)
    sandbox().faults.resume('refuse')
    sandbox().faults.cut(21)
    await seen.first(({ type }) => type === 'left')
    await seen.first(({ type }) => type === 'joined')
    const inside = inbox(ann.rooms.in(kept))
    expect([...(await inside.first(({ length }) => length === 2))].sort()).toEqual([21, 56])
    expect(await firstValueFrom(ann.rooms.in(left))).toEqual([])
    expect(await firstValueFrom(ben.rooms.online(left))).toEqual([])
  })

  it('put out who is removed from the dialog', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const dialog = await team(ann)
    for (const chat of [ann, ben]) await firstValueFrom(chat.rooms.join(dialog))
    const [atAnn, atBen] = [inbox(ann.rooms.changed$), inbox(ben.rooms.changed$)]
    const events = inbox(ben.events$)
    await firstValueFrom(ann.dialogs.update(dialog, { removeOccupantIds: [56] }))
    expect(await atBen.first()).toMatchObject({ type: 'kicked', userId: 56 })
    expect(await atAnn.first(({ type }) => type === 'kicked')).toMatchObject({ userId: 56 })
    expect(await firstValueFrom(ben.rooms.in(dialog))).toEqual([])
    expect(await events.first(({ type }) => type === 'room/changed')).toMatchObject({ change: { userId: 56 } })
    await lastValueFrom(ben.connection.disconnect())
  })
})
