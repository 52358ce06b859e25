import { describe, expect, it } from '@jest/globals'
import * as t from 'io-ts'
import { Subject, VirtualTimeScheduler, type Observable, type SchedulerLike } from 'rxjs'
import { readIncoming, type Incoming } from '../../lib/connection/incoming.js'
import { isChatError } from '../../lib/errors/chat-error.js'
import type { MessageStanza, Stanza } from '../../lib/model/stanza.js'
import { defineSystemMessage, type SystemMessage } from '../../lib/model/system-message.js'
import { createSystemMessages } from '../../lib/system-messages/create-system-messages.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'
import { fakeConnection } from '../outbox/fake-connection.js'
import { inVirtualTime } from '../stream/virtual-time.js'

const ann = '21-1@chat.localhost'
const bens = '56-1@chat.localhost/desk'
const extra = (params: Readonly<Record<string, string>>) => ({
  params: { moduleIdentifier: 'SystemNotifications', ...params },
  attachments: [],
})
const call = defineSystemMessage('call/invite', t.type({ room: t.string }))

const setUp = (scheduler: SchedulerLike = new VirtualTimeScheduler()) => {
  const connection = fakeConnection()
  const incoming$ = new Subject<Incoming>()
  const reports: string[] = []
  let count = 0
  const { tell, ...system } = createSystemMessages({
    incoming$,
    event$: connection.event$,
    link: connection.link,
    addresses: createAddresses(1, 'chat.localhost'),
    userId: () => 21,
    newId: () => `n${String(++count)}`,
    now: () => 5000,
    deadline: 10_000,
    scheduler,
    checkSize: (stanza) => {
      if (stanza.body === 'large') throw new RangeError('too large')
    },
    report: (problem) => reports.push(problem),
  })
  const received: SystemMessage[] = []
  system.received$.subscribe((message) => received.push(message))
  const receive = (over: Partial<MessageStanza>): readonly SystemMessage[] => {
    const stanza: MessageStanza = { kind: 'message', type: 'headline', id: 's1', from: bens, to: ann, ...over }
    const incoming = readIncoming(stanza, `${ann}/here`)
    if (incoming !== undefined) incoming$.next(incoming)
    return received
  }
  return {
    ...{ connection, incoming$, reports, system, tell, receive, received },
    acknowledge: (at: number): void => {
      const stanzas: readonly Stanza[] = connection.written.slice(at, at + 1)
      connection.event$.next({ type: 'acknowledged', stanzas })
    },
  }
}

const words = (source$: Observable<unknown>): readonly string[] => {
  const said: string[] = []
  source$.subscribe({
    next: (value) => said.push(String(value)),
    error: (error: unknown) => said.push(isChatError(error) ? `error ${error._tag}` : 'a foreign error'),
    complete: () => said.push('complete'),
  })
  return said
}

