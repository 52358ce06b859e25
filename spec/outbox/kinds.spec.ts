import { describe, expect, it } from '@jest/globals'
import { concat, defer, EMPTY, finalize, map, NEVER, Observable, of, Subject, throwError } from 'rxjs'
import { ChatError, isChatError } from '../../lib/errors/chat-error.js'
import type { MessageStanza } from '../../lib/model/stanza.js'
import type { OutboxKind } from '../../lib/outbox/outbox-kind.js'
import { memoryStore } from '../../lib/platform/key-value-store.js'
import { inVirtualTime, type VirtualTime } from '../stream/virtual-time.js'
import { fakeConnection } from './fake-connection.js'
import { setUpOutbox } from './set-up-outbox.js'

const ben = '56-1@chat.localhost'
const room = '1_5c0900000000000000000033@muc.chat.localhost'
const otherRoom = '1_5c0900000000000000000044@muc.chat.localhost'
const message = (id: string, to = ben) =>
  ({ kind: 'message', type: to === ben ? 'chat' : 'groupchat', id, to, body: id }) as const satisfies MessageStanza
const reaction = (id: string) =>
  ({ kind: 'message', id, reactions: { userId: '21', messageId: 'm', add: '🔥' } }) as const satisfies MessageStanza

const busy = () => new ChatError('http', 'busy', httpDetail(503), { retryable: true })
const wrong = new ChatError('http', 'no such message', httpDetail(404))
function httpDetail(status: number) {
  return { status, method: 'PUT', path: '/x', messages: [], fields: {} }
}
const linkLost = new ChatError('link', 'lost', { reason: 'lost' }, { retryable: true })
const forbidden = { condition: 'forbidden', type: 'auth' }

/** An outbox of user 21 with one more kind, `special`. */
const setUp = (kind: OutboxKind, time?: VirtualTime, storage = memoryStore()) => {
  const connection = fakeConnection()
  const outbox = setUpOutbox(connection, () => 21, {
    storage,
    ...(time === undefined ? {} : { scheduler: time.scheduler }),
  })
  const submit = outbox.register('special', kind)
  const told: string[] = []
  const watch = (id: string, life$: Observable<string>): void => {
    life$.subscribe({
      next: (status) => told.push(`${id} ${status}`),
      error: (error: unknown) =>
        told.push(
          `${id} ${isChatError(error, 'stanza') ? error.detail.condition : isChatError(error) ? error._tag : '?'}`,
        ),
    })
  }
  return {
    connection,
    outbox,
    told,
    storage,
    say: (id: string, to?: string) => {
      watch(id, outbox.submit(message(id, to)))
    },
    special: (stanza: MessageStanza & { readonly id: string }) => {
      watch(stanza.id, submit(stanza))
    },
    retry: (id: string) => {
      watch(id, outbox.retry(id))
    },
    online: (resumed = false) => {
      outbox.revive(connection.up(21, resumed)).subscribe()
    },
    pending: (): readonly string[] => {
      let now: readonly string[] = []
      outbox.pending$
        .subscribe((entries) => {
          now = entries.map(({ id, status, failure }) => [id, status, ...(failure ? [failure.reason] : [])].join(' '))
        })
        .unsubscribe()
      return now
    },
  }
}

/** Calls that are ended by hand, in the order they are made. */
const callsByHand = () => {
  const open: { readonly id: string; readonly end$: Subject<void> }[] = []
  const made: string[] = []
  return {
    made,
    open: () => open.map(({ id }) => id),
    end: (error?: unknown) => {
      const call = open[0]
      if (error === undefined) call?.end$.complete()
      else call?.end$.error(error)
    },
    perform: ({ id = '' }: MessageStanza) =>
      new Observable((subscriber) => {
        made.push(id)
        const call = { id, end$: new Subject<void>() }
        open.push(call)
        subscriber.add(call.end$.subscribe(subscriber))
        subscriber.add(() => open.splice(open.indexOf(call), 1))
      }),
  }
}

