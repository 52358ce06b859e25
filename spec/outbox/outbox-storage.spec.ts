import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { asyncScheduler, concat, EMPTY, map, NEVER, Observable, throwError } from 'rxjs'
import type { MessageStanza } from '../../lib/model/stanza.js'
import type { OutboxDeps } from '../../lib/outbox/create-outbox.js'
import {
  createStoreAccess,
  type KeyValueStore,
  memoryStore,
  type StoredEntry,
} from '../../lib/platform/key-value-store.js'
import type { Lock } from '../../lib/platform/lock.js'
import { inOrder } from '../support/delivery.js'
import { inVirtualTime } from '../stream/virtual-time.js'
import { fakeConnection } from './fake-connection.js'
import { setUpOutbox } from './set-up-outbox.js'

const message = (id: string, to = '56-1@chat.localhost') =>
  ({ kind: 'message', type: 'chat', id, to, body: `body of ${id}` }) as const satisfies MessageStanza

/** Locks of one browser: a name is held by one tab, and given to the next that waits when it is let go. */
const browserLocks = (): Lock => {
  const held = new Map<string, (() => void)[]>()
  return (name, ifFree = false) =>
    new Observable((subscriber) => {
      const hold = (): void => {
        subscriber.add(() => {
          const next = held.get(name)?.shift()
          if (next === undefined) held.delete(name)
          else next()
        })
        subscriber.next()
      }
      const waiting = held.get(name)
      if (waiting === undefined) {
        held.set(name, [])
        hold()
      } else if (ifFree) subscriber.complete()
      else {
        waiting.push(hold)
        subscriber.add(() => {
          const at = waiting.indexOf(hold)
          if (at >= 0) waiting.splice(at, 1)
        })
      }
    })
}

/** A browser in which tabs of user 21 are opened and closed; what the server got from any of them. */
const browser = (storage: KeyValueStore = memoryStore()) => {
  const lock = browserLocks()
  const server: string[] = []
  const reports: string[] = []
  let clock = 1_700_000_000_000
  return {
    storage,
    server,
    reports,
    open: (tab: string, over: Partial<OutboxDeps> = {}) => {
      const connection = fakeConnection()
      const outbox = setUpOutbox(connection, () => 21, {
        storage,
        reports,
        lock,
        // As the real one: an id that another tab holds is given up for a new one.
        tabId: (scope) =>
          concat(...[tab, `${tab}-${String(clock)}`].map((id) => lock(`${scope}/${id}`, true).pipe(map(() => id)))),
        now: () => clock++,
        ...over,
      })
      return {
        connection,
        outbox,
        say: (...ids: readonly string[]) => {
          for (const id of ids) outbox.submit(message(id)).subscribe({ error: () => undefined })
        },
        online: () => {
          outbox.revive(connection.up(21)).subscribe()
        },
        acknowledge: () => {
          // As a server does, it takes a repeated id once.
          const ids = [...new Set(connection.ids())].flatMap((id) =>
            id === undefined || server.includes(id) ? [] : [id],
          )
          server.push(...ids)
          connection.acknowledge(...ids)
        },
        close: () => {
          outbox.destroy()
        },
      }
    },
  }
}

const stored = (storage: KeyValueStore): readonly StoredEntry[] => {
  let found: readonly StoredEntry[] = []
  new Observable<readonly StoredEntry[]>((subscriber) => {
    const read$ = storage.read('')
    if (read$ instanceof Observable) return read$.subscribe(subscriber)
    return undefined
  }).subscribe((entries) => {
    found = entries
  })
  return found
}

