import { describe, expect, it } from '@jest/globals'
import { createKnownMessages } from '../../lib/messages/known-messages.js'
import type { Message } from '../../lib/model/message.js'

const message = (number: number, rest: Partial<Message> = {}): Message => ({
  id: `message-${String(number)}`,
  dialog: { type: 'private', opponentId: 22 },
  senderId: 22,
  direction: 'incoming',
  body: 'x',
  sentAt: 1000 * number,
  markable: true,
  attachments: [],
  params: {},
  ...rest,
})

describe('what is known of messages', () => {
  it('keeps one dialog for all of them, whoever wrote', () => {
    const { note, dialogOf } = createKnownMessages()
    for (const number of [1, 2, 3]) note(message(number, { senderId: number === 2 ? 21 : 22 }))
    const dialog = dialogOf(22, 'message-1')
    expect(dialog).toEqual({ type: 'private', opponentId: 22 })
    expect(dialogOf(21, 'message-2')).toBe(dialog)
    expect(dialogOf(22, 'message-3')).toBe(dialog)
  })

  it('takes the id of a dialog that is told later, and keeps it', () => {
    const { note, dialogOf } = createKnownMessages()
    const told = { type: 'private', opponentId: 22, dialogId: 'the-dialog' } as const
    note(message(1))
    note(message(2, { dialog: told }))
    note(message(3))
    expect(dialogOf(22, 'message-1')).toEqual({ type: 'private', opponentId: 22 })
    expect(dialogOf(22, 'message-2')).toEqual(told)
    expect(dialogOf(22, 'message-3')).toBe(dialogOf(22, 'message-2'))
  })

  it('tells apart two authors and two dialogs under one id, and nothing of it spreads to other messages', () => {
    const { note, dialogOf, mayChange } = createKnownMessages()
    const group = { type: 'group', dialogId: 'the-group' } as const
    const edit = { type: 'edited', messageId: 'message-1', at: 1, body: 'y', last: true } as const
    note(message(2))
    expect([note(message(1)), note(message(1)), note(message(1, { senderId: 23, dialog: group }))]).toEqual([
      ...[true, false, true],
    ])
    expect([dialogOf(22, 'message-1'), dialogOf(23, 'message-1')]).toEqual([message(1).dialog, group])
    expect(dialogOf(23, 'message-2')).toBeUndefined()
    expect(mayChange({ ...edit, userId: 23, dialog: group })).toBe(true)
    expect(mayChange({ ...edit, userId: 23, dialog: message(1).dialog })).toBe(false)
    expect(mayChange({ ...edit, userId: 22, dialog: group })).toBe(false)
  })

  it('marks the message of one author sent, once, and leaves that of another under its id', () => {
    const { note, dialogOf, markSent, isSent } = createKnownMessages()
    const sent = (number: number, senderId: number): boolean => markSent({ id: `message-${String(number)}`, senderId })
    const group = { type: 'group', dialogId: 'the-group' } as const
    note(message(1))
    note(message(1, { senderId: 23, dialog: group }))
    note(message(2))
    expect([isSent('message-1'), sent(1, 24), sent(3, 22), sent(1, 22), sent(1, 22)]).toEqual([
      ...[false, false, false, true, false],
    ])
    expect([isSent('message-1'), isSent('message-2')]).toEqual([true, false])
    expect([sent(2, 22), isSent('message-2')]).toEqual([true, true])
    expect([dialogOf(22, 'message-1'), dialogOf(23, 'message-1')]).toEqual([message(1).dialog, group])
    expect([note(message(1)), note(message(1, { senderId: 23, dialog: group })), sent(1, 23)]).toEqual([
      ...[false, false, true],
    ])
  })

  it('knows the messages of more authors than share a note, each once', () => {
    const { note, dialogOf } = createKnownMessages()
    const dialog = { type: 'group', dialogId: 'the-group' } as const
    const crowd = Array.from({ length: 250 }, (_, at) => message(at, { senderId: at + 1, dialog }))
    expect(crowd.filter(note)).toEqual(crowd)
    expect(crowd.filter(note)).toEqual([])
    expect(crowd.filter(({ id, senderId }) => dialogOf(senderId, id)?.dialogId !== 'the-group')).toEqual([])
  })
})
