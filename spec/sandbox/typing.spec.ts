import { describe, expect, it } from '@jest/globals'
import { filter, firstValueFrom, lastValueFrom, Subject, timeout } from 'rxjs'
import type { Chat, Dialog } from '../../lib/index.js'
import { inbox } from '../support/inbox.js'
import { stage } from '../support/stage.js'

const password = 'keys-and-pauses-9'
const users = [
  { id: 21, login: 'ann', password },
  { id: 56, login: 'ben', password },
  { id: 57, login: 'cat', password },
]
const toAnn = { type: 'private', opponentId: 21 } as const
const toBen = { type: 'private', opponentId: 56 } as const

describe('typing', () => {
  const { sandbox, signIn: enter } = stage(users)
  const config = { reconnection: { totalReconnections: 50, reconnectionTimeout: 20 } }
  const signIn = (login: string): Promise<Chat> => enter(login, config)
  const team = (chat: Chat): Promise<Dialog> =>
    firstValueFrom(chat.dialogs.create({ type: 'group', name: 'Team', occupantIds: [56, 57] }))
  const count = (chat: Chat): Promise<number> => firstValueFrom(chat.dialogs.count())

  it('is reported to all in a group, by who types there, until a message says it all', async () => {
    const [ann, ben, cat] = [await signIn('ann'), await signIn('ben'), await signIn('cat')]
    const dialog = await team(ann)
    const [seenByBen, seenByCat, own] = [ben, cat, ann].map((chat) => inbox(chat.typing.in(dialog)))
    const [anns$, cats$] = [new Subject<string>(), new Subject<string>()]
    ann.typing.report(dialog, anns$).subscribe()
    const catTypes = cat.typing.report(dialog, cats$).subscribe()
    anns$.next('H')
    await seenByBen?.first((ids) => ids.includes(21))
    cats$.next('O')
    await seenByBen?.first((ids) => ids.length === 2)
    await lastValueFrom(ann.messages.send(dialog, { body: 'Hi' }))
    await seenByBen?.first((ids) => ids[0] === 57)
    catTypes.unsubscribe()
    for (const lists of [seenByCat, own]) await lists?.first((ids) => lists.all.indexOf(ids) === 2)
    expect(seenByBen?.all.slice(0, 4)).toEqual([[], [21], [21, 57], [57]])
    expect(seenByCat?.all).toEqual([[], [21], []])
    expect(own?.all).toEqual([[], [57], []])
  })

  it('carries the id of a private dialog never seen before, on both devices, and makes no dialog', async () => {
    const [ann, phone, web] = [await signIn('ann'), await signIn('ben'), await signIn('ben')]
    const [onPhone, onWeb] = [phone, web].map((chat) => inbox(chat.typing.changed$))
    const others = inbox((await signIn('ann')).typing.changed$)
    await lastValueFrom(ann.typing.start(toBen))
    expect(await onPhone?.first()).toEqual({ dialog: toAnn, userId: 21, typing: true })
    expect(await count(phone)).toBe(0)
    const { dialogId } = await firstValueFrom(ann.dialogs.create({ type: 'private', occupantIds: [56] }))
    const cat = await signIn('cat')
    await firstValueFrom(cat.dialogs.create({ type: 'private', occupantIds: [56] }))
    const later = inbox((await signIn('ben')).typing.changed$)
    await lastValueFrom(ann.typing.stop(toBen))
    await lastValueFrom(ann.typing.start(toBen))
    await later.first(({ typing }) => typing)
    expect(later.all).toEqual([false, true].map((typing) => ({ dialog: { ...toAnn, dialogId }, userId: 21, typing })))
    await onWeb?.first((change) => onWeb.all.indexOf(change) === 2)
    expect(onWeb?.all.map(({ typing }) => typing)).toEqual([true, false, true])
    expect(others.all).toEqual([])
  })

  it('goes without the id while REST fails, and comes without a bounce from who is away', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const { dialogId } = await firstValueFrom(ann.dialogs.create({ type: 'private', occupantIds: [56] }))
    const [seen, bounced] = [inbox(ben.typing.changed$), inbox(ann.typing.changed$)]
    sandbox().faults.nextRest({ status: 500, path: '/chat/Dialog', times: 1 })
    await lastValueFrom(ann.typing.start(toBen))
    expect(await seen.first()).toEqual({ dialog: toAnn, userId: 21, typing: true })
    const issues = inbox(ann.issues$)
    await lastValueFrom(ann.typing.start({ type: 'private', opponentId: 57 }))
    await lastValueFrom(ann.messages.send(toBen, { body: 'behind it' }))
    expect([bounced.all, issues.all, dialogId.length]).toEqual([[], [], 24])
  })

  it('is told anew over the next link, which owes nothing for the last one', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const seen = inbox(ben.typing.changed$)
    const keystrokes$ = new Subject<string>()
    const report = ann.typing.report(toBen, keystrokes$).subscribe()
    keystrokes$.next('H')
    await seen.first()
    sandbox().faults.resume('refuse')
    sandbox().faults.cut(21)
    await firstValueFrom(
      ann.connection.state$.pipe(
        filter(({ type }) => type === 'forceClosed'),
        timeout(5000),
      ),
    )
    await firstValueFrom(
      ann.connection.state$.pipe(
        filter(({ type }) => type === 'ready'),
        timeout(5000),
      ),
    )
    keystrokes$.next('i')
    report.unsubscribe()
    await seen.first(({ typing }) => !typing)
    expect(seen.all.map(({ typing }) => typing)).toEqual([true, true, false])
  })
})
