import { afterEach, expect, it } from '@jest/globals'
import {
  concatMap,
  EMPTY,
  expand,
  filter,
  firstValueFrom,
  from,
  lastValueFrom,
  map,
  mergeMap,
  Subject,
  timeout,
  timer,
  toArray,
} from 'rxjs'
import { WebSocket } from 'ws'
import { startFaultProxy } from '../../scripts/fault-proxy.js'
import type { FullChat, ChatConfig, DialogRef, HistoryMessage, HistoryQuery, Message } from '../../lib/index.js'
import { inOrder } from '../support/delivery.js'
import { frozen } from '../support/frozen.js'
import { inbox } from '../support/inbox.js'
import { chatAgainst } from '../support/talkers.js'
import { describeWithServer } from './support/describe-with-server.js'

const password = 'passw0rd-of-all'

/** Sends them, 50 at a time; resolves with what the server has, in order. */
const say = (chat: FullChat, dialog: DialogRef, bodies: readonly string[]): Promise<readonly Message[]> =>
  lastValueFrom(
    from(bodies).pipe(
      mergeMap((body) => chat.messages.send(dialog, { body, params: { nr: body } }), 50),
      filter(({ status }) => status === 'sent'),
      map(({ message }) => message),
      timeout(30_000),
      toArray(),
    ),
  )

/** Pages to the end, each from the last second of the one before on, without what was read of that. */
const readAll = (
  chat: FullChat,
  dialog: DialogRef,
  sort: NonNullable<HistoryQuery['sort']>,
): Promise<readonly HistoryMessage[]> => {
  const next = (items: readonly HistoryMessage[]): HistoryQuery => {
    const at = items.at(-1)?.sentAt
    if (at === undefined) return { sort }
    const skip = items.filter(({ sentAt }) => sentAt === at).length
    return { sort, skip, ...(sort === 'oldest-first' ? { after: at } : { before: at }) }
  }
  const read = (items: readonly HistoryMessage[]) =>
    chat.messages
      .history(dialog, next(items))
      .pipe(map((page) => ({ items: [...items, ...page.items], hasMore: page.hasMore })))
  return lastValueFrom(
    read([]).pipe(
      expand(({ items, hasMore }) => (hasMore ? read(items) : EMPTY)),
      map(({ items }) => items),
    ),
  )
}