describe('a kind that is performed', () => {
  it('is called instead of written, once the link is up', () => {
    const calls = callsByHand()
    const { special, online, connection, told, pending } = setUp(calls)
    special(reaction('r'))
    expect([calls.made, told]).toEqual([[], ['r queued']])
    online()
    expect([calls.made, told, pending()]).toEqual([['r'], ['r queued', 'r sending'], ['r sending']])
    calls.end()
    expect([told.at(-1), pending(), connection.ids()]).toEqual(['r sent', [], []])
  })

  it.each([
    ['of nothing', EMPTY],
    ['with values', of(1, 2)],
  ])('may end at once, %s, and is told in the order of things', (_name, result$) => {
    const { special, online, told } = setUp({ perform: () => result$ })
    online()
    special(reaction('r'))
    special(reaction('s'))
    expect(told).toEqual(['r queued', 'r sending', 'r sent', 's queued', 's sending', 's sent'])
  })

  it('waits for what was handed over before it, and holds up no stanza behind it', () => {
    const calls = callsByHand()
    const { say, special, online, connection } = setUp(calls)
    online()
    say('a')
    special(reaction('r'))
    say('b')
    expect([connection.ids(), calls.made]).toEqual([['a', 'b'], []])
    connection.acknowledge('b')
    expect(calls.made).toEqual([])
    connection.acknowledge('a')
    expect(calls.made).toEqual(['r'])
  })

  it('does not wait for what failed or is in the background', () => {
    const calls = callsByHand()
    const { outbox, say, special, online, connection } = setUp(calls)
    say('refused')
    special(reaction('r'))
    online()
    outbox.register('marker', { background: true })(message('marker')).subscribe()
    expect(calls.made).toEqual([])
    connection.refuse('refused', forbidden)
    expect(calls.made).toEqual(['r'])
    calls.end()
    connection.down()
    say('queued')
    special(reaction('s'))
    online()
    expect(calls.made).toEqual(['r'])
    connection.acknowledge('queued')
    expect(calls.made).toEqual(['r', 's'])
  })

  it('takes the turn of what is cancelled ahead of it', () => {
    const calls = callsByHand()
    const { outbox, special, online } = setUp(calls)
    online()
    special(reaction('r'))
    special(reaction('s'))
    calls.end(busy())
    outbox.cancel('r').subscribe()
    expect(calls.made).toEqual(['r', 's'])
  })

  it('is called one at a time, in order', () => {
    const calls = callsByHand()
    const { special, online } = setUp(calls)
    for (const id of ['r', 's', 't']) special(reaction(id))
    online()
    expect([calls.made, calls.open()]).toEqual([['r'], ['r']])
    calls.end()
    expect([calls.made, calls.open()]).toEqual([['r', 's'], ['s']])
    calls.end(wrong)
    expect([calls.made, calls.open()]).toEqual([['r', 's', 't'], ['t']])
  })

  it('is not called again for a link that is cut meanwhile', () => {
    const calls = callsByHand()
    const { special, online, connection, told } = setUp(calls)
    special(reaction('r'))
    online()
    for (let each = 0; each < 12; each++) {
      connection.down(true)
      online()
    }
    connection.down()
    calls.end()
    expect([calls.made, told.at(-1)]).toEqual([['r'], 'r sent'])
  })

  it('is called again after a reload', () => {
    const before = setUp(callsByHand())
    before.special(reaction('r'))
    before.online()
    before.outbox.destroy()
    const calls = callsByHand()
    const after = setUp(calls, undefined, before.storage)
    after.online()
    expect([calls.made, after.connection.ids(), after.connection.written]).toEqual([['r'], [], []])
    calls.end()
    expect(after.pending()).toEqual([])
  })

  it.each([
    ['with an error that is final', () => throwError(() => wrong), 'http'],
    ['with an error of somebody else', () => throwError(() => new Error('x')), 'link'],
    [
      'by throwing',
      () => {
        throw new Error('x')
      },
      'link',
    ],
  ])('fails alone %s, and is called again by retry', (_name, outcome, tag) => {
    let works = false
    const { special, online, told, retry, pending } = setUp({
      perform: ({ id }) => (works || id !== 'r' ? EMPTY : outcome()),
    })
    special(reaction('r'))
    special(reaction('s'))
    online()
    expect(told).toEqual(['r queued', 's queued', 'r sending', `r ${tag}`, 's sending', 's sent'])
    works = true
    retry('r')
    expect([told.slice(6), pending()]).toEqual([['r queued', 'r sending', 'r sent'], []])
  })

  it('is called again at once when it is retried while it is being told failed', () => {
    const calls = callsByHand()
    const { outbox, special, online, retry } = setUp(calls)
    outbox.failed$.subscribe(({ entry }) => retry(entry.id))
    special(reaction('r'))
    online()
    calls.end(wrong)
    expect([calls.made, calls.open()]).toEqual([['r', 'r'], ['r']])
  })

  it('is called again 5 s after an error that is not final, and may be cancelled meanwhile', () => {
    inVirtualTime((time) => {
      const calls = callsByHand()
      const { outbox, special, online, pending } = setUp(calls, time)
      special(reaction('r'))
      special(reaction('s'))
      online()
      calls.end(busy())
      expect([pending(), calls.made]).toEqual([['r queued', 's queued'], ['r']])
      time.at(4999, () => expect(calls.made).toEqual(['r']))
      time.at(5001, () => {
        expect([pending(), calls.made]).toEqual([
          ['r sending', 's queued'],
          ['r', 'r'],
        ])
        calls.end(busy())
        outbox.cancel('r').subscribe()
        expect([pending(), calls.made]).toEqual([['s sending'], ['r', 'r', 's']])
        outbox.destroy()
        expect([calls.open(), time.timers()]).toEqual([[], 0])
      })
    })
  })

  it('is called again at once in a new session, and after its time over a resumed link', () => {
    inVirtualTime((time) => {
      const calls = callsByHand()
      const { special, online, connection, outbox } = setUp(calls, time)
      special(reaction('r'))
      online()
      calls.end(busy())
      connection.down()
      online()
      expect(calls.made).toEqual(['r', 'r'])
      connection.down()
      time.at(2000, () => {
        calls.end(busy())
        online(true)
        expect(calls.made).toEqual(['r', 'r'])
      })
      // The first pause is over, the second is not.
      time.at(5001, () => expect(calls.made).toEqual(['r', 'r']))
      time.at(7001, () => {
        expect(calls.made).toEqual(['r', 'r', 'r'])
        outbox.destroy()
        expect(time.timers()).toBe(0)
      })
    })
  })

  it('waits for a link when its time comes without one', () => {
    inVirtualTime((time) => {
      const calls = callsByHand()
      const { special, online, connection, outbox } = setUp(calls, time)
      special(reaction('r'))
      online()
      calls.end(busy())
      connection.down()
      time.at(5001, () => {
        expect(calls.made).toEqual(['r'])
        online(true)
        expect(calls.made).toEqual(['r', 'r'])
        outbox.destroy()
      })
    })
  })

  it('fails as it failed last', () => {
    inVirtualTime((time) => {
      const calls = callsByHand()
      const { outbox, special, online } = setUp(calls, time)
      const errors: ChatError[] = []
      outbox.failed$.subscribe(({ error }) => errors.push(error))
      special(reaction('r'))
      online()
      calls.end(busy())
      time.at(5001, () => {
        calls.end(wrong)
        expect(errors).toEqual([wrong])
        expect(errors[0]).toBe(wrong)
      })
    })
  })

  it('stands aside after ten tries', () => {
    inVirtualTime((time) => {
      let tries = 0
      const { special, online, pending, outbox } = setUp(
        {
          perform: ({ id }) =>
            new Observable((subscriber) => {
              if (id === 'r') tries++
              if (id === 'r') subscriber.error(busy())
              else subscriber.complete()
            }),
        },
        time,
      )
      special(reaction('r'))
      special(reaction('s'))
      online()
      time.at(44_999, () => expect([tries, pending()]).toEqual([9, ['r queued', 's queued']]))
      time.at(45_001, () => {
        expect([tries, pending()]).toEqual([10, ['r failed http']])
        outbox.destroy()
      })
    })
  })

  it('goes on when nobody watches, and ends with the outbox', () => {
    let ended = 0
    const { outbox, connection } = setUp({})
    const submit = outbox.register('special', { perform: () => NEVER.pipe(finalize(() => ended++)) })
    submit(reaction('r')).subscribe().unsubscribe()
    outbox.revive(connection.up(21)).subscribe()
    expect(ended).toBe(0)
    outbox.destroy()
    expect(ended).toBe(1)
  })

  it('that is forgotten meanwhile changes nothing when it ends', () => {
    const calls = callsByHand()
    const { outbox, special, online, told, pending } = setUp(calls)
    online()
    for (const end of [undefined, wrong, busy()]) {
      special(reaction('r'))
      outbox.clear(21).subscribe()
      calls.end(end)
    }
    expect([new Set(told), pending()]).toEqual([new Set(['r queued', 'r sending', 'r closed']), []])
  })

  it('lets nobody settle it by a stanza', () => {
    const calls = callsByHand()
    const { special, online, connection, told } = setUp(calls)
    special(reaction('r'))
    online()
    connection.refuse('r', forbidden)
    connection.echo('r', `${room}/21`)
    expect(told).toEqual(['r queued', 'r sending'])
  })
})

