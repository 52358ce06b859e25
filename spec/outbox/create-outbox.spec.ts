import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { concatMap, from, map, type Observable } from 'rxjs'
import { isChatError } from '../../lib/errors/chat-error.js'
import type { OutboxDeps } from '../../lib/outbox/create-outbox.js'
import { inOrder } from '../support/delivery.js'
import { fakeConnection } from './fake-connection.js'
import { setUpOutbox } from './set-up-outbox.js'

const room = '1_5c0900000000000000000033@muc.chat.localhost'
const message = (id: string, to = '56-1@chat.localhost') =>
  ({ kind: 'message', type: to.includes('muc') ? 'groupchat' : 'chat', id, to, body: id }) as const

const setUp = (over: Partial<OutboxDeps> = {}) => {
  const connection = fakeConnection()
  const woken: string[] = []
  let user: number | undefined = 21
  const outbox = setUpOutbox(connection, () => user, { wake: () => woken.push('woken'), ...over })
  return {
    connection,
    outbox,
    woken,
    as: (userId: number | undefined) => {
      user = userId
    },
    online: (userId = 21, resumed = false) => {
      outbox.revive(connection.up(userId, resumed)).subscribe()
    },
  }
}

/** What an Observable said so far, in words. */
const watch = (source$: Observable<string>): string[] => {
  const seen: string[] = []
  source$.subscribe({
    next: (value) => seen.push(value),
    error: (error: unknown) => seen.push(isChatError(error) ? `error ${error._tag}` : 'a foreign error'),
    complete: () => seen.push('complete'),
  })
  return seen
}

