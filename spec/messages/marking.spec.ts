import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { defer, of, Subject, throwError, type Observable } from 'rxjs'
import { ChatError } from '../../lib/errors/chat-error.js'
import type { MessageStatus, ReadMark, StatusChange } from '../../lib/messages/statuses.js'
import { withStatus } from '../../lib/messages/statuses.js'
import type { DialogRef } from '../../lib/model/dialog-ref.js'
import type { MessageStanza } from '../../lib/model/stanza.js'
import { ben, clock, dialogId, group, observer, oid, roomJid, setUpMessages } from './set-up-messages.js'

const seconds = Math.floor(clock / 1000)

/** A message in the room or of Ben, that asks for statuses. */
const incoming = (number: number, userId: number, over: Partial<MessageStanza> = {}): MessageStanza => ({
  kind: 'message',
  type: 'groupchat',
  id: oid(number),
  from: `${roomJid}/${String(userId)}`,
  to: '21-1@chat.localhost',
  body: String(number),
  marker: { type: 'markable' },
  extraParams: { params: { dialog_id: dialogId, date_sent: String(seconds + number) }, attachments: [] },
  ...over,
})
const fromBen = (number: number, over: Partial<MessageStanza> = {}): MessageStanza =>
  incoming(number, 56, { type: 'chat', from: '56-1@chat.localhost/web', ...over })

const listen = (over: Parameters<typeof setUpMessages>[0] = {}) => {
  const marked: DialogRef[] = []
  const markAllRead = (dialog: DialogRef) =>
    defer(() => {
      marked.push(dialog)
      return of(undefined)
    })
  const all = setUpMessages({ delivered: 'never', markAllRead, ...over })
  all.online()
  const written = (): readonly (string | undefined)[] =>
    all.markers().map(({ type, id, to }) => `${type} ${String(Number.parseInt(id ?? '', 16))} ${to ?? ''}`)
  const acknowledge = (): void => {
    all.connection.acknowledge(...all.connection.ids().map((id) => id ?? ''))
  }
  return { ...all, marked, written, acknowledge }
}

