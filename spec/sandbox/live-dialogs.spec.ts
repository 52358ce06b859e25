import { describe, expect, it } from '@jest/globals'
import { combineLatest, concatMap, filter, firstValueFrom, from, lastValueFrom, map, timeout, toArray } from 'rxjs'
import type { FullChat, Dialog } from '../../lib/index.js'
import { inbox } from '../support/inbox.js'
import { seededRandom } from '../support/seeded-random.js'
import { stage } from '../support/stage.js'

const password = 'password-of-both'
const { signIn } = stage([
  { id: 21, login: 'ann', password },
  { id: 56, login: 'ben', password },
])

/** What a list shows of a dialog. Of the messages of one second the server takes the one that came last, the list the greatest id. */
const rowOf = ({ dialogId, unreadCount, lastMessage }: Dialog) => ({
  dialogId,
  unreadCount,
  last: lastMessage?.sentAt ?? null,
})
const byId = (one: { readonly dialogId: string }, other: { readonly dialogId: string }): number =>
  one.dialogId < other.dialogId ? -1 : 1
const rowsOf = (dialogs: readonly Dialog[]) => dialogs.map(rowOf).sort(byId)

/** What the views of a user say when nothing is on its way, and what the server says. */
const views = async (chat: FullChat) => {
  const [{ items }, { total }] = await firstValueFrom(combineLatest([chat.dialogs.list(), chat.messages.unreadCount()]))
  const expected = { rows: rowsOf(items), total }
  const shown$ = combineLatest([chat.live.dialogs(), chat.live.unread()]).pipe(
    map(([dialogs, unread]) => ({ rows: rowsOf(dialogs.items), total: unread.total })),
  )
  const same$ = shown$.pipe(
    filter((shown) => JSON.stringify(shown) === JSON.stringify(expected)),
    timeout(5000),
  )
  return { expected, shown: await firstValueFrom(same$).catch(() => firstValueFrom(shown$)) }
}

const say = (chat: FullChat, dialog: Dialog, bodies: readonly string[]) =>
  lastValueFrom(
    from(bodies).pipe(
      concatMap((body) => chat.messages.send(dialog, { body })),
      filter(({ status }) => status === 'sent'),
      toArray(),
    ),
  )

describe('live.dialogs and live.unread on the sandbox', () => {
  const random = seededRandom(6)
  const pick = <T>(values: readonly T[]): T => {
    const value = values[Math.floor(random() * values.length)]
    if (value === undefined) throw new Error('nothing to pick from')
    return value
  }

  it('show at every ready what the server says, whatever happened, on each device', async () => {
    const ann = await signIn('ann')
    const [phone, tablet] = [await signIn('ben'), await signIn('ben')]
    const watching = [phone, tablet].map((chat) => [inbox(chat.live.dialogs()), inbox(chat.live.unread())])
    const heard = inbox(phone.messages.received$)
    const dialogs: Dialog[] = [
      await firstValueFrom(ann.dialogs.create({ type: 'private', occupantIds: [56] })),
      await firstValueFrom(ann.dialogs.create({ type: 'group', name: 'Team', occupantIds: [56] })),
    ]
    const missing = async (chat: FullChat): Promise<void> => {
      await firstValueFrom(chat.connection.disconnect())
      await say(ann, pick(dialogs), ['meanwhile'])
      await firstValueFrom(chat.connection.connect().pipe(timeout(5000)))
    }
    const act: Record<string, () => Promise<unknown>> = {
      say: () => say(ann, pick(dialogs), ['one', 'two'].slice(0, 1 + Math.floor(random() * 2))),
      answer: () => say(pick([phone, tablet]), ofBen(pick(dialogs)), ['mine']),
      readAll: () => firstValueFrom(pick([phone, tablet]).messages.markRead(ofBen(pick(dialogs)))),
      readOne: async () => {
        const incoming = heard.all.filter(({ direction }) => direction === 'incoming')
        if (incoming.length > 0) await firstValueFrom(phone.messages.markRead(pick(incoming)))
      },
      create: async () => {
        dialogs.push(await firstValueFrom(ann.dialogs.create({ type: 'group', name: 'More', occupantIds: [56] })))
      },
      delete: async () => {
        const [message] = (await firstValueFrom(ann.messages.history(pick(dialogs), { limit: 1 }))).items
        if (message?.senderId === 21) await lastValueFrom(ann.messages.delete(message))
      },
      edit: async () => {
        const [message] = (await firstValueFrom(ann.messages.history(pick(dialogs), { limit: 1 }))).items
        if (message?.senderId === 21) await lastValueFrom(ann.messages.edit(message, { body: 'edited' }))
      },
      miss: () => missing(phone),
    }
    const ofBen = (dialog: Dialog): Dialog => (dialog.type === 'private' ? { ...dialog, opponentId: 21 } : dialog)
    for (let round = 0; round < 6; round++) {
      for (let step = 0; step < 8; step++) await act[pick(Object.keys(act))]?.()
      for (const chat of [phone, tablet]) {
        await missing(chat)
        const { shown, expected } = await views(chat)
        expect(shown).toEqual(expected)
      }
    }
    for (const { all, stop } of watching.flat()) {
      expect(all.length).toBeGreaterThan(1)
      stop()
    }
  }, 60_000)

  it('show what this device creates, renames, says and leaves', async () => {
    const ann = await signIn('ann')
    const seen = inbox(ann.live.dialogs())
    const shows = (is: (items: readonly Dialog[]) => boolean) =>
      seen.first(({ items, loading }) => !loading && is(items))
    await shows((items) => items.length === 0)
    const team = await firstValueFrom(ann.dialogs.create({ type: 'group', name: 'Team', occupantIds: [56] }))
    await shows(([first]) => first?.name === 'Team')
    await firstValueFrom(ann.dialogs.update(team, { name: 'Squad' }))
    await shows(([first]) => first?.name === 'Squad')
    await say(ann, team, ['hello'])
    await shows(([first]) => first?.lastMessage?.body === 'hello' && first.lastMessage.status === null)
    await shows(([first]) => first?.lastMessage?.body === 'hello' && first.lastMessage.status === 'sent')
    // The first message to somebody makes the dialog.
    await lastValueFrom(ann.messages.send({ type: 'private', opponentId: 56 }, { body: 'hi' }))
    await shows(([first, second]) => first?.lastMessage?.body === 'hi' && second?.name === 'Squad')
    const rows = seen.all.at(-1)?.items.length
    await firstValueFrom(ann.dialogs.remove(team))
    await seen.first(({ items, total }) => items.length === 1 && total === 1 && rows === 2)
    seen.stop()
  }, 20_000)
})
