import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import { combineLatest, filter, firstValueFrom, lastValueFrom, skip, Subject, timeout, type Observable } from 'rxjs'
import type { Chat, DialogRef, Message, Timeline, TimelineItem } from '../../lib/index.js'
import { inbox } from '../support/inbox.js'
import { stage } from '../support/stage.js'

const password = 'Blue-kettle-52'
const users = [
  { id: 21, login: 'ann', password },
  { id: 56, login: 'ben', password },
]

/** Sorted: within a second it is the ids that order messages. */
const bodies = ({ items }: Timeline): readonly string[] => items.map(({ message: { body } }) => body ?? '').sort()

/** What both see alike. */
const alike = ({ items }: Timeline) =>
  items.map(({ key, message: { body, sentAt }, reactions: { total }, editedAt }) => ({
    ...{ key, body, sentAt, total, isEdited: editedAt !== null },
  }))

const when = (view$: Observable<Timeline>, is: (view: Timeline) => boolean): Promise<Timeline> =>
  firstValueFrom(view$.pipe(filter(is), timeout(8000)))

/** Waits until both see the same. */
const bothSee = (one$: Observable<Timeline>, other$: Observable<Timeline>, is: (view: Timeline) => boolean) => {
  const isSame = ([one, other]: readonly [Timeline, Timeline]): boolean =>
    is(one) && isDeepStrictEqual(alike(one), alike(other)) && !one.loading && !other.loading
  return firstValueFrom(combineLatest([one$, other$]).pipe(filter(isSame), timeout(8000)))
}