describe('the outbox over a reload', () => {
  it('sends what was queued, once each, in order, and then keeps nothing of it', () => {
    const { open, storage, server } = browser()
    const before = open('tab')
    before.say('a', 'b', 'c')
    before.close()
    expect(stored(storage)).toHaveLength(3)
    const after = open('tab')
    after.say('d')
    after.online()
    after.acknowledge()
    expect([after.connection.ids(), server, stored(storage)]).toEqual([['a', 'b', 'c', 'd'], ['a', 'b', 'c', 'd'], []])
    expect(after.connection.written[0]).toMatchObject(message('a'))
  })

  it('goes by the name of its own queue also after it took up that of a tab that is gone', () => {
    const { open } = browser()
    const gone = open('gone')
    gone.say('a')
    gone.close()
    const { outbox } = open('tab')
    const names: string[] = []
    for (const open$ of [outbox.open(21), outbox.open(21)]) open$.subscribe((name) => names.push(name))
    expect(names).toEqual(['tab', 'tab'])
  })

  it('writes again, under its id, what was written and not acknowledged', () => {
    const { open } = browser()
    const before = open('tab')
    before.say('a', 'b')
    before.online()
    before.connection.acknowledge('a')
    before.close()
    const after = open('tab')
    after.online()
    expect(after.connection.ids()).toEqual(['b'])
  })

  it('leaves the queue of another tab alone until that tab is gone', () => {
    const { open, server } = browser()
    const [one, other] = [open('one'), open('other')]
    one.say('a')
    other.online()
    expect(other.connection.ids()).toEqual([])
    const third = open('third')
    third.online()
    one.close()
    // Whoever saw the queue waits for it; it goes to one of them.
    expect([...other.connection.ids(), ...third.connection.ids()]).toEqual(['a'])
    third.acknowledge()
    other.acknowledge()
    expect(server).toEqual(['a'])
  })

  it('keeps the entries of users apart', () => {
    const { open, storage } = browser()
    const ann = open('tab')
    ann.say('of-21')
    ann.close()
    const ben = open('tab', { userId: () => 22 })
    ben.outbox.revive(ben.connection.up(22)).subscribe()
    expect(ben.connection.ids()).toEqual([])
    expect(stored(storage)).toHaveLength(1)
  })

  it('sends every message of every tab exactly once, whatever tabs are closed and opened (seed 5)', () => {
    const step = fc.constantFrom(
      'say' as const,
      'say' as const,
      'online' as const,
      'acknowledge' as const,
      'close' as const,
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), step), { maxLength: 60 }), (steps) => {
        const { open, server, storage } = browser()
        const tabs = ['x', 'y', 'z'].map((tab) => ({ tab, opened: open(tab) }))
        const saidBy = new Map<string, string[]>(tabs.map(({ tab }) => [tab, []]))
        let count = 0
        for (const [index, next] of steps) {
          const tab = tabs[index]
          if (tab === undefined) continue
          if (next === 'say') {
            const id = `m${String(count++).padStart(3, '0')}`
            saidBy.get(tab.tab)?.push(id)
            tab.opened.say(id)
          }
          if (next === 'online') tab.opened.online()
          if (next === 'acknowledge') tab.opened.acknowledge()
          if (next === 'close') {
            tab.opened.close()
            tab.opened = open(tab.tab)
          }
        }
        for (const { opened } of tabs) opened.close()
        const last = open('last')
        last.online()
        for (let round = 0; round < 20; round++) last.acknowledge()
        expect([...server].sort()).toEqual(inOrder(count).map((number) => `m${String(number).padStart(3, '0')}`))
        for (const said of saidBy.values()) expect(server.filter((id) => said.includes(id))).toEqual(said)
        expect(stored(storage)).toEqual([])
      }),
      { seed: 5, numRuns: 100 },
    )
  })

  it('withdraws what is unsubscribed before it is kept', () => {
    const kept: string[] = []
    const { open } = browser({
      ...memoryStore(),
      write: (changes) =>
        new Observable(() => {
          kept.push(...changes.map(({ value }) => (value === undefined ? 'removed' : 'set')))
        }),
    })
    const tab = open('tab')
    const seen: string[] = []
    tab.outbox
      .submit(message('a'))
      .subscribe((status) => seen.push(status))
      .unsubscribe()
    tab.online()
    expect([seen, kept, tab.connection.ids()]).toEqual([[], ['set', 'removed'], []])
  })

  it.each([
    ['fails', () => throwError(() => new Error('quota'))],
    [
      'throws',
      () => {
        throw new Error('no storage here')
      },
    ],
    ['says nothing', () => EMPTY],
  ])('does without a storage that %s', (_name, answer) => {
    const { open, reports } = browser({ read: answer, write: answer })
    const tab = open('tab')
    tab.online()
    tab.say('a')
    expect(tab.connection.ids()).toEqual(['a'])
    expect(reports.every((report) => report.includes('storage'))).toBe(true)
  })

  it('asks nothing of a storage where there is none, and takes a message in at once', () => {
    const asked: string[] = []
    const { keeps, read, write } = createStoreAccess(undefined, asyncScheduler, (problem) => asked.push(problem))
    const tab = browser().open('tab', {
      store: {
        ...{ keeps, read },
        write: (changes) => {
          asked.push(...changes.map(({ key }) => key))
          return write(changes)
        },
      },
    })
    tab.online()
    const told: string[] = []
    const submitted = tab.outbox.submit(message('a')).subscribe({ next: (status) => told.push(status) })
    expect(told).toEqual(['queued', 'sending'])
    tab.outbox.submit(message('b')).subscribe({ error: () => told.push('failed') })
    tab.connection.refuse('b', { condition: 'forbidden', type: 'auth' })
    tab.outbox.retry('b').subscribe()
    tab.connection.acknowledge('a')
    expect(told).toEqual(['queued', 'sending', 'failed', 'sent'])
    expect(tab.connection.ids()).toEqual(['a', 'b', 'b'])
    expect(submitted.closed).toBe(true)
    expect(asked).toEqual([])
  })

  it('does without a storage that hangs, after 3 s', () => {
    inVirtualTime(({ scheduler, at }) => {
      const reports: string[] = []
      const hanging: KeyValueStore = { read: () => NEVER, write: () => NEVER }
      const tab = browser().open('tab', {
        store: createStoreAccess(hanging, scheduler, (problem) => reports.push(problem)),
      })
      tab.online()
      tab.say('a')
      at(5999, () => {
        expect(tab.connection.ids()).toEqual([])
      })
      at(6001, () => {
        expect(tab.connection.ids()).toEqual(['a'])
        expect(reports).not.toEqual([])
        tab.close()
      })
    })
  })

  it('passes over what it cannot read, reports it, and never throws (seed 6)', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.oneof(fc.jsonValue(), fc.record({ kind: fc.string(), frame: fc.string() })),
        (name, value) => {
          const storage = memoryStore()
          void storage.write([
            { key: `app/21/outbox/tab/${name}`, value },
            {
              key: `app/21/outbox/tab/5-b`,
              value: { kind: 'message', frame: '<message id="b" type="chat" to="x@y"/>' },
            },
          ])
          const { open, reports } = browser(storage)
          const tab = open('tab')
          tab.online()
          expect([tab.connection.ids(), reports.length]).toEqual([['b'], 1])
        },
      ),
      { seed: 6, numRuns: 100 },
    )
  })
})

