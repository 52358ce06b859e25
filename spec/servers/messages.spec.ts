import { afterEach, describe, expect, it } from '@jest/globals'
import { firstValueFrom, lastValueFrom, timeout, type Observable } from 'rxjs'
import type { Chat, DialogRef, Message, MessageDraft } from '../../lib/index.js'
import { inbox } from '../support/inbox.js'
import { talker } from '../support/talkers.js'
import { describeWithServer } from './support/describe-with-server.js'

const toAnn = { type: 'private', opponentId: 21 } as const
const toBen = { type: 'private', opponentId: 56 } as const

const done = <T>(work$: Observable<T>): Promise<T> => lastValueFrom(work$.pipe(timeout(8000)))
const send = async (chat: Chat, to: DialogRef, draft: MessageDraft): Promise<Message> =>
  (await done(chat.messages.send(to, draft))).message

describe.each(['ejabberd', 'prosody'] as const)('messages on', (name) => {
  describeWithServer(name, { users: ['21-1', '56-1'] }, (server) => {
    const chats: Chat[] = []
    const join = async (userId: number): Promise<Chat> => {
      const { url, domain } = server()
      const { chat } = await talker({ websocket: url, chat: domain }, userId, 'passw0rd-of-all')
      chats.push(chat)
      return chat
    }
    afterEach(() => {
      for (const chat of chats.splice(0)) chat.destroy()
    })

    it('are edited, deleted and marked in private, and another device hears of all', async () => {
      const [ann, phone, ben] = [await join(21), await join(21), await join(56)]
      const boxes = [ann, phone, ben].map((chat) => inbox(chat.messages.editedOrDeleted$))
      const [atBen, issues] = [inbox(ben.messages.received$), inbox(ben.issues$)]
      const draft = { body: 'teh', params: { colour: 'red' }, attachments: [{ type: 'image', uid: 'ab'.repeat(16) }] }
      const first = await send(ann, toBen, { ...draft, destroyAfter: 30 })
      expect(await atBen.first()).toMatchObject({ ...draft, id: first.id, destroyAfter: 30 })
      await done(ann.messages.edit(first, { body: 'the' }))
      const marked = await done(ben.messages.markRead(toAnn))
      expect(marked).toMatchObject([{ messageId: first.id, status: 'read' }])
      expect(await done(ben.messages.markRead(toAnn))).toEqual([])
      for (const chat of [ann, phone])
        expect(await inbox(chat.messages.watch(first.id)).first(({ status }) => status === 'read')).toEqual({
          messageId: first.id,
          status: 'read',
          deliveredTo: [56],
          readBy: [56],
        })
      await done(phone.messages.delete(first))
      for (const box of boxes) {
        await box.first(({ type }) => type === 'deleted')
        expect(box.all).toMatchObject([
          { type: 'edited', messageId: first.id, userId: 21, body: 'the', last: true },
          { type: 'deleted', messageId: first.id, userId: 21 },
        ])
      }
      expect(issues.all).toEqual([])
    }, 30_000)

    it('are edited by their authors only', async () => {
      const [ann, ben] = [await join(21), await join(56)]
      const changes = inbox(ann.messages.editedOrDeleted$)
      const issues = inbox(ann.issues$)
      const first = await send(ann, toBen, { body: 'true' })
      await done(ben.messages.edit({ id: first.id, dialog: toAnn }, { body: 'false' }))
      await issues.first()
      expect(changes.all).toEqual([])
    }, 30_000)

    it('go to a room without joining it: it is joined when it refuses', async () => {
      const [ann, ben] = [await join(21), await join(56)]
      const dialog = { type: 'group', dialogId: '5c0900000000000000000033' } as const
      await done(ben.rooms.join(dialog))
      const [atBen, changes] = [inbox(ben.messages.received$), inbox(ben.messages.editedOrDeleted$)]
      const own = inbox(ann.messages.editedOrDeleted$)
      const failed = inbox(ann.messages.failed$)
      const first = await send(ann, dialog, { body: 'from outside' })
      expect(await atBen.first()).toMatchObject({ id: first.id, body: 'from outside', senderId: 21, dialog })
      await done(ann.messages.edit(first, { body: 'from inside' }))
      await done(ann.messages.delete(first))
      for (const box of [changes, own]) {
        await box.first(({ type }) => type === 'deleted')
        expect(box.all).toMatchObject([
          { type: 'edited', messageId: first.id, userId: 21, dialog, body: 'from inside' },
          { type: 'deleted', messageId: first.id, userId: 21, dialog },
        ])
      }
      await done(ben.messages.markRead(dialog))
      expect((await firstValueFrom(ann.messages.watch(first.id))).status).not.toBe('sent')
      expect([failed.all, atBen.all.length]).toEqual([[], 1])
    }, 30_000)
  })
})
