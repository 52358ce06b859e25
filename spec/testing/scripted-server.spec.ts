import { describe, expect, it } from '@jest/globals'
import { concatMap, filter, map, merge, mergeMap, takeUntil, timer, toArray, type Observable } from 'rxjs'
import type { RunHelpers } from 'rxjs/testing'
import { createChat, withContacts, type Chat, type ChatWith, type IqStanza, type Stanza } from '../../lib/index.js'
import { createScriptedServer, type Script, type ScriptedServer } from '../../lib/testing.js'
import { marbles } from '../rx/marbles.js'

const dialog = { type: 'private', opponentId: 56 } as const
const room = { type: 'group', dialogId: '5c0900000000000000000033' } as const
const own = '65a000000000000000000001'

interface Stage extends RunHelpers {
  readonly server: ScriptedServer
  readonly chat: ChatWith<'contacts'>
  readonly ben: ReturnType<ScriptedServer['from']>
  /** At each letter of a diagram what stands under it. */
  readonly at: (diagram: string, acts: Readonly<Record<string, () => unknown>>) => void
}

/** A marble test of a chat that connects at 0 ms and ends after a minute. */
const play = (test: (stage: Stage) => void, script: Partial<Script> = {}): void => {
  marbles((helpers, scheduler) => {
    const server = createScriptedServer({ scheduler, userId: 21, ...script })
    const chat = createChat(server.config, { contacts: withContacts })
    const at: Stage['at'] = (diagram, acts) => {
      helpers.cold(diagram, acts).subscribe((act) => act())
    }
    at('c 59999ms d', {
      c: () => chat.connection.connect({ userId: 21, password: 'any' }).subscribe({ error: () => undefined }),
      d: () => chat.destroy(),
    })
    test({ ...helpers, server, chat, ben: server.from(56), at })
  })
}

/** What was told until the end, as a list. */
const all = <T>(source$: Observable<T>): Observable<readonly T[]> => source$.pipe(toArray())
const typesIn = (chat: Chat): Observable<string> => chat.connection.state$.pipe(map(({ type }) => type))
const statuses = (chat: Chat, body: string): Observable<string> =>
  chat.messages.send(dialog, { body }).pipe(map(({ status }) => status))
const bodies = (chat: Chat) => chat.messages.received$.pipe(map(({ body }) => body))