describe('the outbox', () => {
  it('does nothing without a subscription', () => {
    const { outbox, connection, online } = setUp()
    online()
    void outbox.submit(message('a'))
    expect(connection.written).toEqual([])
    expect(watch(outbox.pending$.pipe(map((entries) => String(entries.length))))).toEqual(['0'])
  })

  it('says sent when the server acknowledged that very stanza, not when it was written', () => {
    const { outbox, connection, online } = setUp()
    online()
    const a = watch(outbox.submit(message('a')))
    const b = watch(outbox.submit(message('b')))
    expect([a, b]).toEqual([
      ['queued', 'sending'],
      ['queued', 'sending'],
    ])
    connection.acknowledge('b')
    expect([a.slice(2), b.slice(2)]).toEqual([[], ['sent', 'complete']])
    connection.acknowledge('a')
    expect(a.slice(2)).toEqual(['sent', 'complete'])
  })

  it('waits for the link to be revived, and wakes a dormant one', () => {
    const { outbox, connection, woken } = setUp()
    const a = watch(outbox.submit(message('a')))
    expect([a, woken]).toEqual([['queued'], ['woken']])
    const link = connection.up(21)
    expect(connection.written).toEqual([])
    outbox.revive(link).subscribe()
    expect([a, connection.ids()]).toEqual([['queued', 'sending'], ['a']])
  })

  it('holds back all but 20 in flight, and goes on with every acknowledgement', () => {
    const { outbox, connection, online } = setUp()
    online()
    for (const number of inOrder(30)) watch(outbox.submit(message(String(number))))
    expect(connection.ids()).toEqual(inOrder(20).map(String))
    connection.acknowledge('0', '1', '2')
    expect(connection.ids()).toEqual(inOrder(23).map(String))
  })

  it('writes again under the same ids, in order, what a lost session had not acknowledged', () => {
    const { outbox, connection, online } = setUp()
    online()
    const lives = ['a', 'b', 'c'].map((id) => watch(outbox.submit(message(id))))
    connection.acknowledge('a')
    connection.down()
    watch(outbox.submit(message('d')))
    online()
    expect(connection.ids()).toEqual(['a', 'b', 'c', 'b', 'c', 'd'])
    expect(lives[1]).toEqual(['queued', 'sending'])
    connection.acknowledge('b', 'c')
    expect(lives.map((life) => life.slice(2))).toEqual([
      ['sent', 'complete'],
      ['sent', 'complete'],
      ['sent', 'complete'],
    ])
  })

  it('leaves repetition to a resumed session', () => {
    const { outbox, connection, online } = setUp()
    online()
    watch(outbox.submit(message('a')))
    connection.down()
    watch(outbox.submit(message('b')))
    online(21, true)
    expect(connection.ids()).toEqual(['a', 'b'])
  })

  it('never writes the entries of another user', () => {
    const { outbox, connection, online, as } = setUp()
    watch(outbox.submit(message('of-21')))
    as(22)
    online(22)
    watch(outbox.submit(message('of-22')))
    expect(connection.ids()).toEqual(['of-22'])
    connection.down()
    online(21)
    expect(connection.ids()).toEqual(['of-22', 'of-21'])
  })

  it('takes the echo of the room for an acknowledgement, and of no other room', () => {
    const { outbox, connection, online } = setUp()
    online()
    const life = watch(outbox.submit(message('a', room)))
    connection.echo('a', '1_5c0900000000000000000044@muc.chat.localhost/21')
    expect(life).toEqual(['queued', 'sending'])
    connection.echo('a', `${room}/21`)
    expect(life).toEqual(['queued', 'sending', 'sent', 'complete'])
  })

  it.each([`${room}/56`, `${room}/21/56`, `${room}/`, room, '21-1@chat.localhost/here', 'chat.localhost', undefined])(
    'takes no message from %s for the echo of the room',
    (from) => {
      const { outbox, connection, online } = setUp()
      online()
      const life = watch(outbox.submit(message('a', room)))
      connection.receive({ kind: 'message', type: 'groupchat', id: 'a', from, body: 'not ours' })
      expect(life).toEqual(['queued', 'sending'])
    },
  )

  it('takes no echo for a private message, whoever sends it', () => {
    const { outbox, connection, online } = setUp()
    online()
    const life = watch(outbox.submit(message('a')))
    connection.echo('a', '56-1@chat.localhost')
    connection.echo('a', '56-1@chat.localhost/21')
    expect(life).toEqual(['queued', 'sending'])
  })

  it('does not take a message of somebody in the room for the echo of a private one', () => {
    const { outbox, connection, online } = setUp()
    online()
    const life = watch(outbox.submit(message('a')))
    connection.echo('a', `${room}/56`)
    expect(life).toEqual(['queued', 'sending'])
  })

  it('fails alone when the addressee or the server refuses it', () => {
    const { outbox, connection, online } = setUp()
    online()
    const a = watch(outbox.submit(message('a')))
    const b = watch(outbox.submit(message('b')))
    connection.refuse('a', { condition: 'not-acceptable', type: 'cancel' })
    expect([a, b]).toEqual([
      ['queued', 'sending', 'error stanza'],
      ['queued', 'sending'],
    ])
    connection.acknowledge('a')
    expect(a).toEqual(['queued', 'sending', 'error stanza'])
  })

  it.each([
    ['a stranger', '56-1@chat.localhost', '666-1@chat.localhost/x'],
    ['a foreign server', '56-1@chat.localhost', 'evil.example'],
    ['somebody in the room', room, `${room}/56`],
    ['somebody in the room by his own name', room, '56-1@chat.localhost/web'],
    ['another room', room, '1_5c0900000000000000000044@muc.chat.localhost'],
  ])('does not let %s refuse a message', (_name, to, from) => {
    const { outbox, connection, online } = setUp()
    online()
    const life = watch(outbox.submit(message('a', to)))
    connection.refuse('a', { condition: 'not-acceptable', type: 'cancel' }, from)
    expect(life).toEqual(['queued', 'sending'])
  })

  it.each([
    ['the addressee', '56-1@chat.localhost', '56-1@chat.localhost'],
    ['a device of the addressee', '56-1@chat.localhost', '56-1@chat.localhost/web'],
    ['our own account', '56-1@chat.localhost', '21-1@chat.localhost'],
    ['the server', '56-1@chat.localhost', 'chat.localhost'],
    ['the room', room, room],
    ['the server of the rooms', room, 'muc.chat.localhost'],
    ['our own server, of a room', room, 'chat.localhost'],
  ])('lets %s refuse a message', (_name, to, from) => {
    const { outbox, connection, online } = setUp()
    online()
    const life = watch(outbox.submit(message('a', to)))
    connection.refuse('a', { condition: 'not-acceptable', type: 'cancel' }, from)
    expect(life).toEqual(['queued', 'sending', 'error stanza'])
  })

  it('tells what kind of refusal it was', () => {
    const { outbox, connection, online } = setUp()
    online()
    const errors: unknown[] = []
    outbox.submit(message('a')).subscribe({ error: (error: unknown) => errors.push(error) })
    connection.refuse('a', { condition: 'resource-constraint', type: 'wait', code: 500 })
    expect(errors).toMatchObject([
      {
        _tag: 'stanza',
        retryable: true,
        detail: { condition: 'resource-constraint', type: 'wait', code: 500, id: 'a' },
      },
    ])
  })

  it('refuses what is too large before it is queued', () => {
    const { outbox, connection, online } = setUp({ maxBytes: 50 })
    online()
    expect(watch(outbox.submit(message('a')))).toEqual(['error size'])
    expect(connection.written).toEqual([])
  })

  it('errors with session where there is no user', () => {
    const { outbox, as } = setUp()
    as(undefined)
    expect(watch(outbox.submit(message('a')))).toEqual(['error session'])
  })

  it('ends with closed what the server did not have when the chat was destroyed, and what comes later', () => {
    const { outbox, connection, online } = setUp()
    online()
    const a = watch(outbox.submit(message('a')))
    outbox.destroy()
    connection.acknowledge('a')
    expect(a).toEqual(['queued', 'sending', 'error closed'])
    expect(watch(outbox.submit(message('b')))).toEqual(['error closed'])
    expect(watch(outbox.pending$.pipe(map((entries) => String(entries.length))))).toContain('complete')
  })

  it('ends with closed what is tried again when the chat was destroyed', () => {
    const { outbox, connection, online } = setUp()
    online()
    watch(outbox.submit(message('a')))
    connection.refuse('a', { condition: 'forbidden' })
    outbox.destroy()
    expect(watch(outbox.retry('a'))).toEqual(['error closed'])
  })

  it('keeps a message that is handed over while another one is being told sent', () => {
    const { outbox, connection, online } = setUp()
    online()
    const lives = watch(
      from(['a', 'b', 'c']).pipe(
        concatMap((id) => outbox.submit(message(id)).pipe(map((status) => `${id} ${status}`))),
      ),
    )
    connection.acknowledge('a')
    connection.acknowledge('b')
    connection.acknowledge('c')
    expect(lives.filter((line) => line.endsWith('sent'))).toEqual(['a sent', 'b sent', 'c sent'])
    expect(lives.at(-1)).toBe('complete')
  })

  it('keeps the order when a message is handed over while an older one is being told sending', () => {
    const { outbox, connection, online } = setUp()
    watch(outbox.submit(message('b')))
    let later: string[] = []
    outbox.submit(message('c')).subscribe((status) => {
      if (status === 'sending') later = watch(outbox.submit(message('d')))
    })
    online()
    expect(connection.ids()).toEqual(['b', 'c', 'd'])
    expect(later).toEqual(['queued', 'sending'])
  })

  it('never tells queued after sending, also when a listener hands over the next message', () => {
    const { outbox, connection, online } = setUp()
    let handedOver = false
    outbox.pending$.subscribe((entries) => {
      if (entries.length !== 20 || handedOver || connection.written.length === 0) return
      handedOver = true
      watch(outbox.submit(message('later')))
    })
    online()
    for (const number of inOrder(19)) watch(outbox.submit(message(String(number))))
    handedOver = true
    watch(outbox.submit(message('19')))
    const waiting = watch(outbox.submit(message('20')))
    handedOver = false
    connection.acknowledge('0')
    expect(waiting).toEqual(['queued', 'sending'])
    expect(connection.ids()).toEqual(inOrder(21).map(String))
  })

  it('only moves forward, whatever order links come and go in (seed 7)', () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom('submit' as const, 'acknowledge' as const) },
      {
        weight: 2,
        arbitrary: fc.constantFrom('drop' as const, 'resume' as const, 'fresh' as const, 'refuse' as const),
      },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const { outbox, connection, online } = setUp()
        const lives: string[][] = []
        const open = new Set<string>()
        for (const next of steps) {
          const [oldest] = open
          if (next === 'submit') {
            const id = String(lives.length)
            open.add(id)
            lives.push(watch(outbox.submit(message(id))))
          }
          if (next === 'drop') connection.down()
          if (next === 'resume' || next === 'fresh') online(21, next === 'resume')
          if (oldest === undefined || !connection.ids().includes(oldest)) continue
          if (next === 'acknowledge') connection.acknowledge(oldest)
          if (next === 'refuse') connection.refuse(oldest, { condition: 'gone' })
          if (next === 'acknowledge' || next === 'refuse') open.delete(oldest)
        }
        for (const life of lives)
          expect(
            ['queued', 'sending', 'sent', 'complete'].slice(0, life.length).join() === life.join() ||
              life.join() === 'queued,sending,error stanza',
          ).toBe(true)
        const firsts = [...new Set(connection.ids())]
        expect(firsts).toEqual(inOrder(firsts.length).map(String))
      }),
      { seed: 7, numRuns: 200 },
    )
  })
})
