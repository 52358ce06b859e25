import { describe, expect, it } from '@jest/globals'
import {
  combineLatest,
  filter,
  firstValueFrom,
  lastValueFrom,
  map,
  Subject,
  take,
  timeout,
  type Observable,
} from 'rxjs'
import type { Chat, DialogRef, Message, Timeline, TimelineItem } from '../../lib/index.js'
import { inbox } from '../support/inbox.js'
import { stage } from '../support/stage.js'

const password = 'Blue-kettle-52'
const users = [
  { id: 21, login: 'ann', password },
  { id: 56, login: 'ben', password },
]

const bodies = ({ items }: Timeline): (string | null)[] => items.map(({ message: { body } }) => body)

/** What both see alike. */
const alike = ({ items }: Timeline) =>
  items.map(({ key, message: { body, sentAt }, reactions: { total }, editedAt }) => ({
    ...{ key, body, sentAt, total, isEdited: editedAt !== null },
  }))

const when = (view$: Observable<Timeline>, is: (view: Timeline) => boolean): Promise<Timeline> =>
  firstValueFrom(view$.pipe(filter(is), timeout(8000)))

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
  ])('is the same for both users after a link was lost with its session, in a %s dialog', async (_name, create) => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const [toBen, toAnn] = await create(ann)
    const [annView$, benView$] = [ann.live.timeline(toBen), ben.live.timeline(toAnn)]
    const [annView, benView] = [inbox(annView$), inbox(benView$)]
    await Promise.all([annView, benView].map((view) => view.first(({ loading }) => !loading)))

    const [one, two] = [await send(ann, toBen, 'one'), await send(ann, toBen, 'two')]
    const three = await send(ben, toAnn, 'three')
    await lastValueFrom(ben.messages.edit(three, { body: 'three, live' }))
    await when(annView$, (view) => bodies(view).join() === 'one,two,three, live')
    await when(benView$, (view) => bodies(view).join() === 'one,two,three, live')

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
    expect(queued.items.map(({ message: { body }, status }) => `${body ?? ''} ${status}`)).toEqual([
      ...['one received', 'two received', 'three, live delivered', 'five queued'],
    ])
    await firstValueFrom(ben.connection.connect())
    await Promise.all([waits, five])

    const both$ = combineLatest([annView$, benView$])
    const isSettled = ([theirs, ours]: readonly Timeline[]): boolean =>
      JSON.stringify(theirs && alike(theirs)) === JSON.stringify(ours && alike(ours)) &&
      ours?.items[0]?.reactions.total['👍'] === 1
    const [annSees, benSees] = await firstValueFrom(both$.pipe(filter(isSettled), timeout(8000)))
    expect(alike(benSees)).toEqual(alike(annSees))
    expect(bodies(benSees)).toHaveLength(4)
    const item = (body: string): TimelineItem | undefined => benSees.items.find(({ message }) => message.body === body)
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
  })

  it('is told over a link that is cut and not taken up, while both go on', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const team = await firstValueFrom(ann.dialogs.create({ type: 'group', name: 'Team', occupantIds: [56] }))
    const views = [ann, ben].map((chat) => chat.live.timeline(team))
    views.forEach((view$) => inbox(view$))
    sandbox().faults.resume('refuse')
    for (const round of [1, 2, 3]) {
      const own = await send(ann, team, `a${String(round)}`)
      sandbox().faults.cut(56)
      await lastValueFrom(ann.messages.edit(own, { body: `A${String(round)}` }))
      await send(ben, team, `b${String(round)}`)
    }
    const isWhole = (view: Timeline): boolean => bodies(view).sort().join() === 'A1,A2,A3,b1,b2,b3'
    const [annSees, benSees] = await Promise.all(views.map((view$) => when(view$, isWhole)))
    expect(alike(benSees ?? annSees!)).toEqual(alike(annSees!))
  })

  it('loads older ones on demand, each once', async () => {
    const ann = await signIn('ann')
    const team = await firstValueFrom(ann.dialogs.create({ type: 'group', name: 'Team', occupantIds: [56] }))
    for (let number = 0; number < 130; number++)
      await firstValueFrom(ann.messages.create(team, { body: String(number) }))
    const older$ = new Subject<void>()
    const view = inbox(ann.live.timeline(team, { older$ }))
    for (const count of [50, 100, 130]) {
      await view.first(({ items, loading }) => !loading && items.length >= count)
      older$.next()
    }
    const { items, hasOlder } = await view.first(({ hasOlder: more }) => !more)
    expect(hasOlder).toBe(false)
    expect(items.map(({ message }) => Number(message.body)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 130 }, (_, n) => n),
    )
  })

  it('shows what is said without a session for REST, and says that there is no history', async () => {
    const { connect } = stage(users)
    void connect
    const [ann, ben] = [open(), await signIn('ben')]
    await firstValueFrom(ann.connection.connect({ userId: 21, password }))
    const view = inbox(ann.live.timeline({ type: 'private', opponentId: 56 }))
    expect(await view.first(({ loading }) => !loading)).toMatchObject({ items: [], error: { tag: 'session' } })
    await send(ben, { type: 'private', opponentId: 21 }, 'hello')
    expect(bodies(await view.first(({ items }) => items.length > 0))).toEqual(['hello'])
  })
})
void map
void take