describe('a scripted server', () => {
  it('lets a chat come up within one frame', () => {
    play(({ chat, expectObservable }) => {
      expectObservable(typesIn(chat)).toBe('(car) 59995ms (d|)', {
        ...{ c: 'connecting', a: 'authenticated', r: 'ready', d: 'closed' },
      })
    })
  })

  it('takes its time where it is given some', () => {
    play(
      ({ chat, expectObservable }) => {
        const ready$ = chat.connection.state$.pipe(
          filter(({ type }) => type === 'ready'),
          map(() => 'r'),
        )
        expectObservable(ready$, '^ 999ms !').toBe('60ms r')
      },
      { latency: 10 },
    )
  })

  it('says what others say, of every sort', () => {
    play(({ server, chat, ben, hot, expectObservable }) => {
      const inRoom = server.from(57, room)
      hot('-abcdefg', {
        a: ben({ body: 'hi', id: own }),
        b: ben({ chatState: 'composing' }),
        c: ben({ body: 'hello', replace: { id: own, last: false } }),
        d: ben({ reactions: { userId: '56', messageId: own, add: '🔥' } }),
        e: ben({ remove: { id: own } }),
        f: inRoom({ body: 'all' }),
        g: inRoom({ chatState: 'composing' }),
      }).subscribe(server.receive)
      const told$ = merge(
        chat.messages.received$.pipe(map((message) => [message.body, message.senderId, message.dialog.type])),
        chat.typing.changed$.pipe(map(({ userId, typing }) => ['types', userId, typing])),
        chat.messages.editedOrDeleted$.pipe(map((change) => [change.type, change.userId, change.messageId])),
        chat.reactions.changed$.pipe(map(({ userId, add }) => [add, userId, 'reacts'])),
      )
      expectObservable(told$, '^-----------!').toBe('-abcdefg', {
        a: ['hi', 56, 'private'],
        b: ['types', 56, true],
        c: ['edited', 56, own],
        d: ['🔥', 56, 'reacts'],
        e: ['deleted', 56, own],
        f: ['all', 57, 'group'],
        g: ['types', 57, true],
      })
    })
  })

  it('tells how far a message of the chat came', () => {
    play(({ chat, server, ben, cold, expectObservable }) => {
      const sent$ = cold('-s').pipe(mergeMap(() => chat.messages.send(dialog, { body: 'hi' })))
      const ids$ = sent$.pipe(filter(({ status }) => status === 'sent'))
      ids$.pipe(map(({ id }) => ben({ marker: { type: 'displayed', id } }))).subscribe(server.receive)
      expectObservable(chat.messages.statusChanged$.pipe(map(({ status, userId }) => [status, userId])), '^--!').toBe(
        '-r',
        { r: ['read', 56] },
      )
    })
  })

  it('shows what the chat writes, decoded', () => {
    play(({ chat, server, at, expectObservable }) => {
      at('-s', { s: () => chat.messages.send(dialog, { body: 'hi' }).subscribe() })
      const written$ = server.sent$.pipe(map(({ kind, to = '' }) => `${kind} ${to}`))
      expectObservable(all(written$.pipe(takeUntil(timer(2))))).toBe('--(l|)', {
        l: ['iq ', 'presence ', 'iq chat.scripted', 'iq ', 'message 56-1@chat.scripted'],
      })
    })
  })

  it('acknowledges what was sent by itself', () => {
    play(({ chat, cold, expectObservable }) => {
      const sent$ = cold('-s').pipe(concatMap(() => statuses(chat, 'hi')))
      expectObservable(sent$, '^-----!').toBe('-(qgs)', { q: 'queued', g: 'sending', s: 'sent' })
    })
  })

  it('acknowledges what was sent when it is told to', () => {
    play(
      ({ chat, server, cold, at, expectObservable }) => {
        at('a 6ms a', { a: server.acknowledge })
        const sent$ = cold('-s').pipe(concatMap(() => statuses(chat, 'hi')))
        expectObservable(sent$, '^ 9ms !').toBe('-(qg)--s', { q: 'queued', g: 'sending', s: 'sent' })
      },
      { acknowledges: false },
    )
  })

  it('keeps over a lost link what it has to say', () => {
    play(({ chat, server, ben, at, expectObservable }) => {
      at('--crb', {
        c: () => server.setOnline(false),
        r: () => server.receive(ben({ body: 'meanwhile' })),
        b: () => server.setOnline(true),
      })
      expectObservable(all(merge(typesIn(chat), bodies(chat)))).toBe('60s (l|)', {
        l: [
          ...['connecting', 'authenticated', 'ready', 'forceClosed', 'reconnecting'],
          ...['connecting', 'authenticated', 'resumed', 'ready', 'meanwhile', 'closed'],
        ],
      })
    })
  })

  it('forgets a session, which is a gap', () => {
    play(({ chat, server, at, expectObservable }) => {
      at('-fc', { f: server.forget, c: server.cut })
      const continuity$ = chat.connection.state$.pipe(
        mergeMap((state) => (state.type === 'ready' ? [state.continuity] : [])),
      )
      expectObservable(all(continuity$)).toBe('60s (l|)', { l: ['first', 'gap'] })
    })
  })

  it('is not there without a network', () => {
    play(({ chat, server, at, cold, expectObservable }) => {
      at('--d 20s u', { d: () => server.setOnline(false), u: () => server.setOnline(true) })
      const waits$ = chat.connection.state$.pipe(
        mergeMap((state) => (state.type === 'reconnecting' ? [state.waitingFor] : state.type === 'ready' ? ['r'] : [])),
      )
      expectObservable(waits$, '^ 30s !').toBe('r-n 20s r', { n: 'network', r: 'r' })
      const asked$ = cold('---a').pipe(concatMap(() => chat.session.create({ login: 'ann', password: 'any' })))
      expectObservable(asked$).toBe('---#', undefined, expect.objectContaining({ _tag: 'network' }))
    })
  })

  it('lets nobody come up without a network', () => {
    play(({ chat, server, at, expectObservable }) => {
      server.setOnline(false)
      at('----u', { u: () => server.setOnline(true) })
      expectObservable(typesIn(chat).pipe(takeUntil(timer(5)), toArray())).toBe('5ms (l|)', {
        l: ['connecting', 'forceClosed', 'reconnecting', 'connecting', 'authenticated', 'ready'],
      })
    })
  })

  it('repeats in a room what is said there', () => {
    play(
      ({ chat, cold, expectObservable }) => {
        const sent$ = cold('-s').pipe(concatMap(() => chat.messages.send(room, { body: 'all' })))
        expectObservable(sent$.pipe(map(({ status }) => status)), '^----!').toBe('-(qgs)', {
          ...{ q: 'queued', g: 'sending', s: 'sent' },
        })
      },
      { acknowledges: false },
    )
  })

  it('refuses a system message after it was acknowledged', () => {
    play(({ chat, server, at, expectObservable }) => {
      const sent$ = server.sent$.pipe(filter((stanza) => stanza.kind === 'message'))
      sent$.subscribe((stanza) => {
        const error = { condition: 'service-unavailable', type: 'cancel' }
        at('9ms r', { r: () => server.receive({ ...stanza, type: 'error', from: stanza.to ?? '', error }) })
      })
      at('5ms s', { s: () => chat.systemMessages.send(56, { colour: 'red' }).subscribe() })
      const failed$ = chat.systemMessages.failed$.pipe(map(({ userId, error }) => [userId, error._tag]))
      expectObservable(failed$, '^ 99ms !').toBe('14ms f', { f: [56, 'stanza'] })
    })
  })

  it('refuses who is not to come in', () => {
    marbles(({ expectObservable }, scheduler) => {
      const server = createScriptedServer({ scheduler, refusal: () => 'not-authorized' })
      const chat = createChat(server.config)
      const refused = expect.objectContaining({ _tag: 'authentication', detail: { reason: 'not-authorized' } })
      expectObservable(chat.connection.connect({ userId: 21, password: 'any' })).toBe('#', undefined, refused)
    })
  })

  it('answers a request as the script says, else with an empty result', () => {
    const isRoster = (stanza: Stanza): stanza is IqStanza => stanza.kind === 'iq' && stanza.roster !== undefined
    const roster = { items: [{ jid: '56-1@chat.scripted', subscription: 'both', groups: [] }] }
    play(
      ({ chat, cold, expectObservable }) => {
        const names$ = chat.contacts.list$.pipe(map((list) => list.map(({ userId }) => userId)))
        expectObservable(names$, '^--!').toBe('(el)', { e: [], l: [56] })
        const roomed$ = cold('-r').pipe(concatMap(() => chat.privacy.names()))
        expectObservable(roomed$.pipe(map((lists) => lists.all)), '^--!').toBe('-n', { n: [] })
      },
      { answer: (stanza) => (isRoster(stanza) ? { kind: 'iq', type: 'result', id: stanza.id, roster } : undefined) },
    )
  })

  it('tells when the page is hidden', () => {
    play(({ server, at, expectObservable }) => {
      at('-h', { h: () => server.setVisible(false) })
      const told$ = server.sent$.pipe(mergeMap((stanza) => (stanza.kind === 'iq' ? [stanza.mobile?.enable] : [])))
      expectObservable(told$.pipe(filter((hidden) => hidden !== undefined)), '^--!').toBe('-h', { h: true })
    })
  })
})