/** What mends refusals, ended by hand. */
const mendingByHand = () => {
  const asked: string[] = []
  const running: Subject<void>[] = []
  return {
    asked,
    running,
    end: (error?: unknown) => {
      const [first$] = running.splice(0, 1)
      if (error === undefined) first$?.complete()
      else first$?.error(error)
    },
    mend: ({ id = '' }: MessageStanza, refusal: ChatError) => {
      asked.push(`${id} ${isChatError(refusal, 'stanza') ? refusal.detail.condition : '?'}`)
      const end$ = new Subject<void>()
      return new Observable((subscriber) => {
        running.push(end$)
        return end$.subscribe(subscriber)
      })
    },
  }
}

const refuse = (connection: ReturnType<typeof fakeConnection>, ...ids: readonly string[]): void => {
  for (const id of ids) connection.refuse(id, forbidden, room)
}

describe('a refusal that can be mended', () => {
  it('has it wait, and written again under its id', () => {
    const mending = mendingByHand()
    const { special, online, connection, told, pending } = setUp(mending)
    online()
    special(message('a', room))
    refuse(connection, 'a')
    expect([mending.asked, pending()]).toEqual([['a forbidden'], ['a queued']])
    // What was written first is acknowledged, too: the server read it.
    connection.acknowledge('a')
    expect(pending()).toEqual(['a queued'])
    mending.end()
    expect([connection.ids(), pending()]).toEqual([['a', 'a'], ['a sending']])
    connection.acknowledge('a')
    expect(told).toEqual(['a queued', 'a sending', 'a sent'])
  })

  it('keeps the order in its dialog, and holds up no other', () => {
    const mending = mendingByHand()
    const { special, online, connection, say } = setUp(mending)
    online()
    for (const id of ['a', 'b']) special(message(id, room))
    refuse(connection, 'a', 'b')
    special(message('c', room))
    special(message('d', otherRoom))
    say('e')
    expect(connection.ids()).toEqual(['a', 'b', 'd', 'e'])
    const [, second$] = mending.running
    second$?.complete()
    expect(connection.ids()).toEqual(['a', 'b', 'd', 'e'])
    mending.end()
    expect(connection.ids().slice(4)).toEqual(['a', 'b', 'c'])
  })

  it('is mended once: the second time it fails as refused first', () => {
    const mending = mendingByHand()
    const { special, online, connection, told } = setUp(mending)
    online()
    special(message('a', room))
    refuse(connection, 'a')
    mending.end()
    connection.refuse('a', { condition: 'gone', type: 'cancel' }, room)
    expect([mending.asked, told.at(-1)]).toEqual([['a forbidden'], 'a forbidden'])
  })

  it('is not refused again while it waits, or when it failed', () => {
    const mending = mendingByHand()
    const { special, online, connection, told } = setUp(mending)
    online()
    special(message('a', room))
    refuse(connection, 'a', 'a')
    expect([mending.asked.length, told]).toEqual([1, ['a queued', 'a sending']])
    mending.end(new Error('no way'))
    refuse(connection, 'a')
    expect([mending.asked.length, told]).toEqual([1, ['a queued', 'a sending', 'a forbidden']])
  })

  it('is asked about again when the app retries', () => {
    const mending = mendingByHand()
    const { special, online, connection, retry } = setUp(mending)
    online()
    special(message('a', room))
    refuse(connection, 'a')
    mending.end(new Error('no way'))
    retry('a')
    refuse(connection, 'a')
    expect(mending.asked).toEqual(['a forbidden', 'a forbidden'])
  })

  it('fails as refused when mending fails, and what waited behind it goes', () => {
    const mending = mendingByHand()
    const { special, online, connection, told } = setUp(mending)
    online()
    special(message('a', room))
    refuse(connection, 'a')
    special(message('b', room))
    mending.end(new ChatError('timeout', 'late', { waitedFor: 'x', ms: 1 }))
    expect([told, connection.ids()]).toEqual([
      ['a queued', 'a sending', 'b queued', 'a forbidden', 'b sending'],
      ['a', 'b'],
    ])
  })

  it('fails at once where nothing mends it', () => {
    const { special, online, connection, told } = setUp({ mend: () => undefined })
    online()
    special(message('a', room))
    refuse(connection, 'a')
    expect(told.at(-1)).toBe('a forbidden')
  })

  it('may be mended at once', () => {
    const { special, online, connection } = setUp({ mend: () => of(null) })
    online()
    special(message('a', room))
    refuse(connection, 'a')
    expect(connection.ids()).toEqual(['a', 'a'])
  })

  it('is asked about again over the next link when that was lost meanwhile', () => {
    const mending = mendingByHand()
    const { special, online, connection, pending } = setUp(mending)
    online()
    special(message('a', room))
    refuse(connection, 'a')
    connection.down()
    mending.end(linkLost)
    online(true)
    expect(connection.ids()).toEqual(['a', 'a'])
    refuse(connection, 'a')
    expect([mending.asked.length, pending()]).toEqual([2, ['a queued']])
  })

  it('is written again in a new session, whatever comes of mending in the old one', () => {
    const mending = mendingByHand()
    const { special, online, connection, pending } = setUp(mending)
    online()
    special(message('a', room))
    refuse(connection, 'a')
    connection.down()
    online()
    expect(connection.ids()).toEqual(['a', 'a'])
    mending.end(new Error('too late'))
    expect(pending()).toEqual(['a sending'])
  })

  it('may be cancelled meanwhile, and ends with the outbox', () => {
    const mending = mendingByHand()
    const { outbox, special, online, connection, told } = setUp(mending)
    online()
    special(message('a', room))
    refuse(connection, 'a')
    special(message('b', room))
    outbox.cancel('a').subscribe()
    expect([connection.ids(), told.at(-1)]).toEqual([['a', 'b'], 'b sending'])
    refuse(connection, 'b')
    const last$ = mending.running.at(-1)
    expect(last$?.observed).toBe(true)
    outbox.destroy()
    expect(last$?.observed).toBe(false)
  })
})

