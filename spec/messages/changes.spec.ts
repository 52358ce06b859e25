import { describe, expect, it } from '@jest/globals'
import { NEVER, of, Subject, tap, throwError, type Observable } from 'rxjs'
import { ChatError } from '../../lib/errors/chat-error.js'
import type { MessageChange } from '../../lib/messages/changes.js'
import type { SendFailure } from '../../lib/messages/pending-message.js'
import type { MessageEdit } from '../../lib/messages/message-draft.js'
import type { ChangeProgress } from '../../lib/messages/messages.js'
import type { DialogRef } from '../../lib/model/dialog-ref.js'
import type { MessageStanza } from '../../lib/model/stanza.js'
import { ben, clock, dialogId, group, observer, oid, roomJid, setUpMessages } from './set-up-messages.js'

const word = ({ status }: ChangeProgress): string => status
const whole = ['queued', 'sending', 'sent', 'complete']
const eve = '666-1@chat.localhost/x'

const listen = (over: Parameters<typeof setUpMessages>[0] = {}) => {
  const all = setUpMessages(over)
  const changes: MessageChange[] = []
  const failures: SendFailure[] = []
  all.messages.editedOrDeleted$.subscribe((change) => changes.push(change))
  all.messages.failed$.subscribe((failure) => failures.push(failure))
  all.online()
  return { ...all, changes, failures }
}

const message = (number: number, over: Partial<MessageStanza> = {}): MessageStanza => ({
  kind: 'message',
  type: 'chat',
  id: oid(number),
  from: '56-1@chat.localhost/web',
  to: '21-1@chat.localhost',
  body: 'Hi',
  ...over,
})
const edit = (of: number, number = 900, over: Partial<MessageStanza> = {}): MessageStanza =>
  message(number, { body: 'new', replace: { id: oid(of), last: true }, ...over })
const removal = (of: number, number = 900, over: Partial<MessageStanza> = {}): MessageStanza =>
  message(number, { body: undefined, remove: { id: oid(of) }, ...over })
const inRoom = (userId: number): Partial<MessageStanza> => ({
  type: 'groupchat',
  from: `${roomJid}/${String(userId)}`,
})
const carbon = (inner: MessageStanza, type: 'sent' | 'received' = 'sent'): MessageStanza => ({
  kind: 'message',
  type: 'chat',
  from: '21-1@chat.localhost',
  to: '21-1@chat.localhost/here',
  carbon: { type, message: inner },
})
const fromPhone = { from: '21-1@chat.localhost/phone', to: '56-1@chat.localhost' }

