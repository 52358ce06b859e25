import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { concatMap, firstValueFrom, lastValueFrom, timeout } from 'rxjs'
import type { Chat, UserId } from '../../lib/index.js'
import { inbox } from '../support/inbox.js'
import { chatAgainst } from '../support/talkers.js'
import { fieldOf, password, setUpOfficials } from './set-up-officials.js'

const officials = setUpOfficials(['ann'], true)
const ask = (action: string, ...values: readonly unknown[]) => officials.of('ann').ask(action, ...values)
const next = (event: string) => officials.of('ann').next(event)

describe('the official SDK and ours, in one chat', () => {
  let ours: Chat
  const run = <T>(source$: Parameters<typeof lastValueFrom<T>>[0]): Promise<T> =>
    lastValueFrom(source$.pipe(timeout(10_000)))
  beforeAll(async () => {
    ours = chatAgainst(officials.sandbox())
    await firstValueFrom(
      ours.session.create({ login: 'bob', password }).pipe(
        concatMap(() => ours.connection.connect()),
        timeout(10_000),
      ),
    )
  }, 30_000)
  afterAll(() => ours.destroy())

  const group = async () => {
    const made = await ask('chat.dialog.create', { type: 2, name: 'team', occupants_ids: [2] })
    const page = await run(ours.dialogs.list())
    const dialog = page.items.find(({ dialogId }) => dialogId === fieldOf(made, '_id'))
    if (dialog === undefined) throw new Error('The new dialog is not listed')
    return { dialog, room: fieldOf(made, 'xmpp_room_jid') }
  }
  const toAnn = { type: 'private', opponentId: 1 as UserId } as const

  it('understands what the official one sends, in private', async () => {
    const received = inbox(ours.messages.received$)
    const attachments = [{ type: 'image', uid: 'u1', size: 12 }]
    const id = await ask('chat.send', 2, {
      type: 'chat',
      body: 'Hi & <bye>',
      extension: { save_to_history: 1, mood: 'gay', attachments },
    })
    const message = await received.first()
    expect(message).toMatchObject({
      id,
      senderId: 1,
      body: 'Hi & <bye>',
      params: { mood: 'gay' },
      attachments: [{ type: 'image', uid: 'u1', size: 12 }],
    })
    expect(await next('sent')).toEqual([null, id])
    await run(ours.messages.markDelivered(message))
    expect((await next('delivered'))[0]).toBe(id)
    await run(ours.messages.markRead(message))
    expect(await next('read')).toEqual([id, message.dialog.dialogId, 2])
    const history = await run(ours.messages.history(message.dialog))
    expect(history.items).toMatchObject([{ id, body: 'Hi & <bye>', params: { mood: 'gay' } }])
    received.stop()
  }, 30_000)

  it('is understood by the official one, in private', async () => {
    const statuses = inbox(ours.messages.statusChanged$)
    const { id } = await run(ours.messages.send(toAnn, { body: '5 < 6 👍', params: { mood: 'glad' } }))
    const [from, message] = await next('message')
    expect(from).toBe(2)
    expect(message).toMatchObject({
      id,
      type: 'chat',
      body: '5 < 6 👍',
      extension: { mood: 'glad', save_to_history: '1' },
    })
    const dialogId = fieldOf(message, 'dialog_id')
    // It says delivered by itself, to everything.
    expect(await statuses.first()).toMatchObject({ messageId: id, userId: 1, status: 'delivered' })
    await ask('chat.sendReadStatus', { messageId: id, userId: 2, dialogId })
    expect(await statuses.first(({ status }) => status === 'read')).toMatchObject({ messageId: id, userId: 1 })
    expect(await ask('chat.message.list', { chat_dialog_id: dialogId, _id: id })).toMatchObject({
      items: [{ message: '5 < 6 👍', mood: 'glad' }],
    })
    statuses.stop()
  }, 30_000)

  it('shares a group: messages both ways, in order, and who read them', async () => {
    const { dialog, room } = await group()
    const received = inbox(ours.messages.in(dialog))
    const statuses = inbox(ours.messages.statusChanged$)
    for (const body of ['one', 'two', 'three']) {
      await ask('chat.send', room, { type: 'groupchat', body, extension: { save_to_history: 1 } })
    }
    await received.first(({ body }) => body === 'three')
    expect(received.all.map(({ body }) => body)).toEqual(['one', 'two', 'three'])
    const { id } = await run(ours.messages.send(dialog, { body: 'four' }))
    const told: unknown[] = []
    for (let n = 0; n < 4; n += 1) told.push((await next('message'))[1])
    expect(told.map((message) => fieldOf(message, 'body'))).toEqual(['one', 'two', 'three', 'four'])
    await ask('chat.sendReadStatus', { messageId: id, userId: 2, dialogId: dialog.dialogId })
    expect(await statuses.first(({ status, messageId }) => status === 'read' && messageId === id)).toMatchObject({
      userId: 1,
      dialog: { dialogId: dialog.dialogId },
    })
    expect(await ask('chat.dialog.list', { _id: dialog.dialogId })).toMatchObject({
      items: [{ last_message: 'four', last_message_user_id: 2 }],
    })
    received.stop()
    statuses.stop()
  }, 30_000)

  it('types both ways', async () => {
    const { dialog, room } = await group()
    const typing = inbox(ours.typing.changed$)
    await ask('chat.sendIsTypingStatus', room)
    expect(await typing.first()).toEqual({
      dialog: { type: 'group', dialogId: dialog.dialogId },
      userId: 1,
      typing: true,
    })
    // A room echoes to the sender, and the official SDK tells its own typing.
    expect(await next('typing')).toEqual([true, 1, dialog.dialogId])
    await ask('chat.sendIsStopTypingStatus', 2)
    expect(await typing.first(({ typing: on }) => !on)).toMatchObject({ dialog: { type: 'private', opponentId: 1 } })
    await firstValueFrom(ours.typing.start(dialog), { defaultValue: undefined })
    expect(await next('typing')).toEqual([true, 2, dialog.dialogId])
    await firstValueFrom(ours.typing.stop(toAnn), { defaultValue: undefined })
    expect(await next('typing')).toEqual([false, 2, null])
    typing.stop()
  }, 30_000)

  it('hears of edits, deletions and reactions of the official one', async () => {
    const { dialog, room } = await group()
    const stanzas = inbox(ours.connection.stanza$)
    const id = await ask('chat.send', room, { type: 'groupchat', body: 'first', extension: { save_to_history: 1 } })
    await ask('chat.editMessage', {
      to: room,
      dialogId: dialog.dialogId,
      body: 'second',
      originMessageId: id,
      last: true,
    })
    await stanzas.first((stanza) => stanza.kind === 'message' && stanza.body === 'second')
    const edited = await run(ours.messages.history(dialog))
    expect(edited.items).toMatchObject([{ id, body: 'second' }])
    await ask('chat.message.addReaction', id, '👍')
    await ask('chat.deleteMessage', { to: room, dialogId: dialog.dialogId, messageId: id })
    await ask('chat.ping')
    expect((await run(ours.messages.history(dialog))).items).toEqual([])
    stanzas.stop()
  }, 30_000)
})