describe('failed$', () => {
  it('tells what failed and why, also in the background, not what was withdrawn, and replays nothing', () => {
    const { outbox, say, online, connection } = setUp({})
    const failed: string[] = []
    const late: string[] = []
    const listen = (list: string[]): void => {
      const ended$ = of('complete')
      concat(
        outbox.failed$.pipe(map(({ entry, error }) => `${entry.kind} ${entry.id} ${error._tag}`)),
        ended$,
      ).subscribe((line) => list.push(line))
    }
    listen(failed)
    online()
    for (const id of ['a', 'b', 'c']) say(id)
    outbox
      .register('marker', { background: true })(message('m'))
      .subscribe({ error: () => undefined })
    connection.refuse('a', forbidden)
    connection.refuse('m', forbidden)
    listen(late)
    connection.down()
    say('d')
    outbox.cancel('d').subscribe()
    outbox.clear(21).subscribe()
    outbox.destroy()
    expect([failed, late]).toEqual([['message a stanza', 'marker m stanza', 'complete'], ['complete']])
  })

  it('leaves what failed there when the server acknowledges what it refused', () => {
    const { say, online, connection, pending, told, retry } = setUp({})
    online()
    say('a')
    connection.refuse('a', forbidden)
    retry('a')
    connection.refuse('a', { condition: 'gone' })
    connection.acknowledge('a')
    expect(pending()).toEqual(['a failed gone'])
    expect(told).toEqual(['a queued', 'a sending', 'a forbidden', 'a queued', 'a sending', 'a gone'])
  })
})

