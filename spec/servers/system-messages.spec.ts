import { afterEach, expect, it } from '@jest/globals'
import * as t from 'io-ts'
import { firstValueFrom, lastValueFrom } from 'rxjs'
import { defineSystemMessage, type Chat } from '../../lib/index.js'
import { inbox } from '../support/inbox.js'
import { talker } from '../support/talkers.js'
import { describeWithServer } from './support/describe-with-server.js'

const invite = defineSystemMessage('game/invite', t.type({ table: t.string }))

const password = 'passw0rd-of-all'

for (const [name, refusal] of [
  ['ejabberd', 'not-acceptable'],
  ['prosody', 'service-unavailable'],
] as const) {
  describeWithServer(name, { users: ['211-1', '212-1'] }, (server) => {
    const chats: Chat[] = []
    const connect = async (userId: number): Promise<Chat> => {
      const { chat } = await talker({ websocket: server().url, chat: server().domain }, userId, password)
      chats.push(chat)
      return chat
    }
    afterEach(() => {
      for (const chat of chats.splice(0)) chat.destroy()
    })

    it('carries system messages, plain and by kind, and never as messages', async () => {
      const [ann, ben] = [await connect(211), await connect(212)]
      const received = inbox(ben.systemMessages.received$)
      const games = inbox(ben.systemMessages.of(invite).received$)
      const messages = inbox(ben.messages.received$)
      const id = await firstValueFrom(ann.systemMessages.send(212, { colour: 'red <&>', deep: { a: '1' } }))
      await firstValueFrom(ann.systemMessages.of(invite).send(212, { table: 'round' }))
      expect(await received.first()).toMatchObject({
        ...{ id, senderId: 211, recipientId: 212, direction: 'incoming', origin: 'live' },
        params: { colour: 'red <&>', deep: { a: '1' } },
      })
      expect(await games.first()).toMatchObject({ senderId: 211, value: { table: 'round' } })
      await lastValueFrom(ann.messages.send({ type: 'private', opponentId: 212 }, { body: 'after' }))
      await messages.first()
      expect(messages.all.map(({ body }) => body)).toEqual(['after'])
    }, 30_000)

    it('tells that one was refused, before or after it was acknowledged', async () => {
      const ann = await connect(211)
      // A mutual block of her own: for that of the other one ejabberd drops a headline without a word.
      await firstValueFrom(ann.privacy.block(212))
      const failures = inbox(ann.systemMessages.failed$)
      const id = await firstValueFrom(ann.systemMessages.send(212, { colour: 'red' })).catch((error: unknown) => error)
      expect(await failures.first()).toMatchObject({
        ...{ userId: 212, error: { _tag: 'stanza', detail: { condition: refusal } } },
        ...(typeof id === 'string' ? { id } : {}),
      })
      await firstValueFrom(ann.privacy.unblock(212))
    }, 30_000)

    it('carries notices of dialogs', async () => {
      const [ann, ben] = [await connect(211), await connect(212)]
      const changes = inbox(ben.dialogs.changed$)
      await firstValueFrom(
        ann.systemMessages.send(
          212,
          { dialogId: 'd1', addedParticipantsIds: '57,58' },
          { body: 'dialog/ADD_PARTICIPANTS' },
        ),
      )
      expect(await changes.first()).toEqual({
        ...{ type: 'participants-added', dialogId: 'd1', userId: 211, userIds: [57, 58] },
      })
    }, 30_000)
  })
}