describe('a timeline', () => {
  const { open, sandbox, signIn } = stage(users)
  const send = async (chat: Chat, dialog: DialogRef, body: string): Promise<Message> =>
    (await lastValueFrom(chat.messages.send(dialog, { body }))).message

  it.each<[string, (ann: Chat) => Promise<readonly [DialogRef, DialogRef]>]>([
    [
      'private',
      () =>
        Promise.resolve([
          { type: 'private', opponentId: 56 },
          { type: 'private', opponentId: 21 },
        ]),
    ],
    [
      'group',
      async (ann) => {
        const team = await firstValueFrom(ann.dialogs.create({ type: 'group', name: 'Team', occupantIds: [56] }))
        return [team, team]
      },
    ],
  ])(
    'is the same for both users after a link was lost with its session, in a %s dialog',
    async (_name, create) => {
      const [ann, ben] = [await signIn('ann'), await signIn('ben')]
      const [toBen, toAnn] = await create(ann)
      const [annView$, benView$] = [ann.live.timeline(toBen), ben.live.timeline(toAnn)]
      const [annView, benView] = [inbox(annView$), inbox(benView$)]
      await Promise.all([annView, benView].map((view) => view.first(({ loading }) => !loading)))

      const [one, two] = [await send(ann, toBen, 'one'), await send(ann, toBen, 'two')]
      const three = await send(ben, toAnn, 'three')
      await lastValueFrom(ben.messages.edit(three, { body: 'three, live' }))
      await when(annView$, (view) => bodies(view).join() === 'one,three, live,two')
      await when(benView$, (view) => bodies(view).join() === 'one,three, live,two')

      await lastValueFrom(ben.connection.disconnect())
      await lastValueFrom(ann.messages.edit(one, { body: 'one, missed' }))
      await lastValueFrom(ann.messages.delete(two))
      await firstValueFrom(ann.reactions.add(three.id, '🔥'))
      await lastValueFrom(ann.messages.markRead(three))
      await send(ann, toBen, 'four')
      const waits = firstValueFrom(ben.reactions.add(one.id, '👍'))
      const five = lastValueFrom(ben.messages.send(toAnn, { body: 'five' }))
      // It is on the screen while it waits.
      const queued = await when(benView$, ({ items }) => items.some(({ status }) => status === 'queued'))
      expect(queued.items.map(({ message: { body }, status }) => `${body ?? ''} ${status}`).sort()).toEqual([
        ...['five queued', 'one received', 'three, live delivered', 'two received'],
      ])
      await firstValueFrom(ben.connection.connect())
      await Promise.all([waits, five])

      const [annSees, benSees] = await bothSee(annView$, benView$, ({ items }) =>
        items.some(({ reactions }) => reactions.total['👍'] === 1),
      )
      expect(alike(benSees)).toEqual(alike(annSees))
      expect(bodies(benSees)).toHaveLength(4)
      const item = (body: string): TimelineItem | undefined =>
        benSees.items.find(({ message }) => message.body === body)
      expect(item('one, missed')).toMatchObject({ reactions: { own: ['👍'], total: { '👍': 1 } } })
      expect(item('three, live')).toMatchObject({
        status: 'read',
        readBy: [21],
        reactions: { own: [], total: { '🔥': 1 } },
      })
      expect(benSees).toMatchObject({ hasOlder: false, gaps: [], loading: false, error: null })
      // No key was there twice at any time, and none of ours was ever missing.
      for (const { items } of benView.all) expect(new Set(items.map(({ key }) => key)).size).toBe(items.length)
      const fiveAt = benView.all.findIndex((view) => bodies(view).includes('five'))
      expect(benView.all.slice(fiveAt).every((view) => bodies(view).includes('five'))).toBe(true)
    },
    20_000,
  )

  it('is the same over links that are cut and not taken up, while both go on', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const team = await firstValueFrom(ann.dialogs.create({ type: 'group', name: 'Team', occupantIds: [56] }))
    const [annView$, benView$] = [ann.live.timeline(team), ben.live.timeline(team)]
    const views = [inbox(annView$), inbox(benView$)]
    await Promise.all(views.map((view) => view.first(({ loading }) => !loading)))
    sandbox().faults.resume('refuse')
    for (const round of [1, 2, 3]) {
      const own = await send(ann, team, `a${String(round)}`)
      sandbox().faults.cut(56)
      await lastValueFrom(ann.messages.edit(own, { body: `A${String(round)}` }))
      await send(ben, team, `b${String(round)}`)
    }
    await bothSee(annView$, benView$, (view) => bodies(view).join() === 'A1,A2,A3,b1,b2,b3')
  }, 20_000)

  it('loads older ones on demand, each once', async () => {
    const ann = await signIn('ann')
    const team = await firstValueFrom(ann.dialogs.create({ type: 'group', name: 'Team', occupantIds: [56] }))
    for (let number = 0; number < 130; number++)
      await firstValueFrom(ann.messages.create(team, { body: String(number) }))
    const older$ = new Subject<void>()
    const view = inbox(ann.live.timeline(team, { older$ }))
    let now = await view.first(({ loading }) => !loading)
    expect(now.items).toHaveLength(50)
    while (now.hasOlder) {
      const next = firstValueFrom(
        ann.live.timeline(team).pipe(
          skip(1),
          filter(({ loading }) => !loading),
          timeout(5000),
        ),
      )
      older$.next()
      now = await next
    }
    const { items } = now
    expect(items.map(({ message }) => Number(message.body)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 130 }, (_, n) => n),
    )
  }, 20_000)

  it('shows what is said without a session for REST, and says that there is no history', async () => {
    const [ann, ben] = [open(), await signIn('ben')]
    await firstValueFrom(ann.connection.connect({ userId: 21, password }))
    const view = inbox(ann.live.timeline({ type: 'private', opponentId: 56 }))
    expect(await view.first(({ loading }) => !loading)).toMatchObject({ items: [], error: { tag: 'session' } })
    await send(ben, { type: 'private', opponentId: 21 }, 'hello')
    expect(bodies(await view.first(({ items }) => items.length > 0))).toEqual(['hello'])
  }, 20_000)

  it('shows nothing that REST knows of another user than the one who is connected', async () => {
    const ann = await signIn('ann')
    const toBen = { type: 'private', opponentId: 56 } as const
    await send(ann, toBen, 'between the two of us')
    await firstValueFrom(ann.connection.disconnect())
    await firstValueFrom(ann.connection.connect({ userId: 56, password }).pipe(timeout(5000)))
    const view = await when(ann.live.timeline(toBen), ({ loading }) => !loading)
    expect(view).toMatchObject({ items: [], error: { tag: 'session' } })
    const list$ = ann.live.dialogs().pipe(filter(({ loading }) => !loading))
    expect(await firstValueFrom(list$)).toMatchObject({ items: [], error: { tag: 'session' } })
  }, 20_000)
})