describe('edit', () => {
  it('without a subscription sends nothing; one call is one edit, whoever subscribes', () => {
    const { messages, connection } = listen()
    const life$ = messages.edit({ id: oid(7), dialog: ben }, { body: 'new' })
    expect(connection.ids()).toEqual([])
    const seen: [string[], string[], string[]] = [[], [], []]
    life$.subscribe(observer(seen[0], word))
    life$.subscribe(observer(seen[1], word))
    connection.acknowledge(oid(1))
    life$.subscribe(observer(seen[2], word))
    expect(connection.ids()).toEqual([oid(1)])
    expect(seen).toEqual([whole, ['sending', 'sent', 'complete'], ['sent', 'complete']])
  })

  it('is written as the protocol has it, with an id of its own, to the user or the room', () => {
    const { messages, connection } = listen()
    messages.edit({ id: oid(7), dialog: { ...ben, dialogId } }, { body: 'new', last: true }).subscribe()
    messages.edit({ id: oid(8), dialog: group }, { body: 'newer' }).subscribe()
    const extraParams = { params: { dialog_id: dialogId }, attachments: [] }
    expect(connection.written).toEqual([
      {
        ...{ kind: 'message', type: 'chat', id: oid(1), to: '56-1@chat.localhost', body: 'new', extraParams },
        replace: { id: oid(7), last: true },
      },
      {
        ...{ kind: 'message', type: 'groupchat', id: oid(2), to: roomJid, body: 'newer', extraParams },
        replace: { id: oid(8), last: false },
      },
    ])
  })

  it('is of the last message where no newer one is known of its dialog', () => {
    const { messages, connection } = listen()
    const lastOf = (id: string, dialog: DialogRef): boolean | undefined => {
      messages.edit({ id, dialog }, { body: 'new' }).subscribe()
      const stanza = connection.written.at(-1)
      return stanza?.kind === 'message' ? stanza.replace?.last : undefined
    }
    messages.send(ben, { body: 'one' }).subscribe()
    expect(lastOf(oid(1), ben)).toBe(true)
    expect(lastOf(oid(77), ben)).toBe(false)
    const at = (seconds: number) => ({ extraParams: { params: { date_sent: String(seconds) }, attachments: [] } })
    connection.receive(message(70, at(1_600_000_000)))
    expect(lastOf(oid(1), ben)).toBe(true)
    connection.receive(message(71, at(1_700_000_009)))
    expect(lastOf(oid(1), { ...ben, dialogId })).toBe(false)
    connection.receive(message(72, { ...inRoom(57), ...at(1_800_000_000) }))
    expect(lastOf(oid(71), ben)).toBe(true)
  })

  it('waits for a connection and survives its loss, as a message does', () => {
    const { messages, connection, online } = setUpMessages()
    messages
      .edit({ id: oid(7), dialog: ben }, { body: 'new' })
      .subscribe()
      .unsubscribe()
    online()
    connection.down()
    online()
    expect(connection.ids()).toEqual([oid(1), oid(1)])
  })

  it.each<[string, readonly unknown[], string]>([
    ['no message', [null, { body: 'x' }], 'message'],
    ['a message without an id', [{ dialog: ben }, { body: 'x' }], 'message.id'],
    ['an empty id', [{ id: '', dialog: ben }, { body: 'x' }], 'message.id'],
    ['no dialog', [{ id: oid(1) }, { body: 'x' }], 'dialog'],
    ['user 0', [{ id: oid(1), dialog: { type: 'private', opponentId: 0 } }, { body: 'x' }], 'dialog.opponentId'],
    ['no text', [{ id: oid(1), dialog: ben }], 'edit'],
    ['an empty text', [{ id: oid(1), dialog: ben }, { body: '' }], 'edit.body'],
    ['a number for a text', [{ id: oid(1), dialog: ben }, { body: 5 }], 'edit.body'],
    [
      'a word for last',
      [
        { id: oid(1), dialog: ben },
        { body: 'x', last: 'yes' },
      ],
      'edit.last',
    ],
  ])('names %s as a wrong argument, before anything is sent', (_name, given, name) => {
    const { messages, connection } = listen()
    const errors: unknown[] = []
    const calls = name.startsWith('edit') ? [messages.edit] : [messages.edit, messages.delete]
    for (const call of calls) {
      const life$: Observable<unknown> = Reflect.apply(call, undefined, given)
      life$.subscribe({ error: (error: unknown) => errors.push(error) })
    }
    expect(errors).toMatchObject(calls.map(() => ({ _tag: 'argument', detail: { name } })))
    expect(connection.ids()).toEqual([])
  })
})

describe('delete', () => {
  it('is written as the protocol has it, and completes at sent', () => {
    const { messages, connection } = listen()
    const seen: string[] = []
    messages.delete({ id: oid(7), dialog: group }).subscribe(observer(seen, ({ id, status }) => `${id} ${status}`))
    expect(connection.written).toEqual([
      {
        ...{ kind: 'message', type: 'groupchat', id: oid(1), to: roomJid, remove: { id: oid(7) } },
        extraParams: { params: { dialog_id: dialogId }, attachments: [] },
      },
    ])
    connection.receive(removal(7, 1, inRoom(21)))
    expect(seen).toEqual([...['queued', 'sending', 'sent'].map((status) => `${oid(1)} ${status}`), 'complete'])
  })
})

