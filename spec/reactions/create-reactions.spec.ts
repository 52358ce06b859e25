import { describe, expect, it } from '@jest/globals'
import { EMPTY, from, NEVER, of, Subject, throwError, type Observable } from 'rxjs'
import { readIncoming, type Incoming } from '../../lib/connection/incoming.js'
import { ChatError, isChatError } from '../../lib/errors/chat-error.js'
import type { MessageStanza, StanzaReactions } from '../../lib/model/stanza.js'
import type { OutboxKind } from '../../lib/outbox/outbox-kind.js'
import { entered, type OutboxEntry, type OutboxStatus } from '../../lib/outbox/outbox-reducer.js'
import { createReactions, type ReactionChange, type ReactionsDeps } from '../../lib/reactions/create-reactions.js'
import type { Reactors } from '../../lib/reactions/reactions-reducer.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'
import { fakeConnection } from '../outbox/fake-connection.js'
import { marbles } from '../rx/marbles.js'

const messageId = '65a000000000000000000001'
const dialogId = '5c0900000000000000000033'
const room = `1_${dialogId}@muc.chat.localhost`
const group = { type: 'group', dialogId } as const
const ben = { type: 'private', opponentId: 56 } as const
const like = (userId = '56', over: Partial<StanzaReactions> = {}): StanzaReactions => ({
  ...{ userId, messageId, add: '👍' },
  ...over,
})

const setUp = (over: Partial<ReactionsDeps> = {}) => {
  const connection = fakeConnection()
  const incoming$ = new Subject<Incoming>()
  const sent$ = new Subject<OutboxEntry>()
  const reports: string[] = []
  const told = new Set<string>()
  const performed: unknown[] = []
  const submitted: MessageStanza[] = []
  const kinds: OutboxKind[] = []
  let status$ = from<OutboxStatus[]>(['queued', 'sending', 'sent'])
  let count = 0
  const reactions = createReactions({
    incoming$,
    event$: connection.linkEvent$,
    rest: {
      list: () => NEVER,
      add: () => NEVER,
      remove: () => NEVER,
      update: (id, { add, remove }) => {
        performed.push({ id, add, remove })
        return of(undefined)
      },
    },
    outbox: {
      sent$,
      register: (_name, kind = {}) => {
        kinds.push(kind)
        return (stanza) => {
          submitted.push(stanza)
          return status$
        }
      },
    },
    addresses: createAddresses(1, 'chat.localhost'),
    userId: () => 21,
    newId: () => `n${String(++count)}`,
    now: () => 5,
    isNew: (key) => !told.has(key) && told.add(key).has(key),
    report: (problem) => reports.push(problem),
    ...over,
  })
  const changes: ReactionChange[] = []
  reactions.changed$.subscribe((change) => changes.push(change))
  const receive = (stanza: Partial<MessageStanza>): readonly ReactionChange[] => {
    const incoming = readIncoming({ kind: 'message', id: 'r1', ...stanza }, '21-1@chat.localhost/here')
    if (incoming !== undefined) incoming$.next(incoming)
    return changes
  }
  return {
    ...{ connection, incoming$, sent$, reactions, reports, changes, receive, submitted, performed, kinds },
    answer: (next$: Observable<OutboxStatus>): void => {
      status$ = next$
    },
  }
}

const change = (over: Partial<ReactionChange>): ReactionChange => ({
  ...{ messageId, dialog: ben, userId: 56, at: 5, add: '👍' },
  ...over,
})
const own = '21-1@chat.localhost'
const bens = '56-1@chat.localhost/desk'

