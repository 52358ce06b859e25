import { describe, expect, it } from '@jest/globals'
import { EMPTY, NEVER, of, Subject, type Observable, type SchedulerLike } from 'rxjs'
import { readIncoming, type Incoming } from '../../lib/connection/incoming.js'
import type { DialogRef } from '../../lib/model/dialog-ref.js'
import type { MessageStanza } from '../../lib/model/stanza.js'
import { createTyping, type TypingDeps } from '../../lib/typing/create-typing.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'
import { fakeConnection } from '../outbox/fake-connection.js'
import { marbles } from '../rx/marbles.js'

const dialogId = '5c0900000000000000000033'
const room = `1_${dialogId}@muc.chat.localhost`
const team = { type: 'group', dialogId } as const
const ben = { type: 'private', opponentId: 56 } as const

const stanza = (over: Partial<MessageStanza>): Incoming => {
  const own = '21-1@chat.localhost/here'
  const incoming = readIncoming({ kind: 'message', type: 'chat', from: '56-1@chat.localhost/web', ...over }, own)
  if (incoming === undefined) throw new Error('not to be had')
  return incoming
}
const inTeam = (userId: number): Partial<MessageStanza> => ({ type: 'groupchat', from: `${room}/${String(userId)}` })

/** What a marble stands for: capitals compose, small letters pause or write. */
const said: Readonly<Record<string, Incoming>> = {
  B: stanza({ chatState: 'composing' }),
  b: stanza({ chatState: 'paused' }),
  a: stanza({ chatState: 'active' }),
  m: stanza({ body: 'Hi', chatState: 'active' }),
  X: stanza({ ...inTeam(57), chatState: 'composing' }),
  Y: stanza({ ...inTeam(58), chatState: 'composing' }),
  y: stanza({ ...inTeam(58), chatState: 'paused' }),
  n: stanza({ ...inTeam(57), body: 'Hi all' }),
  e: stanza({ type: 'error', chatState: 'composing' }),
}

const typingOf = (incoming$: Observable<Incoming>, scheduler: SchedulerLike, over: Partial<TypingDeps> = {}) =>
  createTyping({
    incoming$,
    event$: EMPTY,
    sentIn$: NEVER,
    visible$: of(true),
    link: () => null,
    addresses: createAddresses(1, 'chat.localhost'),
    userId: () => 21,
    newId: () => 'fresh',
    dialogIdOf: () => EMPTY,
    scheduler,
    ...over,
  })

describe('typing.in', () => {
  const values = { _: [], b: [56], x: [57], y: [58], B: [57, 58] }

  it.each<[string, DialogRef, string, string]>([
    ['paused', ben, '  -B 2s b -', '_b 2s _'],
    ['active', ben, '  -B 2s a -', '_b 2s _'],
    ['a message', ben, '-B 2s m -', '_b 2s _'],
    ['silence', ben, ' -B 12s -', ' _b 9999ms _'],
    ['its end', ben, ' -B 2s |', '  _b 2s (_|)'],
    ['who says so again', ben, '-B 8s B 12s -', '_b 8s - 9999ms _'],
    ['a bounce', ben, '-e 2s -', '_'],
    ['another dialog', ben, '-XY 12s -', '_'],
    ['two, in their order', team, '-XY 2s n 2s y -', '_xB 2s y 2s _'],
    ['two, one going on', team, '  -XY 5s X 12s -', '_xB 9999ms x 5s _'],
    ['two at once', team, '  -(XY) 12s -', '_(xB) 9996ms _'],
  ])('tells of %s', (_name, dialog, source, expected) => {
    marbles(({ hot, expectObservable }, scheduler) => {
      const unsubscribed = '30s !'
      expectObservable(typingOf(hot(source, said), scheduler).in(dialog), unsubscribed).toBe(expected, values)
    })
  })

  it('listens once for all dialogs, replays to who comes later, and forgets when the last one leaves', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }, scheduler) => {
      const incoming$ = hot('-B-X----B--', said)
      const typing = typingOf(incoming$, scheduler)
      expectObservable(typing.in(ben), '^----!').toBe('_b----', values)
      expectObservable(typing.in({ ...ben, dialogId: 'any form of it' }), '---^-!').toBe('---b', values)
      expectObservable(typing.in(team), '  ^----!').toBe('_--x', values)
      expectObservable(typing.in(ben), '------^---!').toBe('------_-b', values)
      expectSubscriptions(incoming$.subscriptions).toBe(['^----!', '------^---!'])
    })
  })

  it('keeps one timer for a dialog, and none when nobody types or listens', () => {
    marbles(({ flush }, scheduler) => {
      const incoming$ = new Subject<Incoming>()
      const subscription = typingOf(incoming$, scheduler).in(team).subscribe()
      const say = (key: string): void => {
        const incoming = said[key]
        if (incoming !== undefined) incoming$.next(incoming)
      }
      for (const key of ['X', 'Y', 'X', 'Y']) say(key)
      expect(scheduler.actions).toHaveLength(1)
      for (const key of ['n', 'y']) say(key)
      expect(scheduler.actions).toHaveLength(0)
      say('X')
      subscription.unsubscribe()
      expect(scheduler.actions).toHaveLength(0)
      flush()
    })
  })

  it('gives the same list while nothing changes', () => {
    marbles((_helpers, scheduler) => {
      const incoming$ = new Subject<Incoming>()
      const typing = typingOf(incoming$, scheduler)
      const lists: unknown[] = []
      typing.in(ben).subscribe((list) => lists.push(list))
      for (const key of ['b', 'a', 'B', 'B', 'B']) incoming$.next(said[key] ?? stanza({}))
      typing.in(ben).subscribe((list) => lists.push(list))
      expect(lists).toEqual([[], [56], [56]])
      expect(lists[2]).toBe(lists[1])
    })
  })

  it('forgets all with a lost session, and nobody with a resumed one', () => {
    marbles((_helpers, scheduler) => {
      const connection = fakeConnection()
      const incoming$ = new Subject<Incoming>()
      const lists: unknown[] = []
      const typing = typingOf(incoming$, scheduler, { event$: connection.linkEvent$ })
      typing.in(ben).subscribe((list) => lists.push(list))
      incoming$.next(said['B'] ?? stanza({}))
      connection.down()
      connection.up(21, true)
      expect(lists).toEqual([[], [56]])
      connection.down()
      connection.up(21)
      expect(lists).toEqual([[], [56], []])
    })
  })
})