describe('editedOrDeleted$', () => {
  it('tells changes by the opponent, with who, where and when', () => {
    const { connection, changes } = listen()
    connection.receive(edit(1, 901))
    connection.receive(removal(2, 902, { delayedAt: 5 }))
    expect(changes).toEqual([
      { type: 'edited', messageId: oid(1), dialog: ben, userId: 56, body: 'new', last: true, at: clock },
      { type: 'deleted', messageId: oid(2), dialog: ben, userId: 56, at: 5 },
    ])
  })

  it('tells changes by our other devices: by carbon, and by the echo of a room', () => {
    const { connection, changes } = listen()
    connection.receive(carbon(edit(1, 901, fromPhone)))
    connection.receive(removal(2, 902, inRoom(21)))
    expect(changes).toMatchObject([
      { type: 'edited', userId: 21, dialog: ben },
      { type: 'deleted', userId: 21, dialog: group },
    ])
  })

  it('tells our own when the server has it, and once: the echo of a room is no second one', () => {
    const { connection, changes, messages } = listen()
    messages.edit({ id: oid(7), dialog: ben }, { body: 'new' }).subscribe()
    messages.delete({ id: oid(8), dialog: group }).subscribe()
    expect(changes).toEqual([])
    connection.acknowledge(oid(1))
    connection.receive(removal(8, 2, inRoom(21)))
    expect(changes).toEqual([
      { type: 'edited', messageId: oid(7), dialog: ben, userId: 21, body: 'new', last: false, at: clock },
      { type: 'deleted', messageId: oid(8), dialog: group, userId: 21, at: clock },
    ])
  })

  it('tells each once, however often its stanza comes, and hides nothing of another sender', () => {
    const { connection, changes } = listen()
    connection.receive(edit(1, 901))
    connection.receive(edit(1, 901))
    connection.receive(carbon(edit(1, 901), 'received'))
    connection.receive(edit(2, 901, inRoom(57)))
    connection.receive(edit(1, 902, { body: 'newer' }))
    expect(changes.map(({ messageId, userId }) => [messageId, userId])).toEqual([
      [oid(1), 56],
      [oid(2), 57],
      [oid(1), 56],
    ])
  })

  it.each<[string, MessageStanza]>([
    ['an edit without a text', edit(1, 900, { body: undefined })],
    ['one that bounced', edit(1, 900, { type: 'error' })],
    ['a headline', edit(1, 900, { type: 'headline' })],
    ['one from nowhere', edit(1, 900, { from: undefined })],
    ['one from a room itself', removal(1, 900, { type: 'groupchat', from: roomJid })],
    ['one of another application', removal(1, 900, { from: '56-2@chat.localhost/x' })],
    ['one from an occupant in private', edit(1, 900, { from: `${roomJid}/56` })],
  ])('%s is none, and no message either', (_name, stanza) => {
    const { connection, changes, messages } = listen()
    const received: string[] = []
    messages.received$.subscribe(({ id }) => received.push(id))
    connection.receive(stanza)
    expect([changes, received]).toEqual([[], []])
  })

  it.each<[string, MessageStanza]>([
    ['an edit of our message by the opponent', edit(1)],
    ['a removal of our message by the opponent', removal(1)],
    ['an edit of the opponent’s message by a stranger', edit(70, 900, { from: eve })],
    ['a removal of it by a stranger', removal(70, 900, { from: eve })],
    ['an edit of it out of a room', edit(70, 900, inRoom(666))],
    ['a removal of it out of a room', removal(70, 900, inRoom(666))],
    ['an edit of a room’s message by another member', edit(71, 900, inRoom(58))],
    ['an edit of it in private, by its author', edit(71, 900, { from: '57-1@chat.localhost/x' })],
    ['one of the opponent’s by another device of ours', carbon(edit(70, 900, fromPhone))],
  ])('%s is ignored and reported', (_name, stanza) => {
    const { connection, changes, messages, reports } = listen()
    messages.send(ben, { body: 'Hi' }).subscribe()
    connection.receive(message(70))
    connection.receive(message(71, inRoom(57)))
    connection.receive(stanza)
    expect(changes).toEqual([])
    expect(reports).toEqual([expect.stringMatching(/edit or deletion/)])
    expect(reports.join()).not.toMatch(/666|56|57/)
  })

  it('lets an admin delete what others wrote in a room, and authors change their own', () => {
    const { connection, changes, reports } = listen()
    connection.receive(message(70))
    connection.receive(message(71, inRoom(57)))
    connection.receive(edit(70, 901))
    connection.receive(edit(71, 902, inRoom(57)))
    connection.receive(removal(71, 903, inRoom(58)))
    connection.receive(removal(70, 904))
    expect(changes).toHaveLength(4)
    expect(reports).toEqual([])
  })

  it('does not let one who repeats an id take a message over', () => {
    const { connection, changes, reports } = listen()
    connection.receive(message(70))
    connection.receive(message(70, { from: eve }))
    connection.receive(edit(70, 901))
    expect(changes).toMatchObject([{ userId: 56 }])
    connection.receive(edit(70, 902, { from: eve }))
    expect(changes).toMatchObject([{ dialog: ben }, { dialog: { type: 'private', opponentId: 666 } }])
    expect(reports).toEqual([])
  })

  it('is hot, replays nothing and completes with the chat, by dialog too', () => {
    const { connection, messages } = listen()
    connection.receive(edit(1, 901))
    const seen: [string[], string[], string[]] = [[], [], []]
    messages.editedOrDeleted$.subscribe(observer(seen[0], ({ messageId }) => messageId))
    messages.changesIn({ ...ben, dialogId }).subscribe(observer(seen[1], ({ messageId }) => messageId))
    messages.changesIn({ type: 'public', dialogId }).subscribe(observer(seen[2], ({ messageId }) => messageId))
    connection.receive(edit(2, 902))
    connection.receive(edit(3, 903, inRoom(57)))
    connection.event$.complete()
    expect(seen).toEqual([
      [oid(2), oid(3), 'complete'],
      [oid(2), 'complete'],
      [oid(3), 'complete'],
    ])
  })
})

