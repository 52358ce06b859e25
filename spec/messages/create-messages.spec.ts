import { describe, expect, it } from '@jest/globals'
import type { ReceivedMessage } from '../../lib/messages/messages.js'
import type { StatusChange } from '../../lib/messages/statuses.js'
import type { MessageStanza } from '../../lib/model/stanza.js'
import { ben, clock, dialogId, group, observer, oid, roomJid, setUpMessages } from './set-up-messages.js'

const fromBen = (number: number, over: Partial<MessageStanza> = {}): MessageStanza => ({
  kind: 'message',
  type: 'chat',
  id: oid(number),
  from: '56-1@chat.localhost/web',
  to: '21-1@chat.localhost',
  body: String(number),
  ...over,
})
const markable = { marker: { type: 'markable' } } as const
const inRoom = (number: number, userId: number, over: Partial<MessageStanza> = {}): MessageStanza =>
  fromBen(number, { type: 'groupchat', from: `${roomJid}/${String(userId)}`, ...over })
const carbon = (type: 'sent' | 'received', message: MessageStanza, from = '21-1@chat.localhost'): MessageStanza => ({
  kind: 'message',
  type: 'chat',
  from,
  to: '21-1@chat.localhost/here',
  carbon: { type, message },
})
const fromPhone = (number: number): MessageStanza =>
  fromBen(number, { from: '21-1@chat.localhost/phone', to: '56-1@chat.localhost' })

const listen = (over: Parameters<typeof setUpMessages>[0] = {}) => {
  const all = setUpMessages(over)
  const received: ReceivedMessage[] = []
  const statuses: StatusChange[] = []
  all.messages.received$.subscribe((message) => received.push(message))
  all.messages.statusChanged$.subscribe((change) => statuses.push(change))
  all.online()
  return {
    ...all,
    received,
    statuses,
    told: () => received.map(({ body, direction, origin }) => [body, direction, origin]),
  }
}

describe('received$', () => {
  it('tells how each message came', () => {
    const { connection, told } = listen()
    connection.receive(fromBen(1))
    connection.receive(carbon('sent', fromPhone(2)))
    connection.receive(carbon('received', fromBen(3)))
    connection.receive(fromBen(4, { delayedAt: 5 }))
    connection.receive(inRoom(5, 57, { delayedAt: 5 }))
    connection.receive(inRoom(6, 21))
    expect(told()).toEqual([
      ['1', 'incoming', 'live'],
      ['2', 'outgoing', 'carbon'],
      ['3', 'incoming', 'carbon'],
      ['4', 'incoming', 'offline'],
      ['5', 'incoming', 'live'],
      ['6', 'outgoing', 'live'],
    ])
  })

  it('takes each message once, however it comes again', () => {
    const { connection, told, online } = listen()
    connection.receive(fromBen(1))
    connection.receive(fromBen(1))
    connection.receive(carbon('received', fromBen(1)))
    connection.down()
    online()
    connection.receive(fromBen(1, { delayedAt: 5 }))
    connection.receive(inRoom(2, 57))
    connection.receive(inRoom(2, 57))
    expect(told().map(([body]) => body)).toEqual(['1', '2'])
  })

  it('does not let one user hide the message of another behind its id', () => {
    const { connection, told } = listen()
    connection.receive(fromBen(1, { from: '666-1@chat.localhost/x', body: 'decoy' }))
    connection.receive(fromBen(1, { body: 'true' }))
    expect(told().map(([body]) => body)).toEqual(['decoy', 'true'])
  })

  it('does not give back what this device sent', () => {
    const { connection, messages, received } = listen()
    messages.send(ben, { body: 'Hi' }).subscribe()
    connection.receive(carbon('sent', fromPhone(1)))
    expect(received).toEqual([])
  })

  it('ignores and reports a carbon that is not of our own account', () => {
    const { connection, received, reports } = listen()
    connection.receive(carbon('sent', fromPhone(1), '666-1@chat.localhost'))
    expect(received).toEqual([])
    expect(reports).toHaveLength(1)
    expect(reports.join()).not.toContain('666')
  })

  it('replays nothing, and is one subscription to the stream for all', () => {
    const { connection, messages } = listen()
    connection.receive(fromBen(1))
    const late: string[] = []
    messages.received$.subscribe(observer(late, ({ body }) => body ?? ''))
    expect(late).toEqual([])
    connection.receive(fromBen(2))
    connection.event$.complete()
    expect(late).toEqual(['2', 'complete'])
  })
})

