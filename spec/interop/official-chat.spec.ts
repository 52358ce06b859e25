import { describe, expect, it } from '@jest/globals'
import { fieldOf, setUpOfficials, type Login } from './set-up-officials.js'

const officials = setUpOfficials(['ann', 'bob'], true)
const ask = (login: Login, action: string, ...values: readonly unknown[]) => officials.of(login).ask(action, ...values)
const next = (login: Login, event: string) => officials.of(login).next(event)
const extension = { save_to_history: 1 }
const send = (to: number | string, body: string, more: object = {}) =>
  ask('ann', 'chat.send', to, {
    type: typeof to === 'number' ? 'chat' : 'groupchat',
    body,
    extension: { ...extension, ...more },
  })
const group = async () => {
  const dialog = await ask('ann', 'chat.dialog.create', { type: 2, name: 'team', occupants_ids: [2] })
  return { id: fieldOf(dialog, '_id'), room: fieldOf(dialog, 'xmpp_room_jid') }
}
const pair = async (): Promise<string> =>
  fieldOf(await ask('ann', 'chat.dialog.create', { type: 3, occupants_ids: [2] }), '_id')
const historyOf = (dialogId: string) =>
  ask('bob', 'chat.message.list', { chat_dialog_id: dialogId, mark_as_read: 0, sort_desc: '_id' })