describe('a kind that its addressee repeats', () => {
  /** Entries of a room that repeats; what it answers when it is asked; and the names of those it is asked by. */
  const inRoom = (time: VirtualTime, answers: readonly (() => Observable<unknown>)[] = [], isIn = () => true) => {
    const asked: string[] = []
    const mending = mendingByHand()
    const rest = [...answers]
    const set = setUp(
      {
        mend: mending.mend,
        repeats: ({ id = '', to }) =>
          to !== room || !isIn()
            ? undefined
            : defer(() => {
                asked.push(id)
                return rest.shift()?.() ?? NEVER
              }),
      },
      time,
    )
    set.online()
    return { ...set, asked, mending, echo: (id: string) => set.connection.echo(id, `${room}/21`) }
  }
  const timeout = () => new ChatError('timeout', 'late', { waitedFor: 'iq', ms: 1 }, { retryable: true })
  const refused = () => new ChatError('stanza', 'not in', { condition: 'not-acceptable', type: 'cancel' })

  it('is sent when it was repeated, not when the server acknowledged it, and then asks nothing', () => {
    inVirtualTime((time) => {
      const { special, connection, told, asked, echo, outbox } = inRoom(time)
      special(message('a', room))
      special(message('to ben'))
      connection.acknowledge('a', 'to ben')
      expect(told.filter((each) => each.endsWith('sent'))).toEqual(['to ben sent'])
      echo('a')
      expect(told.at(-1)).toBe('a sent')
      time.at(60_000, () => {
        expect(asked).toEqual([])
        outbox.destroy()
        expect(time.timers()).toBe(0)
      })
    })
  })

  it('is asked about after 5 s, once for all of one addressee, and sent when he must have it', () => {
    inVirtualTime((time) => {
      const { special, connection, told, asked, pending } = inRoom(time, [() => EMPTY])
      for (const id of ['a', 'b', 'c']) special(message(id, room))
      connection.acknowledge('a', 'b')
      time.at(4999, () => {
        expect([asked, pending()]).toEqual([[], ['a sending', 'b sending', 'c sending']])
      })
      time.at(5001, () => {
        expect([asked, pending(), told.slice(-2)]).toEqual([['b'], ['c sending'], ['a sent', 'b sent']])
      })
    })
  })

  it('is asked about again where no answer came, and left to the next link where there is none', () => {
    inVirtualTime((time) => {
      const answers = [() => throwError(timeout), () => throwError(() => linkLost), () => EMPTY]
      const { special, connection, asked, pending, online } = inRoom(time, answers)
      special(message('a', room))
      connection.acknowledge('a')
      time.at(20_000, () => {
        expect([asked, pending()]).toEqual([['a', 'a'], ['a sending']])
        connection.down()
        online(true)
      })
      time.at(25_001, () => {
        expect([asked, pending()]).toEqual([['a', 'a', 'a'], []])
      })
    })
  })

  it('is sent by the acknowledgement where we are not inside, or left meanwhile', () => {
    inVirtualTime((time) => {
      let isIn = true
      const { special, connection, told, asked } = inRoom(time, [], () => isIn)
      special(message('a', room))
      connection.acknowledge('a')
      isIn = false
      special(message('b', room))
      connection.acknowledge('b')
      expect(told.at(-1)).toBe('b sent')
      time.at(5001, () => {
        expect([told.at(-1), asked]).toEqual(['a sent', []])
      })
    })
  })

  it('is written again, and all that was not repeated in its order, where one of them is refused', () => {
    inVirtualTime((time) => {
      const { special, connection, pending, mending, echo } = inRoom(time)
      for (const id of ['a', 'b', 'c', 'd']) special(message(id, room))
      special(message('to ben'))
      connection.acknowledge('a', 'b', 'c')
      echo('a')
      // b went with the node: no word of it.
      refuse(connection, 'c')
      refuse(connection, 'd')
      special(message('e', room))
      expect(mending.asked).toEqual(['c forbidden'])
      expect(pending()).toEqual(['b queued', 'c queued', 'd queued', 'to ben sending', 'e queued'])
      // What is said of what was written before counts no more.
      connection.acknowledge('b', 'c', 'd')
      mending.end()
      expect(connection.ids().slice(5)).toEqual(['b', 'c', 'd', 'e'])
      for (const id of ['b', 'c', 'd', 'e']) echo(id)
      expect(pending()).toEqual(['to ben sending'])
    })
  })

  it('is written again where its room turns out to be lost, and only what was written there', () => {
    inVirtualTime((time) => {
      const { special, connection, outbox, mending, pending } = inRoom(time)
      special(message('a', room))
      special(message('other', otherRoom))
      connection.acknowledge('a')
      outbox.lost(room).subscribe()
      outbox.lost(room).subscribe()
      expect([mending.asked, pending()]).toEqual([['a not-acceptable'], ['a queued', 'other sending']])
      mending.end()
      expect(connection.ids()).toEqual(['a', 'other', 'a'])
    })
  })

  it('that is refused when it is asked about is left to who tells that the room is lost', () => {
    inVirtualTime((time) => {
      const { special, connection, pending } = inRoom(time, [() => throwError(refused)])
      special(message('a', room))
      connection.acknowledge('a')
      time.at(60_000, () => {
        expect(pending()).toEqual(['a sending'])
      })
    })
  })

  it('is written again in a new session, where an answer of the old one settles nothing that waits', () => {
    inVirtualTime((time) => {
      const { special, connection, pending, outbox, asked } = inRoom(time, [() => EMPTY])
      special(message('a', room))
      connection.acknowledge('a')
      time.at(4000, () => {
        connection.down()
        connection.up(21)
      })
      time.at(6000, () => {
        expect([asked, pending()]).toEqual([[], ['a sending']])
        outbox.destroy()
      })
    })
  })
})