describe('typing.changed$ with dialog ids', () => {
  /** The changes as letters of their stanzas, `+` where the dialog id is there. */
  const words = (typing: ReturnType<typeof typingOf>) => {
    const seen: string[] = []
    typing.changed$.subscribe(({ dialog, typing: types }) => {
      seen.push(`${types ? 'B' : 'b'}${dialog.dialogId ?? '-'}`)
    })
    return seen
  }

  it('looks an id up once for an opponent, and lets nothing overtake', () => {
    marbles((helpers, scheduler) => {
      const lookUp$ = helpers.cold('500ms (i|)', { i: 'd1' })
      const asked: number[] = []
      const incoming$ = helpers.hot('-BbX 999ms B', said)
      const dialogIdOf = (opponentId: number) => {
        asked.push(opponentId)
        return lookUp$
      }
      const seen = words(typingOf(incoming$, scheduler, { dialogIdOf }))
      helpers.expectSubscriptions(lookUp$.subscriptions).toBe('-^ 499ms !')
      helpers.flush()
      expect(seen).toEqual([`B${dialogId}`, 'Bd1', 'bd1', 'Bd1'])
      expect(asked).toEqual([56])
    })
  })

  it.each([
    ['there is none', '|'],
    ['it fails', '#'],
  ])('goes without, at once, where %s, and does not ask again within 10 s', (_name, marble) => {
    marbles((helpers, scheduler) => {
      const lookUp$ = helpers.cold(marble)
      const incoming$ = helpers.hot('Bb 9s B 1s b', said)
      const seen = words(typingOf(incoming$, scheduler, { dialogIdOf: () => lookUp$ }))
      helpers.expectSubscriptions(lookUp$.subscriptions).toBe(['(^!)', '10003ms (^!)'])
      helpers.flush()
      expect(seen).toEqual(['B-', 'b-', 'B-', 'b-'])
    })
  })

  it('waits 2 s for an answer, and gives up the question', () => {
    marbles((helpers, scheduler) => {
      const lookUp$ = helpers.cold('3s (i|)', { i: 'd1' })
      const incoming$ = helpers.hot('B 2s b', said)
      const seen = words(typingOf(incoming$, scheduler, { dialogIdOf: () => lookUp$ }))
      helpers.expectSubscriptions(lookUp$.subscriptions).toBe('^ 1999ms !')
      helpers.flush()
      expect(seen).toEqual(['B-', 'b-'])
    })
  })

  it('says nothing of who began to type before a message and is told after it', () => {
    marbles((helpers, scheduler) => {
      const lookUp$ = helpers.cold('500ms (i|)', { i: 'd1' })
      const incoming$ = helpers.hot('BbBn 99ms m b 999ms B', said)
      const seen = words(typingOf(incoming$, scheduler, { dialogIdOf: () => lookUp$ }))
      helpers.flush()
      expect(seen).toEqual(['bd1', 'bd1', 'Bd1'])
    })
  })

  it('asks as each user anew: the same opponent is another dialog', () => {
    marbles((helpers, scheduler) => {
      let own = 21
      const dialogIdOf = () => of(`d${String(own)}`)
      const incoming$ = helpers.hot('BB 9ms B', said)
      const seen = words(typingOf(incoming$, scheduler, { dialogIdOf, userId: () => own }))
      scheduler.schedule(() => {
        own = 22
      }, 5)
      helpers.flush()
      expect(seen).toEqual(['Bd21', 'Bd21', 'Bd22'])
    })
  })

  it('ends with the stanzas, whatever is being asked, and asks nothing unless somebody listens', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }, scheduler) => {
      const lookUp$ = cold('500ms (i|)', { i: 'd1' })
      const typing = typingOf(hot('-B-|', said), scheduler, { dialogIdOf: () => lookUp$ })
      expectObservable(typing.in(ben)).toBe('_b-(_|)', { _: [], b: [56] })
      expectObservable(typing.changed$, '--^').toBe('---|')
      expectSubscriptions(lookUp$.subscriptions).toBe([])
    })
  })
})