describe('failed$', () => {
  it('tells a message that a blocking opponent refuses, as plain data, whoever watched it', () => {
    const { connection, messages, failures } = listen()
    messages.send(ben, { body: 'Hi' }).subscribe().unsubscribe()
    connection.refuse(oid(1), { condition: 'service-unavailable', type: 'cancel', code: 503 })
    expect(failures).toMatchObject([
      {
        ...{ id: oid(1), kind: 'message', message: { id: oid(1), dialog: ben, body: 'Hi', senderId: 21 } },
        error: { _tag: 'stanza', retryable: false, detail: { condition: 'service-unavailable', code: 503 } },
      },
    ])
    expect(structuredClone(failures)).toEqual(failures)
  })

  it('tells edits and deletions by the message they are of', () => {
    const { connection, messages, failures } = listen()
    const errors: string[] = []
    messages.edit({ id: oid(7), dialog: ben }, { body: 'new' }).subscribe(observer(errors, word))
    messages.delete({ id: oid(8), dialog: group }).subscribe(observer(errors, word))
    connection.refuse(oid(1), { condition: 'not-acceptable', type: 'cancel', code: 406 })
    connection.refuse(oid(2), { condition: 'item-not-found' }, roomJid)
    expect(failures).toMatchObject([
      { id: oid(1), kind: 'edit', messageId: oid(7), dialog: ben, error: { detail: { condition: 'not-acceptable' } } },
      { id: oid(2), kind: 'delete', messageId: oid(8), dialog: group },
    ])
    expect(failures.every((failure) => !('message' in failure))).toBe(true)
    expect(errors.filter((told) => told === 'error stanza')).toHaveLength(2)
  })

  it('tells what is refused although the server had acknowledged it, and lets it be retried', () => {
    const { connection, messages, failures, outbox } = listen()
    messages.send(ben, { body: 'Hi' }).subscribe()
    messages.markRead({ id: oid(7), senderId: 56, dialog: ben }).subscribe()
    connection.acknowledge(oid(1), oid(2))
    connection.refuse(oid(1), { condition: 'service-unavailable' }, '666-1@chat.localhost')
    connection.refuse(oid(2), { condition: 'service-unavailable' })
    expect(failures).toEqual([])
    connection.refuse(oid(1), { condition: 'service-unavailable' })
    connection.refuse(oid(1), { condition: 'service-unavailable' })
    expect(failures).toMatchObject([{ id: oid(1), message: { body: 'Hi' } }])
    const seen: string[] = []
    outbox.retry(oid(1)).subscribe(observer(seen, (status) => status))
    connection.acknowledge(oid(1))
    expect([seen.at(-1), connection.ids()]).toEqual(['complete', [oid(1), oid(2), oid(1)]])
  })

  it('remembers what was acknowledged however many markers were, too', () => {
    const { connection, messages, failures } = listen()
    messages.send(ben, { body: 'Hi' }).subscribe()
    connection.acknowledge(oid(1))
    for (let number = 2; number < 150; number++) {
      messages.markRead({ id: oid(7), senderId: 56, dialog: ben }).subscribe()
      connection.acknowledge(oid(number))
    }
    connection.refuse(oid(1), { condition: 'service-unavailable' })
    expect(failures).toHaveLength(1)
  })

  it('tells nothing of markers, of errors without an id, and of what was withdrawn', () => {
    const { connection, messages, failures, outbox } = listen()
    messages.markRead({ id: oid(7), senderId: 56, dialog: ben }).subscribe({ error: () => undefined })
    connection.refuse(oid(1), { condition: 'service-unavailable' })
    messages.send(ben, { body: 'Hi' }).subscribe({ error: () => undefined })
    connection.receive({ kind: 'message', type: 'error', from: '56-1@chat.localhost', error: { condition: 'x' } })
    connection.down()
    messages.send(ben, { body: 'later' }).subscribe({ error: () => undefined })
    outbox.cancel(oid(3)).subscribe()
    expect(failures).toEqual([])
  })
})

