import { runInNewContext } from 'node:vm'
import { describe, expect, it } from '@jest/globals'
import { asyncScheduler, concatMap, from, map, mergeMap, retry, subscribeOn, take, type Observable } from 'rxjs'
import type { MessageDraft } from '../../lib/messages/message-draft.js'
import type { SendProgress } from '../../lib/messages/messages.js'
import type { DialogRef } from '../../lib/model/dialog-ref.js'
import { marbles } from '../rx/marbles.js'
import { ben, clock, group, observer, oid, roomJid, setUpMessages } from './set-up-messages.js'

const watch = (life$: Observable<SendProgress>): string[] => {
  const seen: string[] = []
  life$.subscribe(observer(seen, ({ status }) => status))
  return seen
}
const whole = ['queued', 'sending', 'sent', 'complete']

describe('send', () => {
  it('without a subscription sends nothing', () => {
    const { messages, online, bodies } = setUpMessages()
    online()
    void messages.send(ben, { body: 'Hi' })
    expect(bodies()).toEqual([])
  })

  it('mints the id at the call and gives the whole message with every step', () => {
    const { messages, online, connection } = setUpMessages()
    online()
    const first$ = messages.send(ben, { body: 'first' })
    const second$ = messages.send(group, { body: 'second', markable: false, params: { colour: 'red' } })
    const steps: SendProgress[] = []
    second$.subscribe((step) => steps.push(step))
    watch(first$)
    expect(connection.ids()).toEqual([oid(2), oid(1)])
    expect(steps[0]).toEqual({
      id: oid(2),
      status: 'queued',
      message: {
        id: oid(2),
        dialog: group,
        senderId: 21,
        direction: 'outgoing',
        body: 'second',
        sentAt: Math.floor(clock / 1000) * 1000,
        markable: false,
        saved: true,
        attachments: [],
        params: { colour: 'red' },
      },
    })
  })

  it('for two subscriptions at once sends once, and both see it sent', () => {
    const { messages, online, connection, bodies } = setUpMessages()
    online()
    const life$ = messages.send(ben, { body: 'Hi' })
    const one = watch(life$)
    const other = watch(life$)
    connection.acknowledge(oid(1))
    expect(bodies()).toEqual(['Hi'])
    expect([one, other]).toEqual([whole, ['sending', 'sent', 'complete']])
  })

  it('for a subscription after completion replays sent and completes', () => {
    const { messages, online, connection, bodies } = setUpMessages()
    online()
    const life$ = messages.send(ben, { body: 'Hi' })
    watch(life$)
    connection.acknowledge(oid(1))
    expect(watch(life$)).toEqual(['sent', 'complete'])
    expect(bodies()).toEqual(['Hi'])
  })

  it('unsubscribed before queued is withdrawn', () => {
    marbles(({ flush }, scheduler) => {
      const { messages, online, bodies } = setUpMessages()
      online()
      const seen: string[] = []
      const life$ = messages.send(ben, { body: 'Hi' }).pipe(subscribeOn(scheduler, 5))
      const subscription = life$.subscribe(observer(seen, ({ status }) => status))
      scheduler.schedule(() => {
        subscription.unsubscribe()
      }, 4)
      flush()
      expect([seen, bodies()]).toEqual([[], []])
    })
  })

  it('unsubscribed after queued is sent all the same: a destroyed component delivers', () => {
    const { messages, online, connection, bodies } = setUpMessages()
    const queuedOnly = watch(messages.send(ben, { body: 'Hi' }).pipe(take(1)))
    const subscription = messages.send(ben, { body: 'there' }).subscribe()
    subscription.unsubscribe()
    online()
    expect(bodies()).toEqual(['Hi', 'there'])
    expect(queuedOnly).toEqual(['queued', 'complete'])
    connection.down()
    online()
    expect(connection.ids()).toEqual([oid(1), oid(2), oid(1), oid(2)])
  })

  it('watched again after it was sent unwatched, says sent and sends nothing more', () => {
    const { messages, online, connection, bodies } = setUpMessages()
    online()
    const life$ = messages.send(ben, { body: 'Hi' })
    life$.subscribe().unsubscribe()
    connection.acknowledge(oid(1))
    expect(watch(life$)).toEqual(['sent', 'complete'])
    expect(bodies()).toEqual(['Hi'])
  })

  const sendEach = (send: (body: string) => Observable<SendProgress>) => ({
    concatMap$: from(['one', 'two', 'three']).pipe(concatMap(send)),
    mergeMap$: from(['one', 'two', 'three']).pipe(mergeMap(send)),
  })
  it.each(['concatMap$', 'mergeMap$'] as const)('keeps the order through %s', (flatten) => {
    const { messages, online, connection, bodies } = setUpMessages()
    online()
    const seen: string[] = []
    sendEach((body) => messages.send(ben, { body }))[flatten].subscribe(
      observer(seen, ({ status, message }) => `${message.body ?? ''} ${status}`),
    )
    for (const number of [1, 2, 3]) connection.acknowledge(oid(number))
    expect(bodies()).toEqual(['one', 'two', 'three'])
    expect(seen.filter((line) => /sent|complete/.test(line))).toEqual([
      'one sent',
      'two sent',
      'three sent',
      'complete',
    ])
  })

  it('is one message with one outcome: retry after a failure sends nothing more', () => {
    marbles(({ flush }, scheduler) => {
      const { messages, online, connection, bodies } = setUpMessages()
      online()
      const seen: string[] = []
      const life$ = messages.send(ben, { body: 'Hi' })
      life$.pipe(retry({ count: 3, delay: 10 })).subscribe(observer(seen, ({ status }) => status))
      connection.refuse(oid(1), { condition: 'forbidden', type: 'auth' })
      scheduler.schedule(() => {
        expect(bodies()).toEqual(['Hi'])
      }, 100)
      flush()
      expect(watch(life$).at(-1)).toBe('error stanza')
    })
  })

  it('retried at once gives up with the same error, and sent it once', () => {
    const { messages, online, connection, bodies } = setUpMessages()
    online()
    const seen = watch(messages.send(ben, { body: 'Hi' }).pipe(retry(2)))
    connection.refuse(oid(1), { condition: 'forbidden', type: 'auth' })
    expect(seen.at(-1)).toBe('error stanza')
    expect(bodies()).toEqual(['Hi'])
  })

  it('errors with closed when the chat is destroyed before the server had it', () => {
    const { messages, outbox, online } = setUpMessages()
    online()
    const life$ = messages.send(ben, { body: 'Hi' })
    const seen = watch(life$)
    outbox.destroy()
    expect(seen).toEqual(['queued', 'sending', 'error closed'])
    expect(watch(life$).at(-1)).toBe('error closed')
    expect(watch(messages.send(ben, { body: 'late' }))).toEqual(['error closed'])
  })

  it('errors with size, and those after it go on', () => {
    const { messages, online, bodies } = setUpMessages({ maxBytes: 1024 })
    online()
    expect(watch(messages.send(ben, { body: 'x'.repeat(2000) }))).toEqual(['error size'])
    watch(messages.send(ben, { body: 'small' }))
    expect(bodies()).toEqual(['small'])
  })

  it('errors with session where nobody is signed in', () => {
    const { messages, as, online, bodies } = setUpMessages()
    as(undefined)
    const life$ = messages.send(ben, { body: 'Hi' })
    expect(watch(life$)).toEqual(['error session'])
    as(21)
    online()
    expect(watch(life$)).toEqual(['error session'])
    expect(bodies()).toEqual([])
  })

  it('ends at the echo of the room, which is not received again', () => {
    const { messages, online, connection } = setUpMessages()
    online()
    const received: string[] = []
    messages.received$.subscribe(({ id }) => received.push(id))
    const seen = watch(messages.send(group, { body: 'Hi' }))
    connection.echo(oid(1), `${roomJid}/21`)
    expect(seen).toEqual(whole)
    expect(received).toEqual([])
  })

  it.each<[string, DialogRef, MessageDraft, string]>([
    ['nothing to say', ben, {}, 'draft'],
    ['an empty body', ben, { body: '' }, 'draft'],
    ['user 0', { type: 'private', opponentId: 0 }, { body: 'Hi' }, 'dialog.opponentId'],
    ['half a user', { type: 'private', opponentId: 1.5 }, { body: 'Hi' }, 'dialog.opponentId'],
    ['NaN', { type: 'private', opponentId: Number.NaN }, { body: 'Hi' }, 'dialog.opponentId'],
    ['no dialog id', { type: 'group', dialogId: '' }, { body: 'Hi' }, 'dialog.dialogId'],
    ['a dialog id that is a JID', { type: 'group', dialogId: 'a@b' }, { body: 'Hi' }, 'dialog.dialogId'],
    ['a dialog id with a resource', { type: 'public', dialogId: 'a/21' }, { body: 'Hi' }, 'dialog.dialogId'],
    ['a key of the protocol', ben, { params: { date_sent: '1' } }, 'draft.params.date_sent'],
    ['a key that is no XML name', ben, { params: { '1st': 'x' } }, 'draft.params.1st'],
    ['a key with a blank', ben, { params: { 'two words': 'x' } }, 'draft.params.two words'],
    ['a key that leads to a prototype', ben, { params: JSON.parse('{"__proto__":1}') }, 'draft.params.__proto__'],
  ])('names %s as a wrong argument, before anything is sent', (_name, dialog, draft, name) => {
    const { messages, online, bodies, outbox } = setUpMessages()
    online()
    const errors: unknown[] = []
    messages.send(dialog, draft).subscribe({ error: (error: unknown) => errors.push(error) })
    expect(errors).toMatchObject([{ _tag: 'argument', retryable: false, detail: { name } }])
    expect(bodies()).toEqual([])
    const pending: number[] = []
    outbox.pending$.pipe(map(({ length }) => length)).subscribe((length) => pending.push(length))
    expect(pending).toEqual([0])
  })

  const knot: Record<string, unknown> = {}
  knot['again'] = [knot]
  it.each<[string, unknown, string]>([
    ['undefined', { params: { a: undefined } }, 'params.a'],
    ['undefined beside a body', { body: 'Hi', params: { a: 'x', b: undefined } }, 'params.b'],
    ['nested undefined', { params: { a: { b: [1, { c: undefined }] } } }, 'params.a.b.1.c'],
    ['a function', { params: { a: () => 1 } }, 'params.a'],
    ['a symbol', { params: { a: Symbol('s') } }, 'params.a'],
    ['a bigint', { params: { a: [1n] } }, 'params.a.0'],
    ['NaN', { params: { a: Number.NaN } }, 'params.a'],
    ['Infinity', { params: { a: -Infinity } }, 'params.a'],
    ['a value within itself', { params: { a: knot } }, 'params.a.again.0'],
    ['a Date', { params: { a: new Date() } }, 'params.a'],
    ['a Map', { params: { a: { b: new Map([[1, 2]]) } } }, 'params.a.b'],
    ['a Set', { params: { a: [new Set([1])] } }, 'params.a.0'],
    ['bytes', { params: { a: new Uint8Array(2) } }, 'params.a'],
    ['a regular expression', { params: { a: /a/ } }, 'params.a'],
    ['a Date in an attachment', { attachments: [{ type: 'x', at: new Date() }] }, 'attachments.0.at'],
    ['a key of an attachment that is no name', { attachments: [{ type: 'x', 'a b': 1 }] }, 'attachments.0.a b'],
    ['a bigint in an attachment', { attachments: [{ type: 'x' }, { type: 'x', size: 1n }] }, 'attachments.1.size'],
    ['nested undefined in an attachment', { attachments: [{ type: 'x', a: [undefined] }] }, 'attachments.0.a.0'],
  ])('refuses %s, which JSON cannot say, and names it', (_name, draft, path) => {
    const { messages, online, bodies } = setUpMessages()
    online()
    const errors: unknown[] = []
    const life$: Observable<unknown> = Reflect.apply(messages.send, undefined, [ben, draft])
    life$.subscribe({ error: (error: unknown) => errors.push(error) })
    expect(errors).toMatchObject([{ _tag: 'argument', detail: { name: `draft.${path}` } }])
    expect(bodies()).toEqual([])
  })

  it.each<[string, readonly unknown[], string]>([
    ['no dialog', [null, { body: 'Hi' }], 'dialog'],
    ['a text for a dialog', ['abc', { body: 'Hi' }], 'dialog'],
    ['a dialog without an id', [{ type: 'group' }, { body: 'Hi' }], 'dialog.dialogId'],
    ['no draft', [ben, null], 'draft'],
    ['a list for a draft', [ben, []], 'draft'],
    ['a body that is no text', [ben, { body: 5 }], 'draft.body'],
    ['params that are null', [ben, { body: 'Hi', params: null }], 'draft.params'],
    ['a list for params', [ben, { params: ['x'] }], 'draft.params'],
    ['a Map for params', [ben, { params: new Map([['a', 1]]) }], 'draft.params'],
    ['attachments that are null', [ben, { body: 'Hi', attachments: null }], 'draft.attachments'],
    ['no seconds to vanish after', [ben, { body: 'Hi', destroyAfter: 0 }], 'draft.destroyAfter'],
    ['half a second', [ben, { body: 'Hi', destroyAfter: 1.5 }], 'draft.destroyAfter'],
    ['a word for seconds', [ben, { body: 'Hi', destroyAfter: '30' }], 'draft.destroyAfter'],
    ['no attachment among attachments', [ben, { attachments: [null] }], 'draft.attachments'],
  ])('names %s as a wrong argument, where nobody checked types', (_name, given, name) => {
    const { messages, online, bodies } = setUpMessages()
    online()
    const errors: unknown[] = []
    const life$: Observable<unknown> = Reflect.apply(messages.send, undefined, given)
    life$.subscribe({ error: (error: unknown) => errors.push(error) })
    expect(errors).toMatchObject([{ _tag: 'argument', detail: { name } }])
    expect(bodies()).toEqual([])
  })

  it('gives and sends what it is to vanish after', () => {
    const { messages, online, connection } = setUpMessages()
    online()
    const steps: SendProgress[] = []
    messages.send(ben, { body: 'Hi', destroyAfter: 30 }).subscribe((step) => steps.push(step))
    expect(steps[0]?.message).toMatchObject({ destroyAfter: 30 })
    expect(connection.written).toMatchObject([{ destroyAfter: 30 }])
  })

  it.each([
    [true, [undefined, true, undefined, true]],
    [false, [undefined, undefined, undefined, undefined]],
  ])('asks an archive, where one stands in for REST (%s), to keep what has no body', (isArchived, expected) => {
    const { messages, online, connection } = setUpMessages({ isArchived: () => isArchived })
    online()
    const attachments = [{ type: 'photo', uid: 'u' }]
    watch(messages.send(ben, { body: 'a body', attachments }))
    watch(messages.send(ben, { attachments }))
    watch(messages.send(ben, { attachments, saveToHistory: false }))
    messages.delete({ id: oid(1), dialog: ben }).subscribe()
    const sent = connection.written.flatMap((stanza) => (stanza.kind === 'message' ? [stanza.store] : []))
    expect(sent).toEqual(expected)
  })

  it('takes a record of another frame, whose prototype is another', () => {
    const { messages, online, connection } = setUpMessages()
    online()
    const foreign: unknown = runInNewContext('({ a: [1, { b: 2 }] })')
    const life$: Observable<unknown> = Reflect.apply(messages.send, undefined, [ben, { params: foreign }])
    life$.subscribe()
    expect(connection.written).toMatchObject([{ extraParams: { params: { a: [1, { b: 2 }] } } }])
  })

  it('takes everything JSON can say, and attachments with members left out', () => {
    const { messages, online, connection } = setUpMessages()
    online()
    const params = { a: null, b: [0, -1.5, 'x', true, [], {}], c: { d: { e: '' } } }
    watch(messages.send(ben, { params, attachments: [{ type: 'image', alt: undefined }] }))
    expect(connection.written).toMatchObject([{ extraParams: { params } }])
  })

  it('reports a wrong argument at the subscription, not at the call', () => {
    const { messages } = setUpMessages()
    expect(() => messages.send(ben, {}).pipe(subscribeOn(asyncScheduler))).not.toThrow()
  })
})
