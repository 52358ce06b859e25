import { afterEach, expect, it } from '@jest/globals'
import { BehaviorSubject, concatMap, filter, firstValueFrom, interval, lastValueFrom, take, timeout } from 'rxjs'
import type { Chat, ChatConfig } from '../../lib/index.js'
import type { Talker } from '../support/delivery.js'
import { inbox } from '../support/inbox.js'
import { talker, type RealtimeServer } from '../support/talkers.js'
import { describeWithServer } from './support/describe-with-server.js'

/** What each tells strangers instead of last activity. */
const refusals = { ejabberd: 'subscription-required', prosody: 'forbidden' } as const
const quick = { reconnection: { totalReconnections: 20, reconnectionTimeout: 50 } }

for (const name of ['ejabberd', 'prosody'] as const) {
  describeWithServer(name, { users: ['101-1', '102-1', '103-1', '104-1'] }, (running) => {
    const chats: Chat[] = []
    afterEach(() => {
      for (const chat of chats.splice(0)) chat.destroy()
    })
    const join = async (userId: number, config: Partial<ChatConfig> = {}): Promise<Talker> => {
      const { url, domain } = running()
      const server: RealtimeServer = { websocket: url, chat: domain }
      const joined = await talker(server, userId, 'passw0rd-of-all', { ...quick, ...config })
      chats.push(joined.chat)
      return joined
    }

    it('holds chat states back while the page is hidden, and lets messages through', async () => {
      const visible$ = new BehaviorSubject(true)
      const [ann, ben] = [await join(101, { platform: { visible$ } }), await join(102)]
      const toAnn = { type: 'private', opponentId: 101 } as const
      const typing = inbox(ann.chat.typing.changed$)
      const stanzas = inbox(ann.chat.connection.stanza$)
      const states = () =>
        stanzas.all.flatMap((it) => (it.kind === 'message' && it.chatState !== undefined ? [it] : []))
      const refused = (one: Talker, userId: number) =>
        expect(lastValueFrom(one.chat.activity.last(userId))).rejects.toMatchObject({ _tag: 'stanza' })

      visible$.next(false)
      // It does not know ConnectyCube's way; what is written behind its answer is XEP-0352's.
      await stanzas.first(({ error }) => error?.condition === 'service-unavailable')
      // Whatever ann writes now releases what is held, so nothing tells when the server read it: ben goes on for a while.
      await lastValueFrom(
        interval(50).pipe(
          take(10),
          concatMap(() => ben.chat.typing.start(toAnn)),
        ),
      )
      await refused(ben, 101)
      await lastValueFrom(ben.chat.messages.send(toAnn, { body: 'urgent' }))
      await stanzas.first((it) => it.kind === 'message' && it.body === 'urgent')
      // What was held is stamped, and no news any more.
      const held = states().filter(({ delayedAt }) => delayedAt !== undefined)
      expect(held.length).toBeGreaterThan(0)
      expect(typing.all).toHaveLength(states().length - held.length)
      expect(states().at(-1)).toBe(held.at(-1))

      visible$.next(true)
      await refused(ann, 102)
      const before = typing.all.length
      await lastValueFrom(ben.chat.typing.stop(toAnn))
      await typing.first((change) => !change.typing)
      expect(typing.all).toHaveLength(before + 1)
    }, 30_000)

    it('tells strangers nothing: `last` errs, `watch` shows it and asks again in the next session', async () => {
      const [cat] = [await join(103), await join(104)]
      const condition = refusals[name]
      await expect(lastValueFrom(cat.chat.activity.last(104))).rejects.toMatchObject({
        _tag: 'stanza',
        detail: { condition },
      })
      const watched = inbox(cat.chat.activity.watch(104))
      const { value, error } = await watched.first((told) => told.error !== null)
      expect([value, error?.tag, error?.message.includes(condition)]).toEqual([null, 'stanza', true])
      const asked = inbox(cat.chat.connection.stanza$)
      await lastValueFrom(cat.chat.connection.disconnect(), { defaultValue: null })
      await firstValueFrom(
        cat.chat.connection.state$.pipe(
          filter(({ type }) => type === 'closed'),
          timeout(5000),
        ),
      )
      await lastValueFrom(cat.chat.connection.connect({ userId: 103, password: 'passw0rd-of-all' }))
      await asked.first((stanza) => stanza.error?.condition === condition)
    }, 30_000)
  })
}