describe('reactions of others and ours', () => {
  it.each<[string, Partial<MessageStanza>, ReactionChange]>([
    ['the opponent', { type: 'chat', from: bens, reactions: like() }, change({})],
    ['our account', { type: 'chat', from: own, to: bens, reactions: like('21') }, change({ userId: 21 })],
    [
      'another device of ours',
      { type: 'chat', from: `${own}/x`, to: bens, reactions: like('21') },
      change({ userId: 21 }),
    ],
    ['our account, of the opponent', { type: 'chat', from: own, to: `${own}/here`, reactions: like() }, change({})],
    ['the server', { type: 'chat', from: 'chat.localhost', to: own, reactions: like() }, change({})],
    ['nobody, so the server', { type: 'chat', to: own, reactions: like() }, change({})],
    ['an occupant', { type: 'groupchat', from: `${room}/56`, reactions: like() }, change({ dialog: group })],
    ['the room', { type: 'groupchat', from: room, reactions: like() }, change({ dialog: group })],
    [
      'a room, both at once',
      { type: 'groupchat', from: `${room}/56`, reactions: like('56', { remove: '👎' }) },
      change({ dialog: group, remove: '👎' }),
    ],
    [
      'a carbon',
      {
        type: 'chat',
        from: own,
        carbon: {
          type: 'sent',
          message: { kind: 'message', id: 'r1', from: `${own}/x`, to: bens, reactions: like('21') },
        },
      },
      change({ userId: 21 }),
    ],
  ])('are taken from %s', (_name, stanza, expected) => {
    const { receive, reports } = setUp()
    expect(receive(stanza)).toEqual([expected])
    expect(reports).toEqual([])
  })

  it.each<[string, Partial<MessageStanza>]>([
    ['the opponent, for us', { type: 'chat', from: bens, reactions: like('21') }],
    ['a third one, for the opponent', { type: 'chat', from: '57-1@chat.localhost/x', reactions: like() }],
    ['an occupant, for another', { type: 'groupchat', from: `${room}/57`, reactions: like() }],
    ['an occupant, in private', { type: 'chat', from: `${room}/56`, reactions: like() }],
    ['a stranger', { type: 'chat', from: '56-1@elsewhere.example/x', reactions: like() }],
    ['no user', { type: 'chat', from: bens, reactions: like('ann') }],
  ])('are not taken from %s, which is told', (_name, stanza) => {
    const { receive, reports } = setUp()
    expect(receive(stanza)).toEqual([])
    expect(reports).toEqual(['a reaction in the name of somebody else'])
  })

  it('are told once, however often they come, and again when they are made again', () => {
    const { receive } = setUp()
    const stanza = { type: 'groupchat', from: `${room}/56`, reactions: like() }
    receive(stanza)
    receive(stanza)
    expect(receive({ ...stanza, id: 'r2' })).toHaveLength(2)
  })

  it('are no bounces, and end with the stream of stanzas', () => {
    const { receive, reactions, incoming$ } = setUp()
    const ends: string[] = []
    reactions.changed$.subscribe({ complete: () => ends.push('complete') })
    expect(receive({ type: 'error', from: bens, reactions: like() })).toEqual([])
    incoming$.complete()
    expect(ends).toEqual(['complete'])
  })
})

describe('watch', () => {
  const incomingOf = (reactions: StanzaReactions, id = 'r1'): Incoming => ({
    stanza: { kind: 'message', id, type: 'groupchat', from: `${room}/${reactions.userId}`, reactions },
    ...{ direction: 'incoming', origin: 'live' },
  })
  const failure = new ChatError('network', 'no', { url: '' })
  const told = { tag: 'network', message: 'no' }
  const values = {
    a: { reactors: {} },
    b: { reactors: { '👍': [56] } },
    c: { reactors: { '👍': [56, 57] } },
    e: { reactors: { '👍': [56] }, error: told },
  }

  it('loads once for all, with what is heard meanwhile, and follows', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const list$ = cold<Reactors>('             ---l|', { l: {} })
      const incoming$ = hot('        -x---x--y-----', { x: incomingOf(like()), y: incomingOf(like('57')) })
      const { reactions } = setUp({ incoming$, rest: { ...rest(), list: () => list$ } })
      expectObservable(reactions.watch(messageId), '^---------!').toBe('---b----c-', values)
      expectObservable(reactions.watch(messageId), '----^-----!').toBe('----b---c-', values)
      expectSubscriptions(list$.subscriptions).toBe('^---!')
    })
  })

  it('loads again in a new session, dropping an answer of before, and shows the old until then', () => {
    const answers = [new Subject<Reactors>(), new Subject<Reactors>(), new Subject<Reactors>()]
    const asked = [...answers]
    const { connection, reactions } = setUp({ rest: { ...rest(), list: () => asked.shift() ?? EMPTY } })
    const renew = (): void => {
      connection.event$.next({ type: 'renewed', link: connection.up(21) })
    }
    const seen: unknown[] = []
    reactions.watch(messageId).subscribe((value) => seen.push(value))
    renew()
    answers[0]?.next({ '🔥': [1] })
    expect(seen).toEqual([])
    answers[1]?.next({ '👍': [56] })
    renew()
    expect(seen).toEqual([values.b])
    answers[2]?.next({ '👍': [56, 57] })
    expect(seen).toEqual([values.b, values.c])
  })

  it('shows a failed load as an error beside what is heard, and mends in the next session', () => {
    const { connection, reactions, receive } = setUp({ rest: { ...rest(), list: failingOnce(failure) } })
    const seen: unknown[] = []
    reactions.watch(messageId).subscribe((value) => seen.push(value))
    receive({ type: 'groupchat', from: `${room}/56`, reactions: like() })
    connection.event$.next({ type: 'renewed', link: connection.up(21) })
    expect(seen).toEqual([{ reactors: {}, error: told }, values.e, values.b])
  })

  it('shows the same whether or not the list has what was heard meanwhile', () => {
    marbles(({ hot, cold, expectObservable }) => {
      const list$ = cold<Reactors>('---l|', { l: { '👍': [56] } })
      const { reactions } = setUp({
        incoming$: hot('-x-----x--', { x: incomingOf(like()) }),
        rest: { ...rest(), list: () => list$ },
      })
      expectObservable(reactions.watch(messageId), '^---------!').toBe('---b------', values)
    })
  })

  it('keeps the reference over a list that says the same', () => {
    const { connection, reactions, receive } = setUp({ rest: { ...rest(), list: () => of({ '👍': [56] }) } })
    const seen: unknown[] = []
    reactions.watch(messageId).subscribe((value) => seen.push(value))
    connection.event$.next({ type: 'renewed', link: connection.up(21) })
    receive({ type: 'groupchat', from: `${room}/57`, reactions: like('57') })
    connection.event$.next({ type: 'renewed', link: connection.up(21) })
    expect(seen).toEqual([values.b, values.c, values.b])
  })

  it('tells what was heard before and after a list that did not come, until one does', () => {
    const answers = [new Subject<Reactors>(), new Subject<Reactors>()]
    const asked = [...answers]
    const { connection, reactions, receive } = setUp({ rest: { ...rest(), list: () => asked.shift() ?? EMPTY } })
    const seen: unknown[] = []
    reactions.watch(messageId).subscribe((value) => seen.push(value))
    const hear = (userId: string) => receive({ type: 'groupchat', from: `${room}/${userId}`, reactions: like(userId) })
    hear('56')
    answers[0]?.error(failure)
    hear('57')
    connection.event$.next({ type: 'renewed', link: connection.up(21) })
    answers[1]?.next({ '👍': [56, 57] })
    expect(seen).toEqual([values.e, { ...values.c, error: told }, values.c])
  })

  it('shows our own once the server has it, whether or not that is told', () => {
    const { reactions, receive, sent$ } = setUp({ rest: { ...rest(), list: () => of({}) } })
    const seen: unknown[] = []
    reactions.watch(messageId).subscribe((value) => seen.push(value))
    const stanza: MessageStanza = { kind: 'message', id: 'n1', reactions: like('21') }
    sent$.next(
      entered({ id: 'n1', userId: 21, kind: 'reaction', stanza, at: 1, queue: 'tab', background: false, call: true }),
    )
    const shown = [values.a, { reactors: { '👍': [21] } }]
    expect(seen).toEqual(shown)
    receive({ type: 'groupchat', from: `${room}/21`, reactions: like('21') })
    expect(seen).toEqual(shown)
  })

  it('hears nothing of other messages', () => {
    const { reactions, receive } = setUp({ rest: { ...rest(), list: () => of({}) } })
    const seen: unknown[] = []
    reactions.watch(messageId).subscribe((value) => seen.push(value))
    receive({ type: 'groupchat', from: `${room}/56`, reactions: like('56', { messageId: 'other' }) })
    expect(seen).toEqual([values.a])
  })

  it('completes when the chat is destroyed', () => {
    const { reactions, incoming$, sent$, connection } = setUp({ rest: { ...rest(), list: () => of({}) } })
    const ends: string[] = []
    reactions.watch(messageId).subscribe({ complete: () => ends.push('complete') })
    for (const source$ of [incoming$, sent$, connection.event$]) source$.complete()
    expect(ends).toEqual(['complete'])
  })
})

