import { expect, it } from '@jest/globals'
import { conditionOf, done, outcomeOf, until } from '../support/list-stories.js'
import { talker } from '../support/talkers.js'
import { describeWithServer } from './support/describe-with-server.js'

for (const name of ['ejabberd', 'prosody'] as const) {
  describeWithServer(name, { users: ['101-1', '102-1', '103-1'] }, (server) => {
    const enter = async (userId: number, resource: string) => {
      const { url, domain } = server()
      return (await talker({ websocket: url, chat: domain }, userId, 'passw0rd-of-all', { resource })).chat
    }

    it('blocks and lets go, over one device', async () => {
      const [ada, ben] = [await enter(101, 'one'), await enter(102, 'one')]
      ada.privacy.blocked$.subscribe()
      await done(ada.privacy.block(102))
      await done(ada.privacy.block(103, { mutual: false }))
      await until(ada.privacy.blocked$, (ids) => ids.join() === '102,103')
      expect(await outcomeOf(ben, 101)).toBe('service-unavailable')
      expect(await outcomeOf(ada, 102)).not.toBe('none')
      const { items } = await done(ada.privacy.get('blocked'))
      expect(items.map(({ userId, mutual }) => [userId, mutual])).toEqual([
        [102, true],
        [103, false],
      ])
      await done(ada.privacy.unblock(102))
      expect(await outcomeOf(ben, 101)).toBe('none')
      await done(ada.privacy.unblock(103))
      expect(await done(ada.privacy.names())).toEqual({ active: null, default: null, all: [] })
      expect(await conditionOf(ada.privacy.get('blocked'))).toBe('item-not-found')
      for (const chat of [ada, ben]) chat.destroy()
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
      // Prosody refuses to change the default while another device is there.
      const begun = await conditionOf(desk.privacy.block(102))
      const isKept = (await done(desk.privacy.names())).default === 'blocked'
      expect([begun, isKept]).toEqual(['none', true])
      for (const chat of [phone, desk]) chat.destroy()
    }, 30_000)
  })
}