describe('markRead of a dialog', () => {
  it('is one REST call and a status to each author for the newest of his unread messages', () => {
    const { connection, messages, marked, written, acknowledge } = listen()
    connection.receive(incoming(101, 57))
    connection.receive(incoming(103, 57))
    connection.receive(incoming(102, 58))
    connection.receive(incoming(104, 58, { marker: undefined }))
    connection.receive(incoming(105, 21))
    connection.receive(fromBen(106))
    const seen: unknown[] = []
    const mark$ = messages.markRead({ type: 'public', dialogId })
    expect([marked, written()]).toEqual([[], []])
    mark$.subscribe((changes) => seen.push(changes))
    expect(written()).toEqual(['displayed 103 57-1@chat.localhost', 'displayed 102 58-1@chat.localhost'])
    expect(marked).toEqual([{ type: 'public', dialogId }])
    expect(seen).toEqual([])
    acknowledge()
    expect(seen).toEqual([
      [
        { messageId: oid(103), dialog: group, userId: 21, status: 'read', at: clock },
        { messageId: oid(102), dialog: group, userId: 21, status: 'read', at: clock },
      ],
    ])
  })

  it('says nothing twice to an author, unless there is something new', () => {
    const { connection, messages, marked, written, acknowledge } = listen()
    connection.receive(incoming(101, 57))
    messages.markRead(group).subscribe()
    connection.receive(incoming(102, 57))
    acknowledge()
    messages.markRead(group).subscribe()
    acknowledge()
    messages.markRead(group).subscribe()
    expect(written()).toEqual(['displayed 101 57-1@chat.localhost', 'displayed 102 57-1@chat.localhost'])
    expect(marked).toHaveLength(3)
  })

  it('knows a message as read that was marked by itself, and an older one that came later as old', () => {
    const { connection, messages, written, acknowledge } = listen()
    connection.receive(incoming(101, 57))
    connection.receive(incoming(102, 58))
    connection.receive(incoming(100, 58))
    messages.markRead({ id: oid(101), senderId: 57, dialog: group }).subscribe()
    acknowledge()
    messages.markRead(group).subscribe()
    expect(written()).toEqual(['displayed 101 57-1@chat.localhost', 'displayed 102 58-1@chat.localhost'])
  })

  it('with nothing unread is the REST call alone, and emits an empty list', () => {
    const { messages, marked, written } = listen()
    const seen: string[] = []
    messages.markRead(ben).subscribe(observer(seen, (changes) => String(changes.length)))
    expect([seen, marked, written()]).toEqual([['0', 'complete'], [ben], []])
  })

  it('tells the dialog id where the server named it, whichever form it is asked for', () => {
    const { connection, messages, marked, written } = listen()
    messages.send(ben, { body: 'first' }).subscribe()
    connection.receive(fromBen(101))
    messages.markRead(ben).subscribe()
    expect(marked).toEqual([{ ...ben, dialogId }])
    expect(written()).toEqual(['displayed 101 56-1@chat.localhost'])
    expect(connection.written.at(-1)).toMatchObject({ extraParams: { params: { dialog_id: dialogId } } })
  })

  it('fails with the REST call; the statuses go all the same', () => {
    const offline = new ChatError('network', 'no', { url: 'http://x' }, { retryable: true })
    const { connection, messages, written } = listen({ markAllRead: () => throwError(() => offline) })
    connection.receive(incoming(101, 57))
    const seen: string[] = []
    messages.markRead(group).subscribe(observer(seen, () => 'done'))
    expect([seen, written().length]).toEqual([['error network'], 1])
  })

  it('unsubscribed cancels the REST call', () => {
    const answer$ = new Subject<void>()
    const { messages } = listen({ markAllRead: () => answer$ })
    const subscription = messages.markRead(group).subscribe()
    expect(answer$.observed).toBe(true)
    subscription.unsubscribe()
    expect(answer$.observed).toBe(false)
  })

  it.each<[string, unknown, string]>([
    ['null', null, 'dialog'],
    ['nothing', undefined, 'dialog'],
    ['a number', 5, 'dialog'],
    ['a dialog without an id', { type: 'group' }, 'dialog.dialogId'],
    ['a message without an author', { id: oid(1), dialog: ben }, 'message.senderId'],
    ['a message without a dialog', { id: oid(1), senderId: 56 }, 'dialog'],
    ['a message without its id', { id: undefined, senderId: 56, dialog: ben }, 'message.id'],
  ])('of %s is a wrong argument', (_name, given, name) => {
    const { messages, marked, written } = listen()
    const errors: unknown[] = []
    const mark$: Observable<unknown> = Reflect.apply(messages.markRead, undefined, [given])
    mark$.subscribe({ error: (error: unknown) => errors.push(error) })
    expect(errors).toMatchObject([{ _tag: 'argument', detail: { name } }])
    expect([marked, written()]).toEqual([[], []])
  })

  it('markDelivered of null is a wrong argument, too', () => {
    const seen: string[] = []
    const mark$: Observable<unknown> = Reflect.apply(listen().messages.markDelivered, undefined, [null])
    mark$.subscribe(observer(seen, () => 'done'))
    expect(seen).toEqual(['error argument'])
  })
})

describe('watch', () => {
  const marker = (type: 'received' | 'displayed', number: number, userId = 56): MessageStanza => ({
    kind: 'message',
    type: 'chat',
    id: oid(900 + number),
    from: `${String(userId)}-1@chat.localhost/web`,
    to: '21-1@chat.localhost',
    marker: { type, id: oid(number) },
  })
  const word = ({ status, deliveredTo, readBy }: MessageStatus): string =>
    `${status} ${deliveredTo.join()} ${readBy.join()}`.trim()

  it('tells how far a message of ours came, from sent on, by whom', () => {
    const { connection, messages } = listen()
    const seen: string[] = []
    messages.watch(oid(1)).subscribe(observer(seen, word))
    messages.send(group, { body: 'Hi' }).subscribe()
    expect(seen).toEqual([])
    connection.echo(oid(1), `${roomJid}/21`)
    connection.receive(marker('received', 1, 58))
    connection.receive(marker('displayed', 1, 57))
    connection.receive(marker('received', 1, 57))
    connection.receive(marker('received', 2, 57))
    connection.event$.complete()
    expect(seen).toEqual(['sent', 'delivered 58', 'read 57,58 57', 'complete'])
  })

  it('replays what is known, the same value to all, also when nobody watched or sent here', () => {
    const { connection, messages } = listen()
    messages.send(ben, { body: 'Hi' }).subscribe().unsubscribe()
    connection.acknowledge(oid(1))
    connection.receive(marker('received', 1))
    connection.receive(incoming(7, 21))
    const seen: MessageStatus[] = []
    for (const id of [oid(1), oid(1), oid(7)]) messages.watch(id).subscribe((status) => seen.push(status))
    expect(seen).toEqual([
      { messageId: oid(1), status: 'delivered', deliveredTo: [56], readBy: [] },
      { messageId: oid(1), status: 'delivered', deliveredTo: [56], readBy: [] },
      { messageId: oid(7), status: 'sent', deliveredTo: [], readBy: [] },
    ])
    expect(seen[0]).toBe(seen[1])
  })

  it('tells nothing of what is not with the server, nor of what is not ours', () => {
    const { connection, messages } = listen()
    connection.down()
    messages.send(ben, { body: 'Hi' }).subscribe()
    connection.receive(fromBen(7))
    const seen: string[] = []
    for (const id of [oid(1), oid(7)]) messages.watch(id).subscribe(observer(seen, word))
    expect(seen).toEqual([])
  })

  it('is not sent once it is read, and never of a message that was withdrawn', () => {
    const { connection, messages, outbox } = listen()
    const seen: string[] = []
    for (const number of [1, 2])
      messages.watch(oid(number)).subscribe(({ status }) => seen.push(`${String(number)} ${status}`))
    messages.send(ben, { body: 'Hi' }).subscribe()
    connection.receive(marker('displayed', 1))
    connection.acknowledge(oid(1))
    expect(seen).toEqual(['1 read'])
    connection.down()
    messages.send(ben, { body: 'Ho' }).subscribe({ error: () => undefined })
    outbox.cancel(oid(2)).subscribe()
    messages.watch(oid(2)).subscribe(({ status }) => seen.push(status))
    expect(seen).toEqual(['1 read'])
  })

  it('misses nothing that happens while it tells', () => {
    const { connection, messages } = listen()
    messages.send(ben, { body: 'Hi' }).subscribe()
    connection.acknowledge(oid(1))
    const seen: string[] = []
    messages.watch(oid(1)).subscribe((status) => {
      seen.push(status.status)
      if (status.status === 'sent') connection.receive(marker('displayed', 1))
    })
    expect(seen).toEqual(['sent', 'read'])
  })
})

