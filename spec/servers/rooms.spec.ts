import { afterEach, expect, it } from '@jest/globals'
import { firstValueFrom, lastValueFrom } from 'rxjs'
import type { Chat } from '../../lib/index.js'
import { inbox } from '../support/inbox.js'
import { talker } from '../support/talkers.js'
import { describeWithServer } from './support/describe-with-server.js'

const password = 'passw0rd-of-all'

for (const name of ['ejabberd', 'prosody'] as const) {
  describeWithServer(name, { users: ['201-1', '202-1'] }, (server) => {
    const chats: Chat[] = []
    const connect = async (userId: number): Promise<Chat> => {
      const { chat } = await talker({ websocket: server().url, chat: server().domain }, userId, password)
      chats.push(chat)
      return chat
    }
    afterEach(() => {
      for (const chat of chats.splice(0)) chat.destroy()
    })
    const sorted = (userIds: readonly number[]): readonly number[] => [...userIds].sort()
    const room = (dialogId: string) => ({ type: 'group', dialogId }) as const

    it('shows who is in a room, to two devices of one user as to the other', async () => {
      const [desk, phone, ben] = [await connect(201), await connect(201), await connect(202)]
      const all = [desk, phone, ben]
      const team = room('65b000000000000000000001')
      const views = all.map((chat) => inbox(chat.rooms.in(team)))
      for (const chat of all) expect(await firstValueFrom(chat.rooms.join(team))).toContain(201)
      for (const view of views) await view.first(({ length }) => length === 2)
      // Prosody tells nobody who is in a room without being there (XEP-0045 6.4 leaves it to the service).
      if (name === 'ejabberd') expect(sorted(await firstValueFrom(desk.rooms.online(team)))).toEqual([201, 202])
      const changes = inbox(desk.rooms.changed$)
      await firstValueFrom(ben.rooms.leave(team))
      expect(await changes.first()).toEqual({ type: 'left', dialog: team, userId: 202 })
      expect(await firstValueFrom(desk.rooms.in(team))).toEqual([201])
      expect(await firstValueFrom(ben.rooms.in(team))).toEqual([])
    }, 30_000)

    it('keeps a user in a room whose other device left, and comes back in a new session', async () => {
      const [desk, phone, ben] = [await connect(201), await connect(201), await connect(202)]
      const team = room('65b000000000000000000002')
      for (const chat of [ben, desk, phone]) await firstValueFrom(chat.rooms.join(team))
      const atBen = inbox(ben.rooms.changed$)
      await firstValueFrom(phone.rooms.leave(team))
      await firstValueFrom(phone.rooms.join(team))
      expect(sorted(await firstValueFrom(desk.rooms.in(team)))).toEqual([201, 202])
      await firstValueFrom(phone.rooms.leave(team))
      await lastValueFrom(desk.connection.disconnect())
      await atBen.first(({ type, userId }) => type === 'left' && userId === 201)
      expect(await firstValueFrom(desk.rooms.in(team))).toEqual([])
      const back = inbox(desk.rooms.in(team))
      await firstValueFrom(desk.connection.connect({ userId: 201, password }))
      expect(sorted(await back.first(({ length }) => length === 2))).toEqual([201, 202])
    }, 30_000)
  })
}