describe('sending a system message', () => {
  it('is cold, writes a headline, and completes with its id when the server has that very one', () => {
    const { connection, system, acknowledge } = setUp()
    connection.up(21)
    const send$ = system.send(56, { colour: 'red' }, { body: 'paint' })
    expect(connection.written).toEqual([])
    const [one, other] = [words(send$), words(send$)]
    expect(connection.written[0]).toEqual({
      ...{ kind: 'message', type: 'headline', id: 'n1', to: '56-1@chat.localhost', body: 'paint' },
      extraParams: extra({ colour: 'red' }),
    })
    acknowledge(1)
    expect([one, other]).toEqual([[], ['n2', 'complete']])
    acknowledge(0)
    expect(one).toEqual(['n1', 'complete'])
  })

  it('errs when it is refused first, by who may', () => {
    const { connection, system } = setUp()
    connection.up(21)
    const said = words(system.send(56, {}))
    connection.refuse('n1', { condition: 'forbidden', type: 'auth' }, '57-1@chat.localhost')
    expect(said).toEqual([])
    connection.refuse('n1', { condition: 'forbidden', type: 'auth' })
    expect(said).toEqual(['error stanza'])
  })

  it('tells once what was refused, late as well, as plain data, and not on the word of others', () => {
    const { connection, system, acknowledge } = setUp()
    connection.up(21)
    const failures: unknown[] = []
    system.failed$.subscribe((failure) => failures.push(failure))
    expect(words(system.send(56, {}))).toEqual([])
    acknowledge(0)
    connection.refuse('n1', { condition: 'forbidden', type: 'auth' }, '57-1@chat.localhost')
    expect(failures).toEqual([])
    connection.refuse('n1', { condition: 'forbidden', type: 'auth' })
    connection.refuse('n1', { condition: 'forbidden', type: 'auth' })
    expect(failures).toMatchObject([
      { id: 'n1', userId: 56, error: { _tag: 'stanza', detail: { condition: 'forbidden' } } },
    ])
    expect(structuredClone(failures)).toEqual(failures)
  })

  it('remembers the last 100 for that', () => {
    const { connection, system } = setUp()
    connection.up(21)
    const failures: string[] = []
    system.failed$.subscribe(({ id }) => failures.push(id))
    for (let count = 0; count < 101; count++) words(system.send(56, {}))
    for (const id of ['n1', 'n2', 'n101']) connection.refuse(id, { condition: 'forbidden', type: 'auth' })
    expect(failures).toEqual(['n2', 'n101'])
  })

  it('is waited for over a resumed link, and lost with the session', () => {
    const { connection, system, acknowledge } = setUp()
    connection.up(21)
    const [kept, lost] = [words(system.send(56, {})), words(system.send(56, {}))]
    connection.down()
    connection.up(21, true)
    acknowledge(0)
    expect([kept, lost]).toEqual([['n1', 'complete'], []])
    connection.up(21)
    expect(lost).toEqual(['error link'])
  })

  it('errs without a link, and as closed when the chat is destroyed', () => {
    const { connection, system } = setUp()
    expect(words(system.send(56, {}))).toEqual(['error link'])
    connection.up(21)
    const said = words(system.send(56, {}))
    connection.event$.complete()
    expect(said).toEqual(['error closed'])
  })

  it('errs when the server has not acknowledged it in time, also over a link that was resumed', () => {
    inVirtualTime(({ scheduler, at, timers }) => {
      const { connection, system } = setUp(scheduler)
      connection.up(21)
      const errors: unknown[] = []
      system.send(56, {}).subscribe({ error: (error: unknown) => errors.push(error) })
      at(9999, () => {
        connection.down()
        connection.up(21, true)
        expect(errors).toEqual([])
      })
      at(10_000, () => {
        expect(errors).toMatchObject([
          { _tag: 'timeout', detail: { waitedFor: 'acknowledgement', ms: 10_000 }, retryable: true },
        ])
        expect(timers()).toBe(0)
      })
    })
  })

  it('stops watching with its subscriber', () => {
    const { connection, system } = setUp()
    connection.up(21)
    system.send(56, {}).subscribe().unsubscribe()
    expect(connection.event$.observed).toBe(false)
  })

  it.each<[string, number, Record<string, never>, string | undefined]>([
    ['no user', 0, {}, undefined],
    ['a key of the protocol', 56, JSON.parse('{"moduleIdentifier":"x"}'), undefined],
    ['a key that is no element', 56, JSON.parse('{"1":"x"}'), undefined],
    ['params that are none', 56, JSON.parse('[1]'), undefined],
    ['a body that is none', 56, {}, JSON.parse('5')],
  ])('errs before it is written for %s', (_name, userId, params, body) => {
    const { connection, system } = setUp()
    connection.up(21)
    expect(words(system.send(userId, params, body === undefined ? {} : { body }))).toEqual(['error argument'])
    expect(connection.written).toEqual([])
  })

  it('does not write what is too large: the server would end the stream', () => {
    const { connection, system } = setUp()
    connection.up(21)
    words(system.send(56, {}, { body: 'large' }))
    expect(connection.written).toEqual([])
  })
})

