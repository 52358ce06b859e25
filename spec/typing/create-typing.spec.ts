import { describe, expect, it } from '@jest/globals'
import { EMPTY, NEVER, of, Subject } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { readIncoming, type Incoming } from '../../lib/connection/incoming.js'
import type { MessageStanza } from '../../lib/model/stanza.js'
import { createTyping, type TypingChange, type TypingDeps } from '../../lib/typing/create-typing.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'
import { fakeConnection } from '../outbox/fake-connection.js'

const dialogId = '5c0900000000000000000033'
const room = `1_${dialogId}@muc.chat.localhost`
const group = { type: 'group', dialogId } as const
const ben = { type: 'private', opponentId: 56 } as const

const setUp = (over: Partial<TypingDeps> = {}) => {
  const connection = fakeConnection()
  const incoming$ = new Subject<Incoming>()
  const typing = createTyping({
    incoming$,
    event$: connection.linkEvent$,
    sentIn$: NEVER,
    visible$: of(true),
    link: connection.link,
    addresses: createAddresses(1, 'chat.localhost'),
    userId: () => 21,
    newId: () => 'fresh',
    dialogIdOf: () => EMPTY,
    scheduler: new TestScheduler(() => undefined),
    ...over,
  })
  const changes: TypingChange[] = []
  const ends: string[] = []
  typing.changed$.subscribe({ next: (change) => changes.push(change), complete: () => ends.push('complete') })
  const receive = (over: Partial<MessageStanza>): readonly TypingChange[] => {
    const stanza: MessageStanza = { kind: 'message', type: 'chat', from: '56-1@chat.localhost/web', ...over }
    const incoming = readIncoming(stanza, '21-1@chat.localhost/here')
    if (incoming !== undefined) incoming$.next(incoming)
    return changes
  }
  return { connection, incoming$, typing, receive, ends }
}

describe('typing of others', () => {
  it.each<[string, Partial<MessageStanza>, TypingChange | null]>([
    ['composing', { chatState: 'composing' }, { dialog: ben, userId: 56, typing: true }],
    ['paused', { chatState: 'paused' }, { dialog: ben, userId: 56, typing: false }],
    ['gone', { chatState: 'gone' }, { dialog: ben, userId: 56, typing: false }],
    [
      'in a room',
      { type: 'groupchat', from: `${room}/57`, chatState: 'composing' },
      { dialog: group, userId: 57, typing: true },
    ],
    [
      'in a room, stamped as rooms do',
      { type: 'groupchat', from: `${room}/57`, chatState: 'composing', delayedAt: 5 },
      { dialog: group, userId: 57, typing: true },
    ],
    ['late and private', { chatState: 'composing', delayedAt: 5 }, null],
    ['our own in a room', { type: 'groupchat', from: `${room}/21`, chatState: 'composing' }, null],
    ['our own of another device', { from: '21-1@chat.localhost/phone', chatState: 'composing' }, null],
    ['a room itself', { type: 'groupchat', from: room, chatState: 'composing' }, null],
    ['a bounce', { type: 'error', chatState: 'composing' }, null],
    ['a message that carries a state', { chatState: 'active', body: 'Hi' }, null],
    ['a message', { body: 'Hi' }, null],
    ['a foreign domain', { from: '56-1@elsewhere.example/x', chatState: 'composing' }, null],
  ])('%s', (_name, stanza, change) => {
    expect(setUp().receive(stanza)).toEqual(change === null ? [] : [change])
  })

  it('ends with the stream of stanzas', () => {
    const { incoming$, ends } = setUp()
    incoming$.complete()
    expect(ends).toEqual(['complete'])
  })
})

describe('telling that we type', () => {
  it('is cold, goes to the dialog and completes when written', () => {
    const { connection, typing } = setUp()
    connection.up(21)
    const start$ = typing.start(ben)
    expect(connection.written).toEqual([])
    const ends: string[] = []
    start$.subscribe({ complete: () => ends.push('start') })
    typing.stop(group).subscribe({ complete: () => ends.push('stop') })
    expect(connection.written).toEqual([
      { kind: 'message', type: 'chat', id: 'fresh', to: '56-1@chat.localhost', chatState: 'composing' },
      { kind: 'message', type: 'groupchat', id: 'fresh', to: room, chatState: 'paused' },
    ])
    expect(ends).toEqual(['start', 'stop'])
  })

  it('without a link is forgotten, not kept', () => {
    const { connection, typing } = setUp()
    const ends: string[] = []
    typing.start(ben).subscribe({ complete: () => ends.push('complete') })
    connection.up(21)
    expect([connection.written, ends]).toEqual([[], ['complete']])
  })
})