/** Of a session that it cannot know a server does not take up the thread. */
class Forgetful extends WebSocket {
  override send(frame: string): void {
    super.send(frame.replace(/ previd="[^"]*"/, ' previd="forgotten"'))
  }
}

for (const name of ['ejabberd', 'prosody'] as const) {
  describeWithServer(name, { users: ['601-1', '602-1', '603-1', '604-1', '605-1'], archive: true }, (server) => {
    const chats: FullChat[] = []
    const issues: unknown[] = []
    const connect = async (
      userId: number,
      config: Partial<ChatConfig> = {},
      port = server().port,
    ): Promise<FullChat> => {
      const { url, domain, port: own } = server()
      const websocket = url.replace(String(own), String(port))
      const chat = frozen(chatAgainst({ websocket, chat: domain }, config))
      chats.push(chat)
      chat.issues$.subscribe((issue) => issues.push(issue))
      await firstValueFrom(chat.connection.connect({ userId, password }).pipe(timeout(10_000)))
      return chat
    }
    afterEach(() => {
      for (const chat of chats.splice(0)) chat.destroy()
      expect(issues.splice(0)).toEqual([])
    })
    const withUser = (opponentId: number): DialogRef => ({ type: 'private', opponentId })
    const room = (dialogId: string): DialogRef => ({ type: 'group', dialogId })

    it.each([
      ['of two', withUser(602)],
      ['of a room', room('65c000000000000000000001')],
    ])(
      'reads 1,000 messages %s back in both directions, and shows them',
      async (_, dialog) => {
        const ada = await connect(601)
        if (dialog.type !== 'private') await firstValueFrom(ada.rooms.join(dialog))
        const sent = await say(ada, dialog, inOrder(1000).map(String))
        const stored = sent.map((message) => expect.objectContaining(message))

        expect(await readAll(ada, dialog, 'oldest-first')).toEqual(stored)
        expect(await readAll(ada, dialog, 'newest-first')).toEqual([...stored].reverse())

        const older$ = new Subject<void>()
        const shown = inbox(ada.live.timeline(dialog, { older$ }).pipe(filter(({ loading }) => !loading)))
        await shown.first(() => true, 15_000)
        for (const page of inOrder(8)) {
          older$.next()
          await shown.first(() => shown.all.length > page, 15_000)
        }
        const { items = [] } = shown.all.at(-1) ?? {}
        expect(items.length).toBeGreaterThan(300)
        expect(items.map(({ message }) => message)).toEqual(stored.slice(-items.length))
      },
      60_000,
    )

    it.each([
      ['of two', withUser(605)],
      ['of a room', room('65c000000000000000000003')],
    ])(
      'has what has no body, and not what was deleted or not to be kept, %s',
      async (_, dialog) => {
        const ada = await connect(601)
        if (dialog.type !== 'private') await firstValueFrom(ada.rooms.join(dialog))
        const attachments = [{ type: 'photo', uid: 'u' }]
        const drafts = [{ attachments }, { body: 'wrong' }, { body: 'passing', saveToHistory: false }, { body: 'last' }]
        const sent = await lastValueFrom(
          from(drafts).pipe(
            concatMap((draft) => lastValueFrom(ada.messages.send(dialog, draft))),
            toArray(),
          ),
        )
        const [, wrong] = sent
        if (wrong !== undefined) await lastValueFrom(ada.messages.delete(wrong.message))
        const expected = [{ body: null, attachments }, { body: 'last' }]
        expect(await readAll(ada, dialog, 'oldest-first')).toMatchObject(expected)
        expect(await readAll(ada, dialog, 'newest-first')).toMatchObject(expected.reverse())
      },
      20_000,
    )

    it('brings what was missed over a refused resumption, once each', async () => {
      const proxy = await startFaultProxy(server())
      const config = { platform: { WebSocket: Forgetful }, reconnection: { reconnectionTimeout: 50 } }
      try {
        const [ada, ben] = [await connect(603), await connect(604, config, proxy.port)]
        const team = room('65c000000000000000000002')
        for (const chat of [ada, ben]) await firstValueFrom(chat.rooms.join(team))
        const received = inbox(ben.messages.received$)
        const changes = inbox(ben.messages.editedOrDeleted$)
        const states = inbox(ben.connection.state$)
        const [heard] = await say(ada, withUser(604), ['heard'])
        if (heard === undefined) throw new Error('nothing was sent')
        await say(ada, team, ['heard'])
        await received.first(({ dialog }) => dialog.type === 'group')
        // Until the link is still: ejabberd gets stuck when a cut meets one of its writes (docs/decisions.md), and then files
        // nothing in the user's archive. That it has acknowledged the last status is told by nothing.
        await firstValueFrom(timer(200))

        proxy.refuse(true)
        proxy.cut()
        const missed = inOrder(150).map((number) => `missed ${String(number)}`)
        await say(ada, withUser(604), missed)
        await say(ada, team, missed)
        await lastValueFrom(ada.messages.edit(heard, { body: 'better' }))
        await states.first(({ type }) => type === 'reconnecting')
        proxy.refuse(false)
        ben.connection.retryNow()
        const back$ = ben.connection.state$.pipe(filter(({ type }) => type === 'ready'))
        const back = await firstValueFrom(back$.pipe(timeout(15_000)))

        expect(back).toMatchObject({ continuity: 'filled' })
        const bodies = (type: string) =>
          received.all.filter((each) => each.dialog.type === type).map(({ body }) => body)
        expect([bodies('private'), bodies('group')]).toEqual([
          ['heard', ...missed],
          ['heard', ...missed],
        ])
        expect(changes.all).toMatchObject([{ type: 'edited', messageId: heard.id, userId: 603, body: 'better' }])
        const history = await readAll(ben, withUser(603), 'oldest-first')
        expect(history.map(({ body }) => body)).toEqual(['better', ...missed])
      } finally {
        await proxy.stop()
      }
    }, 60_000)
  })
}