describe('the chat of the official SDK on the sandbox', () => {
  it('carries a one-to-one message, says sent, delivered and read, and keeps it', async () => {
    const dialogId = await pair()
    const id = await send(2, 'Hi & <bye>', { attachments: [{ type: 'image', uid: 'u1', size: 12 }], mood: 'gay' })
    const [from, message] = await next('bob', 'message')
    expect(from).toBe(1)
    expect(message).toMatchObject({ id, type: 'chat', body: 'Hi & <bye>', dialog_id: dialogId })
    expect(message).toMatchObject({ extension: { mood: 'gay', attachments: [{ type: 'image', uid: 'u1', size: 12 }] } })
    expect(await next('ann', 'sent')).toEqual([null, id])
    expect(await next('ann', 'delivered')).toEqual([id, dialogId, 2])
    await ask('bob', 'chat.sendReadStatus', { messageId: id, userId: 1, dialogId })
    expect(await next('ann', 'read')).toEqual([id, dialogId, 2])
    expect(await historyOf(dialogId)).toMatchObject({
      items: [{ _id: id, message: 'Hi & <bye>', mood: 'gay', read_ids: [1, 2], attachments: [{ uid: 'u1' }] }],
    })
  }, 30_000)

  it('carries a group message to both, the sender included', async () => {
    const { id: dialogId, room } = await group()
    const id = await send(room, 'all')
    for (const login of ['ann', 'bob'] as const) {
      const [from, message] = await next(login, 'message')
      expect(from).toBe(1)
      expect(message).toMatchObject({ type: 'groupchat', id, body: 'all', dialog_id: dialogId })
    }
    expect(await ask('bob', 'chat.dialog.list', { _id: dialogId })).toMatchObject({
      items: [{ last_message: 'all', unread_messages_count: 1 }],
    })
  }, 30_000)

  it('types, edits and deletes, in private and in a group', async () => {
    const { id: groupId, room } = await group()
    for (const { to, dialogId } of [
      { to: 2, dialogId: await pair() },
      { to: room, dialogId: groupId },
    ]) {
      await ask('ann', 'chat.sendIsTypingStatus', to)
      expect(await next('bob', 'typing')).toEqual([true, 1, to === 2 ? null : dialogId])
      await ask('ann', 'chat.sendIsStopTypingStatus', to)
      expect(await next('bob', 'typing')).toEqual([false, 1, to === 2 ? null : dialogId])
      const id = await send(to, 'first')
      await next('bob', 'message')
      await ask('ann', 'chat.editMessage', { to, dialogId, body: 'second', originMessageId: id, last: true })
      expect(await next('bob', 'updated')).toEqual([id, true, 'second', dialogId, 1, expect.anything()])
      expect(await historyOf(dialogId)).toMatchObject({
        items: expect.arrayContaining([expect.objectContaining({ _id: id, message: 'second' })]),
      })
      await ask('ann', 'chat.deleteMessage', { to, dialogId, messageId: id })
      expect(await next('bob', 'deleted')).toEqual([id, dialogId, 1])
      expect(await historyOf(dialogId)).not.toMatchObject({
        items: expect.arrayContaining([expect.objectContaining({ _id: id })]),
      })
    }
  }, 30_000)

  it('hears of reactions, forced deletions and messages made over REST', async () => {
    const { id: dialogId } = await group()
    const made = await ask('ann', 'chat.message.create', { chat_dialog_id: dialogId, message: 'made', send_to_chat: 1 })
    const id = fieldOf(made, '_id')
    expect((await next('bob', 'message'))[1]).toMatchObject({ id, body: 'made' })
    await ask('ann', 'chat.message.addReaction', id, '👍')
    expect(await next('bob', 'reactions')).toEqual([id, 1, dialogId, '👍', null])
    await ask('ann', 'chat.message.removeReaction', id, '👍')
    expect(await next('bob', 'reactions')).toEqual([id, 1, dialogId, null, '👍'])
    await ask('ann', 'chat.message.delete', id, { force: 1 })
    expect(await next('bob', 'deleted')).toEqual([id, dialogId, 1])
  }, 30_000)

  it('carries system messages, over the stream and over REST', async () => {
    const id = await ask('ann', 'chat.sendSystemMessage', 2, { extension: { k: 'v' } })
    expect(await next('bob', 'system')).toMatchObject([{ id, userId: 1, extension: { k: 'v' } }])
    const sent = await ask('ann', 'chat.message.createSystem', { recipientId: 2, k: 'w' })
    expect(await next('bob', 'system')).toMatchObject([{ id: fieldOf(sent, 'messageId'), extension: { k: 'w' } }])
  }, 30_000)

  it('asks who is in a room, pings, tells activity and being away', async () => {
    const { room } = await group()
    expect(await ask('bob', 'chat.muc.listOnlineUsers', room)).toEqual([])
    await ask('ann', 'chat.ping')
    await ask('ann', 'chat.markInactive')
    await ask('ann', 'chat.markActive')
    expect(await ask('ann', 'chat.getLastUserActivity', 2)).toMatchObject({ userId: 2, seconds: 0 })
    // It tells the answer as an event, too.
    expect(await next('ann', 'activity')).toEqual([2, 0])
    await ask('ann', 'chat.subscribeToUserLastActivityStatus', 2)
    await ask('ann', 'chat.ping')
    await ask('bob', 'chat.disconnect')
    expect(await next('ann', 'activity')).toEqual([2, 1])
    await officials.start('bob')
    expect(await next('ann', 'activity')).toEqual([2, 0])
    await ask('ann', 'chat.unsubscribeFromUserLastActivityStatus', 2)
    await ask('ann', 'chat.ping')
    await ask('bob', 'chat.disconnect')
    await officials.start('bob')
    // Cat was never there; the answer comes behind whatever bob's coming and going had told.
    await expect(ask('ann', 'chat.getLastUserActivity', 3)).rejects.toThrow('"code":404')
    expect(await ask('ann', 'chat.getLastUserActivity', 2)).toMatchObject({ seconds: 0 })
    expect(await next('ann', 'activity')).toEqual([2, 0])
  }, 30_000)

  it('leaves the chat, is gone, and gets what it missed on return', async () => {
    await ask('bob', 'chat.disconnect')
    const id = await send(2, 'missed')
    await officials.start('bob')
    const [from, message] = await next('bob', 'message')
    expect(from).toBe(1)
    expect(message).toMatchObject({ id, body: 'missed' })
  }, 30_000)
})