describe('what failed', () => {
  const failing = (id = 'a') => {
    const page = browser()
    const tab = page.open('tab')
    tab.online()
    const seen: string[] = []
    tab.outbox.submit(message(id)).subscribe({ next: (status) => seen.push(status), error: () => seen.push('error') })
    tab.connection.refuse(id, { condition: 'resource-constraint', type: 'wait' })
    const pending = () => {
      let now: readonly (readonly string[])[] = []
      tab.outbox.pending$
        .subscribe((entries) => {
          now = entries.map(({ id: each, status, failure }) => [each, status, failure?.reason ?? ''])
        })
        .unsubscribe()
      return now
    }
    return { ...page, ...tab, seen, pending }
  }

  it('stays, with its reason, and holds up nothing', () => {
    const { say, connection, seen, pending } = failing()
    say('b')
    expect(seen).toEqual(['queued', 'sending', 'error'])
    expect(pending()).toEqual([
      ['a', 'failed', 'resource-constraint'],
      ['b', 'sending', ''],
    ])
    expect(connection.ids()).toEqual(['a', 'b'])
  })

  it('survives a reload as failed', () => {
    const { close, open } = failing()
    close()
    const after = open('tab')
    after.online()
    expect(after.connection.ids()).toEqual([])
    let status = ''
    after.outbox.pending$.subscribe((entries) => {
      status = entries[0]?.status ?? ''
    })
    expect(status).toBe('failed')
  })

  it('is sent again by retry, under its id', () => {
    const { outbox, connection, pending, storage } = failing()
    const seen: string[] = []
    outbox.retry('a').subscribe({ next: (status) => seen.push(status), complete: () => seen.push('complete') })
    connection.acknowledge('a')
    expect(connection.ids()).toEqual(['a', 'a'])
    expect(seen).toEqual(['queued', 'sending', 'sent', 'complete'])
    expect([pending(), stored(storage)]).toEqual([[], []])
  })

  it('is gone after cancel', () => {
    const { outbox, pending, storage } = failing()
    outbox.cancel('a').subscribe()
    expect([pending(), stored(storage)]).toEqual([[], []])
  })

  it.each([
    ['retry', 'b'],
    ['cancel', 'b'],
    ['retry', 'unknown'],
    ['cancel', 'unknown'],
  ] as const)('lets %s say what is wrong with the id of one that is %s', (command, id) => {
    const { outbox, say } = failing()
    say('b')
    const errors: unknown[] = []
    const done$: Observable<unknown> = command === 'retry' ? outbox.retry(id) : outbox.cancel(id)
    done$.subscribe({
      error: (error: unknown) => errors.push(error),
    })
    expect(errors).toMatchObject([{ _tag: 'argument', detail: { name: 'id' } }])
  })

  it('ends a send that is cancelled while it waits', () => {
    const tab = browser().open('tab')
    const seen: string[] = []
    tab.outbox
      .submit(message('a'))
      .subscribe({ next: (status) => seen.push(status), error: (error: unknown) => seen.push(String(error)) })
    tab.outbox.cancel('a').subscribe()
    tab.online()
    expect(seen).toEqual(['queued', 'ChatError: It was cancelled before it was sent.'])
    expect(tab.connection.ids()).toEqual([])
  })

  it('is dropped where no app waits for it', () => {
    const { open, storage } = browser()
    const tab = open('tab')
    tab.online()
    tab.outbox
      .register('marker', { background: true })(message('a'))
      .subscribe({ error: () => undefined })
    tab.connection.refuse('a', { condition: 'gone' })
    let left = -1
    tab.outbox.pending$.subscribe(({ length }) => {
      left = length
    })
    expect([left, stored(storage)]).toEqual([0, []])
  })
})