describe('typing.report', () => {
  const setUp = (over: Partial<TypingDeps> = {}) => {
    const connection = fakeConnection()
    const sentIn$ = new Subject<DialogRef>()
    const keystrokes$ = new Subject<string>()
    return {
      connection,
      sentIn$,
      keystrokes$,
      start: (scheduler: SchedulerLike, dialog: DialogRef = ben) => {
        const typing = typingOf(NEVER, scheduler, {
          ...{ event$: connection.linkEvent$, link: connection.link, sentIn$ },
          ...over,
        })
        return typing.report(dialog, keystrokes$).subscribe()
      },
      states: () => connection.written.map((it) => (it.kind === 'message' ? it.chatState : it.kind)),
    }
  }

  it('pauses when a message to this dialog is sent, not to another', () => {
    marbles((_helpers, scheduler) => {
      const { connection, sentIn$, keystrokes$, start, states } = setUp()
      connection.up(21)
      const subscription = start(scheduler)
      keystrokes$.next('H')
      sentIn$.next(team)
      expect(states()).toEqual(['composing'])
      sentIn$.next({ ...ben, dialogId: 'd1' })
      expect(states()).toEqual(['composing', 'paused'])
      sentIn$.next(ben)
      subscription.unsubscribe()
      expect(states()).toEqual(['composing', 'paused'])
    })
  })

  it('owes nothing after the link was lost, and composes anew with the next keystroke over the next one', () => {
    marbles((_helpers, scheduler) => {
      const { connection, keystrokes$, start, states } = setUp()
      connection.up(21)
      const subscription = start(scheduler)
      keystrokes$.next('H')
      connection.down()
      keystrokes$.next('e')
      connection.up(21, true)
      expect(states()).toEqual(['composing'])
      keystrokes$.next('y')
      expect(states()).toEqual(['composing', 'composing'])
      subscription.unsubscribe()
      expect(states()).toEqual(['composing', 'composing', 'paused'])
    })
  })

  it('pauses when the page is hidden; one that errs is done without', () => {
    marbles(({ hot, flush }, scheduler) => {
      const visible$ = hot('v 99ms v 99ms h 999ms #', { v: true, h: false })
      const { connection, keystrokes$, start, states } = setUp({ visible$ })
      connection.up(21)
      start(scheduler)
      const at = (ms: number, work: () => void) => scheduler.schedule(work, ms)
      at(50, () => {
        keystrokes$.next('H')
      })
      at(150, () => {
        expect(states()).toEqual(['composing'])
      })
      at(300, () => {
        expect(states()).toEqual(['composing', 'paused'])
      })
      at(2000, () => {
        keystrokes$.next('i')
      })
      flush()
      expect(states()).toEqual(['composing', 'paused', 'composing', 'paused'])
    })
  })

  it('goes by what changes: a page that is hidden from the start is typed in all the same', () => {
    marbles((_helpers, scheduler) => {
      const { connection, keystrokes$, start, states } = setUp({ visible$: of(false) })
      connection.up(21)
      const subscription = start(scheduler)
      keystrokes$.next('H')
      subscription.unsubscribe()
      expect(states()).toEqual(['composing', 'paused'])
    })
  })

  it('refuses what is no dialog before it listens to a keystroke', () => {
    marbles(({ cold, expectSubscriptions, flush }, scheduler) => {
      const keystrokes$ = cold('k')
      const errors: unknown[] = []
      typingOf(NEVER, scheduler)
        .report({ type: 'private', opponentId: 0 }, keystrokes$)
        .subscribe({ error: (error: unknown) => errors.push(error) })
      expectSubscriptions(keystrokes$.subscriptions).toBe([])
      flush()
      expect(errors).toMatchObject([{ _tag: 'argument' }])
    })
  })
})