describe('the status of a message', () => {
  const step = fc.record({
    messageId: fc.constant('m'),
    status: fc.constantFrom('delivered' as const, 'read' as const),
    userId: fc.integer({ min: 1, max: 4 }),
    dialog: fc.constant(ben),
    at: fc.nat(),
  })
  const through = (steps: readonly Parameters<typeof withStatus>[1][]): MessageStatus | undefined =>
    steps.reduce<MessageStatus | undefined>(withStatus, undefined)

  it('is the same whatever the order and the number of what is told, and changes only when something is new', () => {
    const told = fc
      .array(step, { minLength: 1, maxLength: 12 })
      .chain((steps) =>
        fc.tuple(fc.constant(steps), fc.shuffledSubarray([...steps, ...steps], { minLength: steps.length * 2 })),
      )
    fc.assert(
      fc.property(told, ([steps, shuffled]) => {
        const state = through(steps)
        expect(through(shuffled)).toEqual(state)
        for (const each of steps) if (state !== undefined) expect(withStatus(state, each)).toBe(state)
        const users = (wanted: readonly string[]): number[] =>
          [...new Set(steps.filter(({ status }) => wanted.includes(status)).map(({ userId }) => userId))].sort()
        expect(state?.readBy).toEqual(users(['read']))
        expect(state?.deliveredTo).toEqual(users(['read', 'delivered']))
      }),
      { seed: 71, numRuns: 500 },
    )
  })

  it('tells statusChanged$ what is new to it: delivered is none after read', () => {
    const { connection, messages } = listen()
    const seen: StatusChange['status'][] = []
    messages.statusChanged$.subscribe(({ status }) => seen.push(status))
    for (const type of ['displayed', 'received'] as const)
      connection.receive({ ...fromBen(1), body: undefined, marker: { type, id: oid(7) } })
    expect(seen).toEqual(['read'])
  })
})

describe('read$', () => {
  it('tells at once what is asked, and with that time that it failed', () => {
    let now = clock
    const refused = new ChatError('network', 'unreachable', { url: 'x' })
    const { messages } = listen({ now: () => (now += 1000), markAllRead: () => throwError(() => refused) })
    const told: ReadMark[] = []
    messages.read$.subscribe((mark) => told.push(mark))
    messages.markRead(ben).subscribe({ error: () => undefined })
    messages.markRead(ben).subscribe({ error: () => undefined })
    const at = told.map((mark) => mark.at)
    expect(told).toEqual([
      { dialog: ben, at: at[0], failed: false },
      { dialog: ben, at: at[0], failed: true },
      { dialog: ben, at: at[2], failed: false },
      { dialog: ben, at: at[2], failed: true },
    ])
    expect(at[2]).toBeGreaterThan(at[0] ?? 0)
  })
})