describe('a room that refuses one who is not inside', () => {
  const outside = (condition = 'forbidden') => ({ condition, type: 'auth' })

  it.each(['forbidden', 'not-acceptable'])('on %s is joined once, and the message written again', (condition) => {
    const joined: DialogRef[] = []
    const { connection, messages, failures } = listen({
      joinRoom: (dialog) => of(null).pipe(tap(() => joined.push(dialog))),
    })
    const seen: string[] = []
    messages.send(group, { body: 'Hi' }).subscribe(observer(seen, ({ status }) => status))
    connection.refuse(oid(1), outside(condition), roomJid)
    expect(connection.ids()).toEqual([oid(1), oid(1)])
    connection.echo(oid(1), `${roomJid}/21`)
    expect(joined).toEqual([group])
    expect([seen.slice(-2), failures]).toEqual([['sent', 'complete'], []])
  })

  it('is asked for its echo where we are in it: only that says that it has the message, to others the server does', () => {
    const { connection, messages } = listen({ confirmIn: ({ dialogId: id }) => (id === dialogId ? NEVER : undefined) })
    const seen: string[] = []
    const other = { type: 'group', dialogId: oid(99) } as const
    for (const dialog of [group, other, ben])
      messages.send(dialog, { body: 'Hi' }).subscribe(observer(seen, ({ id, status }) => `${id} ${status}`))
    connection.acknowledge(oid(1), oid(2), oid(3))
    const sent = (): readonly string[] => seen.filter((word) => word.endsWith('sent'))
    expect(sent()).toEqual([`${oid(2)} sent`, `${oid(3)} sent`])
    connection.echo(oid(1), `${roomJid}/21`)
    expect(sent().at(-1)).toBe(`${oid(1)} sent`)
  })

  it('is joined although the server had acknowledged the message before the room refused it', () => {
    const { connection, messages, failures } = listen()
    messages.send(group, { body: 'Hi' }).subscribe()
    connection.acknowledge(oid(1))
    connection.refuse(oid(1), outside(), roomJid)
    expect([connection.ids(), failures]).toEqual([[oid(1), oid(1)], []])
    connection.acknowledge(oid(1))
    connection.refuse(oid(1), outside(), roomJid)
    expect(connection.ids()).toHaveLength(2)
    expect(failures).toMatchObject([{ id: oid(1), error: { detail: { condition: 'forbidden' } } }])
  })

  it('is asked about edits and deletions, too', () => {
    const { connection, messages } = listen()
    messages.edit({ id: oid(7), dialog: group }, { body: 'new' }).subscribe()
    connection.refuse(oid(1), outside(), roomJid)
    messages.delete({ id: oid(7), dialog: group }).subscribe()
    connection.refuse(oid(2), outside(), roomJid)
    expect(connection.ids()).toEqual([oid(1), oid(1), oid(2), oid(2)])
  })

  it('that refuses again has refused: it fails with that', () => {
    const { connection, messages, failures } = listen()
    const seen: string[] = []
    messages.send(group, { body: 'Hi' }).subscribe(observer(seen, ({ status }) => status))
    connection.refuse(oid(1), outside(), roomJid)
    connection.refuse(oid(1), outside(), roomJid)
    expect(connection.ids()).toEqual([oid(1), oid(1)])
    expect(seen.at(-1)).toBe('error stanza')
    expect(failures).toMatchObject([{ error: { detail: { condition: 'forbidden' } } }])
  })

  it('that cannot be joined leaves the refusal of the message', () => {
    const notFound = new ChatError('stanza', 'no', { condition: 'item-not-found', type: 'cancel' })
    const { connection, messages, failures } = listen({ joinRoom: () => throwError(() => notFound) })
    messages.send(group, { body: 'Hi' }).subscribe({ error: () => undefined })
    connection.refuse(oid(1), outside(), roomJid)
    expect(failures).toMatchObject([{ error: { detail: { condition: 'forbidden' } } }])
  })

  it('holds up what follows in that dialog until it is joined, and nothing else', () => {
    const joined$ = new Subject<null>()
    const { connection, messages } = listen({ joinRoom: () => joined$ })
    messages.send(group, { body: 'one' }).subscribe()
    connection.refuse(oid(1), outside(), roomJid)
    messages.send(group, { body: 'two' }).subscribe()
    messages.send(ben, { body: 'three' }).subscribe()
    expect(connection.ids()).toEqual([oid(1), oid(3)])
    joined$.complete()
    expect(connection.ids()).toEqual([oid(1), oid(3), oid(1), oid(2)])
  })

  it.each<[string, DialogRef, string, string]>([
    ['another refusal of a room', group, 'item-not-found', roomJid],
    ['a refusal by a user', ben, 'forbidden', '56-1@chat.localhost'],
  ])('%s is final', (_name, dialog, condition, from) => {
    const { connection, messages, failures } = listen({ joinRoom: () => NEVER })
    messages.send(dialog, { body: 'Hi' }).subscribe({ error: () => undefined })
    connection.refuse(oid(1), outside(condition), from)
    expect(failures).toHaveLength(1)
  })
})

it('edit says last as it is told', () => {
  const { messages, connection } = listen()
  const given: MessageEdit = { body: 'new', last: false }
  messages.send(ben, { body: 'Hi' }).subscribe()
  messages.edit({ id: oid(1), dialog: ben }, given).subscribe()
  expect(connection.written.at(-1)).toMatchObject({ replace: { last: false } })
})