describe('a message over which link after link dies', () => {
  const [ended, vanished] = [true, false]
  it.each([
    ['three that the server ended', [ended, ended, ended]],
    ['ten that vanished', Array.from({ length: 10 }, () => vanished)],
    ['two that the server ended and two that vanished', [vanished, ended, vanished, ended]],
  ])('stands aside after %s, not before, alone', (_, deaths) => {
    const tab = browser().open('tab')
    tab.say('poison', 'innocent')
    for (const byServer of deaths) {
      tab.online()
      tab.connection.down(byServer)
    }
    expect(tab.connection.ids()).toEqual(deaths.flatMap(() => ['poison', 'innocent']))
    tab.online()
    expect(tab.connection.ids().slice(2 * deaths.length)).toEqual(['innocent'])
    let failures: readonly unknown[] = []
    tab.outbox.pending$.subscribe((entries) => {
      failures = entries.map(({ id, failure }) => [id, failure])
    })
    expect(failures).toEqual([
      ['poison', { reason: 'poison', retryable: true }],
      ['innocent', undefined],
    ])
  })

  it('is innocent of links that were never up, and of those on which it did not wait', () => {
    const tab = browser().open('tab')
    tab.say('a')
    for (let each = 0; each < 5; each++) tab.connection.down()
    tab.online()
    expect(tab.connection.ids()).toEqual(['a'])
  })
})

describe('kinds', () => {
  it('go out behind what an app handed over when they are background', () => {
    const tab = browser().open('tab')
    const mark = tab.outbox.register('marker', { background: true })
    for (const id of ['m1', 'm2']) mark(message(id)).subscribe({ error: () => undefined })
    tab.say('a', 'b')
    tab.online()
    expect(tab.connection.ids()).toEqual(['a', 'b', 'm1', 'm2'])
  })
})

describe('what is posted', () => {
  const posted = Array.from({ length: 30 }, (_, at) => `p${String(at)}`)

  it('is written behind everything else, as the server acknowledges, once, and never kept', () => {
    const { open, storage } = browser()
    const tab = open('tab')
    for (const id of posted) tab.outbox.post('delivered', message(id))
    tab.say('a')
    expect(stored(storage)).toHaveLength(1)
    tab.online()
    expect(tab.connection.ids()).toEqual(['a', ...posted.slice(0, 19)])
    let onTheirWay = 0
    tab.outbox.pending$.subscribe(({ length }) => (onTheirWay = length)).unsubscribe()
    // The others wait where they weigh nothing.
    expect(onTheirWay).toBe(20)
    tab.connection.acknowledge('a', 'p0')
    expect(tab.connection.ids()).toEqual(['a', ...posted.slice(0, 21)])
    tab.connection.acknowledge(...posted)
    expect(tab.connection.ids()).toEqual(['a', ...posted])
    expect(stored(storage)).toEqual([])
  })

  it('is written again in a new session, in its order, and comes before what is marked later', () => {
    const tab = browser().open('tab')
    tab.online()
    tab.outbox.post('delivered', message('p0'))
    tab.connection.down()
    tab.outbox.post('delivered', message('p1'))
    tab.outbox.register('marker', { background: true })(message('m')).subscribe()
    tab.online()
    expect(tab.connection.ids()).toEqual(['p0', 'p0', 'p1', 'm'])
  })

  it('is forgotten with the user, and is nobody else’s', () => {
    const tab = browser().open('tab')
    for (const id of posted) tab.outbox.post('delivered', message(id))
    tab.outbox.revive(tab.connection.up(22)).subscribe()
    expect(tab.connection.ids()).toEqual([])
    tab.outbox.clear(21).subscribe()
    tab.online()
    expect(tab.connection.ids()).toEqual([])
  })
})