describe('in', () => {
  it('gives the messages of one dialog, whichever form names it', () => {
    const { connection, messages } = listen()
    const bens: string[] = []
    const groups: string[] = []
    messages.in({ type: 'private', opponentId: 56, dialogId }).subscribe(observer(bens, ({ body }) => body ?? ''))
    messages.in({ type: 'public', dialogId }).subscribe(observer(groups, ({ body }) => body ?? ''))
    connection.receive(fromBen(1))
    connection.receive(inRoom(2, 57))
    connection.receive(carbon('sent', fromPhone(3)))
    connection.event$.complete()
    expect([bens, groups]).toEqual([
      ['1', '3', 'complete'],
      ['2', 'complete'],
    ])
  })
})

describe('statuses', () => {
  const marker = (
    type: 'received' | 'displayed',
    number: number,
    over: Partial<MessageStanza> = {},
  ): MessageStanza => ({
    kind: 'message',
    type: 'chat',
    id: oid(900 + number),
    from: '56-1@chat.localhost/web',
    to: '21-1@chat.localhost',
    marker: { type, id: oid(number) },
    ...over,
  })
  const dialogParam = { extraParams: { params: { dialog_id: dialogId }, attachments: [] } }

  it.each([
    ['received', 'delivered'],
    ['displayed', 'read'],
  ] as const)('%s means %s, by whom and in which dialog', (type, status) => {
    const { connection, statuses, received } = listen()
    connection.receive(marker(type, 1))
    expect(statuses).toEqual([{ messageId: oid(1), dialog: ben, userId: 56, status, at: clock }])
    expect(received).toEqual([])
  })

  it('find the group of a message of ours, although they come from a user', () => {
    const { connection, messages, statuses } = listen()
    messages.send(group, { body: 'Hi' }).subscribe()
    connection.receive(marker('displayed', 1, dialogParam))
    expect(statuses[0]?.dialog).toEqual(group)
  })

  it('find the dialog of a message another device of ours sent', () => {
    const { connection, statuses } = listen()
    connection.receive(inRoom(7, 21))
    connection.receive(marker('received', 7, dialogParam))
    expect(statuses[0]?.dialog).toEqual(group)
  })

  it('of somebody who is not in the private dialog are dropped and reported, and hide nothing', () => {
    const { connection, messages, statuses, reports } = listen()
    messages.send(ben, { body: 'Hi' }).subscribe()
    connection.receive(marker('displayed', 1, { from: '666-1@chat.localhost/x' }))
    expect(statuses).toEqual([])
    expect(reports).toEqual([expect.not.stringContaining('666')])
    connection.receive(marker('displayed', 1))
    expect(statuses).toMatchObject([{ userId: 56, dialog: ben, status: 'read' }])
  })

  it('come with a message too', () => {
    const { connection, statuses, told } = listen()
    connection.receive(marker('displayed', 1, { body: 'Read it' }))
    expect(statuses).toMatchObject([{ messageId: oid(1), userId: 56, status: 'read' }])
    expect(told()).toEqual([['Read it', 'incoming', 'live']])
  })

  it('carry the dialog id the server named, and the time of a late one', () => {
    const { connection, statuses } = listen()
    connection.receive(marker('received', 5, { ...dialogParam, delayedAt: 7 }))
    expect(statuses).toMatchObject([{ dialog: { ...ben, dialogId }, at: 7 }])
  })

  it.each<[string, MessageStanza]>([
    ['of our own other device', carbon('sent', { ...marker('displayed', 5), from: '21-1@chat.localhost/phone' })],
    ['an error', marker('received', 5, { type: 'error' })],
    ['without a message id', marker('received', 5, { marker: { type: 'received' } })],
    ['from nowhere', marker('received', 5, { from: undefined })],
    ['markable', marker('received', 5, { marker: { type: 'markable', id: oid(5) } })],
  ])('%s are none', (_name, stanza) => {
    const { connection, statuses } = listen()
    connection.receive(stanza)
    expect(statuses).toEqual([])
  })

  it('are told once, however often they come', () => {
    const { connection, statuses } = listen()
    connection.receive(marker('received', 1))
    connection.receive(marker('received', 1))
    connection.receive(carbon('received', marker('received', 1)))
    connection.receive(marker('displayed', 1))
    expect(statuses.map(({ status }) => status)).toEqual(['delivered', 'read'])
  })

  it('of one message are watched by its id', () => {
    const { connection, messages } = listen()
    const seen: string[] = []
    messages.watch(oid(1)).subscribe(observer(seen, ({ status }) => status))
    connection.receive(marker('received', 1))
    connection.receive(marker('received', 2))
    connection.receive(marker('displayed', 1))
    expect(seen).toEqual(['delivered', 'read'])
  })

  it('are sent to the author in person, each time anew, and emitted when the server has them', () => {
    const { connection, messages, markers } = listen()
    const message = { id: oid(77), senderId: 57, dialog: group }
    const seen: StatusChange[] = []
    messages.markRead(message).subscribe((change) => seen.push(change))
    expect(markers()).toEqual([{ type: 'displayed', id: oid(77), to: '57-1@chat.localhost' }])
    expect(seen).toEqual([])
    connection.acknowledge(oid(1))
    expect(seen).toEqual([{ messageId: oid(77), dialog: group, userId: 21, status: 'read', at: clock }])
    messages.markDelivered(message).subscribe()
    expect(markers()).toHaveLength(2)
  })
})

