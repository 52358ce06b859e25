import { afterEach, expect, it } from '@jest/globals'
import type { Chat } from '../../lib/index.js'
import { conditionOf, done, outcomeOf, until } from '../support/list-stories.js'
import { talker } from '../support/talkers.js'
import { describeWithServer } from './support/describe-with-server.js'

for (const name of ['ejabberd', 'prosody'] as const) {
  describeWithServer(name, { users: ['101-1', '102-1', '103-1'] }, (server) => {
    let chats: Chat[] = []
    afterEach(() => {
      for (const chat of chats) chat.destroy()
      chats = []
    })
    const enter = async (userId: number, resource: string): Promise<Chat> => {
      const { url, domain } = server()
      const { chat } = await talker({ websocket: url, chat: domain }, userId, 'passw0rd-of-all', { resource })
      chats.push(chat)
      return chat
    }

    it('blocks and lets go, over one device', async () => {
      const [ada, ben] = [await enter(101, 'one'), await enter(102, 'one')]
      ada.privacy.blocked$.subscribe()
      await done(ada.privacy.block(102))
      await done(ada.privacy.block(103, { mutual: false }))
      await until(ada.privacy.blocked$, (ids) => ids.join() === '102,103')
      expect(await outcomeOf(ben, ada, 101)).toBe('service-unavailable')
      expect(await outcomeOf(ada, ben, 102)).not.toBe('none')
      const { items } = await done(ada.privacy.get('blocked'))
      expect(items.map(({ userId, mutual }) => [userId, mutual])).toEqual([
        [102, true],
        [103, false],
      ])
      await done(ada.privacy.unblock(102))
      expect(await outcomeOf(ben, ada, 101)).toBe('none')
      await done(ada.privacy.unblock(103))
      expect(await done(ada.privacy.names())).toEqual({ active: null, default: null, all: [] })
      expect(await conditionOf(ada.privacy.get('blocked'))).toBe('item-not-found')
    }, 30_000)

    it('goes on with two devices', async () => {
      const phone = await enter(101, 'phone')
      await done(phone.privacy.block(102))
      const desk = await enter(101, 'desk')
      for (const each of [phone, desk]) each.privacy.blocked$.subscribe()
      await done(desk.privacy.block(103))
      for (const each of [phone, desk]) await until(each.privacy.blocked$, (ids) => ids.join() === '102,103')
      await done(phone.privacy.unblock(102))
      await done(desk.privacy.unblock(103))
      for (const each of [phone, desk]) await until(each.privacy.blocked$, (ids) => ids.length === 0)
    }, 30_000)

    it('begins a list with two devices where the server lets it', async () => {
      const [phone, desk] = [await enter(103, 'phone'), await enter(103, 'desk')]
      // Prosody changes no default while another device is there.
      expect(await conditionOf(phone.privacy.block(102))).toBe(name === 'prosody' ? 'conflict' : 'none')
      await done(desk.connection.disconnect())
      expect(await conditionOf(phone.privacy.block(101))).toBe('none')
      expect((await done(phone.privacy.names())).default).toBe('blocked')
    }, 30_000)
  })
}