describe('system messages that arrive', () => {
  const message: SystemMessage = {
    ...{ id: 's1', senderId: 56, recipientId: 21, direction: 'incoming', origin: 'live', params: { k: 'v' }, at: 5000 },
  }

  it.each<[string, Partial<MessageStanza>, SystemMessage | null]>([
    ['plain', { extraParams: extra({ k: 'v' }) }, message],
    ['with a body', { body: 'b', extraParams: extra({ k: 'v' }) }, { ...message, body: 'b' }],
    [
      'with what other SDKs put in',
      { extraParams: extra({ k: 'v', date_sent: '1700000000000', save_to_history: '1' }) },
      message,
    ],
    [
      'by carbon, sent from another device',
      {
        from: ann,
        carbon: {
          type: 'sent',
          message: { kind: 'message', id: 's1', from: `${ann}/x`, to: bens, extraParams: extra({ k: 'v' }) },
        },
      },
      { ...message, senderId: 21, recipientId: 56, direction: 'outgoing', origin: 'carbon' },
    ],
    ['as a chat message', { type: 'chat', extraParams: extra({}) }, null],
    ['as a call', { extraParams: extra({ moduleIdentifier: 'WebRTCVideoChat' }) }, null],
    ['without params', { body: 'news' }, null],
    ['refused', { type: 'error', extraParams: extra({}) }, null],
    ['from a room', { from: '1_5c09@muc.chat.localhost/56', extraParams: extra({}) }, null],
    ['from a stranger', { from: '56-1@elsewhere.example', extraParams: extra({}) }, null],
  ])('%s', (_name, stanza, expected) => {
    expect(setUp().receive(stanza)).toEqual(expected === null ? [] : [expected])
  })

  it('end with the stream of stanzas', () => {
    const { system, incoming$ } = setUp()
    const said = words(system.received$)
    incoming$.complete()
    expect(said).toEqual(['complete'])
  })
})

describe('a kind of system message', () => {
  it('goes by its body, and carries its value as params, with a codec of io-ts', () => {
    const { connection, system, acknowledge } = setUp()
    connection.up(21)
    const said = words(system.of(call).send(56, { room: 'kitchen' }))
    expect(connection.written).toMatchObject([{ body: 'call/invite', extraParams: extra({ room: 'kitchen' }) }])
    acknowledge(0)
    expect(said).toEqual(['n1', 'complete'])
  })

  it('tells values of its own name only', () => {
    const { system, receive } = setUp()
    const values: unknown[] = []
    system.of(call).received$.subscribe((value) => values.push(value))
    receive({ body: 'call/end', extraParams: extra({ room: 'kitchen' }) })
    receive({ extraParams: extra({ room: 'kitchen' }) })
    receive({ body: 'call/invite', extraParams: extra({ room: 'kitchen' }) })
    expect(values).toEqual([
      {
        ...{ id: 's1', senderId: 56, recipientId: 21, direction: 'incoming', origin: 'live', at: 5000 },
        value: { room: 'kitchen' },
      },
    ])
  })

  it.each([
    ['refuses', call],
    [
      'throws at',
      defineSystemMessage<string>('call/invite', {
        decode: () => {
          throw new Error('secret')
        },
        encode: () => ({}),
      }),
    ],
  ])('tells as an issue what its codec %s, and goes on', (_name, kind) => {
    const { system, receive, reports } = setUp()
    const said = words(
      system.of<unknown>({ ...kind, codec: { ...kind.codec, encode: () => ({}), decode: (v) => kind.codec.decode(v) } })
        .received$,
    )
    receive({ body: 'call/invite', extraParams: extra({ place: 'kitchen' }) })
    expect([said, reports]).toEqual([[], ['a system message call/invite that its codec refused']])
  })

  it('can be told and forgotten, and without a link is just forgotten', () => {
    const { connection, tell } = setUp()
    tell(call, 56, { room: 'kitchen' })
    connection.up(21)
    tell(call, 57, { room: 'hall' })
    expect(connection.written).toMatchObject([{ to: '57-1@chat.localhost', body: 'call/invite' }])
  })
})