describe('the automatic delivered status', () => {
  it.each<['markable' | 'always' | 'never', readonly string[]]>([
    ['markable', [oid(1), oid(4)]],
    ['always', [oid(1), oid(2), oid(4)]],
    ['never', []],
  ])('%s', (delivered, expected) => {
    const { connection, markers } = listen({ delivered })
    connection.receive(fromBen(1, markable))
    connection.receive(fromBen(2))
    connection.receive(carbon('received', fromBen(3, markable)))
    connection.receive(inRoom(4, 57, markable))
    connection.receive(inRoom(5, 21, markable))
    connection.receive(carbon('sent', { ...fromPhone(6), ...markable }))
    connection.receive(fromBen(1, markable))
    expect(markers().map(({ id }) => id)).toEqual(expected)
  })

  it('goes to the author, also of a message in a room', () => {
    const { connection, markers } = listen()
    connection.receive(inRoom(4, 57, markable))
    expect(markers()).toEqual([{ type: 'received', id: oid(4), to: '57-1@chat.localhost' }])
  })

  it('that cannot be sent is reported and harms nothing', () => {
    const { connection, markers, reports, received } = listen()
    connection.receive(fromBen(1, markable))
    const [sent] = connection.ids()
    connection.refuse(sent ?? '', { condition: 'forbidden' })
    connection.receive(fromBen(2, markable))
    expect([reports.length, markers().length, received.length]).toEqual([1, 2, 2])
  })
  it('of many messages goes out as the server acknowledges, and waits for no other user', () => {
    const { connection, markers, as, online } = listen()
    const all = Array.from({ length: 50 }, (_, at) => at + 100)
    for (const number of all) connection.receive(fromBen(number, markable))
    expect(markers()).toHaveLength(20)
    // Another one signs in while half of them wait for the link of the first.
    connection.acknowledge(...connection.ids().slice(0, 5).map(String))
    expect(markers()).toHaveLength(25)
    connection.down()
    as(22)
    online(22)
    connection.receive(fromBen(200, { ...markable, to: '22-1@chat.localhost' }))
    expect(markers().at(-1)).toMatchObject({ id: oid(200) })
    connection.down()
    as(21)
    online(21)
    for (let round = 0; round < 4; round++) connection.acknowledge(...connection.ids().map(String))
    expect(new Set(markers().map(({ id }) => id))).toEqual(new Set([...all, 200].map(oid)))
  })
})
