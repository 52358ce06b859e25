import { afterEach, expect, it } from '@jest/globals'
import { firstValueFrom } from 'rxjs'
import type { FullChat } from '../../lib/index.js'
import { done, makeFriends, until } from '../support/list-stories.js'
import { talker } from '../support/talkers.js'
import { describeWithServer } from './support/describe-with-server.js'

for (const name of ['ejabberd', 'prosody'] as const) {
  describeWithServer(name, { users: ['101-1', '102-1', '103-1', '104-1'] }, (server) => {
    let chats: FullChat[] = []
    afterEach(() => {
      for (const chat of chats) chat.destroy()
      chats = []
    })
    const enter = async (userId: number): Promise<FullChat> => {
      const { url, domain } = server()
      const { chat } = await talker({ websocket: url, chat: domain }, userId, 'passw0rd-of-all')
      chats.push(chat)
      return chat
    }

    it('makes friends, shows who leaves, and parts', async () => {
      const [ada, ben] = [await enter(101), await enter(102)]
      await makeFriends(ada, 101, ben, 102)
      ada.contacts.presence$.subscribe()
      await until(ada.contacts.presence$, (record) => record[102]?.text === 'tea')
      await done(ben.connection.disconnect())
      await until(ada.contacts.presence$, (record) => record[102] === undefined)
      await done(ada.contacts.remove(102))
      await until(ada.contacts.list$, (list) => list.length === 0)
    }, 30_000)

    it('asks again in every session until there is an answer', async () => {
      const [cat, dan] = [await enter(103), await enter(104)]
      await done(cat.contacts.add(104))
      await until(dan.contacts.requests$, (requests) => requests.length === 1)
      dan.destroy()
      const again = await enter(104)
      await until(again.contacts.requests$, ([one]) => one?.userId === 103)
      await done(again.contacts.decline(103))
      expect(await firstValueFrom(again.contacts.requests$)).toEqual([])
      await until(cat.contacts.list$, ([one]) => one?.pending === false)
    }, 30_000)
  })
}