const rest = (): ReactionsDeps['rest'] => ({
  ...{ list: () => NEVER, add: () => NEVER, remove: () => NEVER, update: () => NEVER },
})

const failingOnce = (failure: ChatError): (() => Observable<Reactors>) => {
  let failed = false
  return () => {
    if (failed) return of({ '👍': [56] })
    failed = true
    return throwError(() => failure)
  }
}

describe('reacting', () => {
  const words = (source$: Observable<unknown>): readonly string[] => {
    const said: string[] = []
    source$.subscribe({
      next: (value) => said.push(String(value)),
      error: (error: unknown) => said.push(isChatError(error) ? `error ${error._tag}` : 'a foreign error'),
      complete: () => said.push('complete'),
    })
    return said
  }

  it('is cold, hands over to the outbox, and emits when the server has it', () => {
    const { reactions, submitted, answer } = setUp()
    const add$ = reactions.add(messageId, '🔥')
    expect(submitted).toEqual([])
    expect(words(add$)).toEqual(['undefined', 'complete'])
    answer(of('queued'))
    expect(words(reactions.remove(messageId, '🔥'))).toEqual(['complete'])
    expect(submitted).toEqual([
      { kind: 'message', id: 'n1', reactions: { userId: '21', messageId, add: '🔥' } },
      { kind: 'message', id: 'n2', reactions: { userId: '21', messageId, remove: '🔥' } },
    ])
  })

  it('is one call of REST each', () => {
    const { reactions, submitted, performed, kinds } = setUp()
    words(reactions.update(messageId, { add: '👍', remove: '👎' }))
    words(reactions.update(messageId, { add: '🔥', remove: undefined }))
    for (const stanza of submitted) kinds[0]?.perform?.(stanza).subscribe()
    expect(performed).toEqual([
      { id: messageId, add: '👍', remove: '👎' },
      { id: messageId, add: '🔥' },
    ])
  })

  it('errs before it is handed over for what is no reaction or no message', () => {
    const { reactions, submitted } = setUp()
    expect(words(reactions.add(messageId, ''))).toEqual(['error argument'])
    expect(words(reactions.remove('', '🔥'))).toEqual(['error argument'])
    expect(words(reactions.update(messageId, {}))).toEqual(['error argument'])
    expect(submitted).toEqual([])
  })
})
