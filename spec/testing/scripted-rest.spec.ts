import { describe, expect, it } from '@jest/globals'
import { concat, concatMap, ignoreElements, map, of, timer, type Observable } from 'rxjs'
import type { RunHelpers, TestScheduler } from 'rxjs/testing'
import { createChat, withContacts, withLive, type FullChat } from '../../lib/index.js'
import { createScriptedServer, type Script } from '../../lib/testing.js'
import { marbles } from '../rx/marbles.js'

const room = { type: 'group', dialogId: '5c0900000000000000000033' } as const
const wire = {
  ...{ _id: '65a000000000000000000001', chat_dialog_id: room.dialogId, message: 'hi', date_sent: 1_700_000_000 },
  ...{ sender_id: 56, recipient_id: 0, created_at: '2023-11-14T22:13:20Z', updated_at: '2023-11-14T22:13:20Z' },
}

/** A marble test of a chat that is signed in. */
const play = (
  script: Partial<Script>,
  test: (helpers: RunHelpers, chat: FullChat, scheduler: TestScheduler) => void,
): void => {
  marbles((helpers, scheduler) => {
    test(
      helpers,
      createChat(createScriptedServer({ scheduler, userId: 21, ...script }).config, {
        live: withLive,
        contacts: withContacts,
      }),
      scheduler,
    )
  })
}
const signedIn = <T>(chat: FullChat, then$: Observable<T>): Observable<T> =>
  concat(chat.session.create({ login: 'ann', password: 'any' }).pipe(ignoreElements()), then$)
const bodiesOf = (chat: FullChat): Observable<unknown> =>
  signedIn(chat, chat.messages.history(room, { limit: 2 })).pipe(map(({ items }) => items.map(({ body }) => body)))
const failed = (status: number) =>
  expect.objectContaining({ _tag: 'http', detail: expect.objectContaining({ status }) })

describe('the REST of a scripted server', () => {
  it('signs in by itself, and answers in virtual time', () => {
    play({ latency: 3 }, ({ expectObservable }, chat) => {
      expectObservable(signedIn(chat, chat.session.current$).pipe(map((session) => session?.userId))).toBe('---u', {
        u: 21,
      })
    })
  })

  it('answers by method and path, and shows what was asked', () => {
    const asked: unknown[] = []
    const rest: Script['rest'] = {
      'GET /chat/Message': ({ url, json }) => {
        asked.push([new URL(url).searchParams.get('chat_dialog_id'), json])
        return { items: [wire] }
      },
      'PUT /chat/Message/:ids': ({ json }) => {
        asked.push(json)
        return {}
      },
    }
    play({ rest }, ({ expectObservable }, chat) => {
      expectObservable(bodiesOf(chat)).toBe('(b|)', { b: ['hi'] })
      const edited$ = timer(2).pipe(concatMap(() => chat.messages.update(room, wire._id, { body: 'hello' })))
      expectObservable(edited$.pipe(ignoreElements())).toBe('--|')
    })
    expect(asked).toEqual([[room.dialogId, undefined], { chat_dialog_id: room.dialogId, message: 'hello' }])
  })

  it('answers when its Observable does, once', () => {
    play({ rest: { 'GET /chat/Message': () => timer(5, 5).pipe(map(() => ({ items: [] }))) } }, (helpers, chat) => {
      helpers.expectObservable(bodiesOf(chat)).toBe('-----(b|)', { b: [] })
    })
    play({ rest: { 'GET /chat/Message': () => of(403) } }, ({ expectObservable }, chat) => {
      expectObservable(bodiesOf(chat)).toBe('#', undefined, failed(403))
    })
  })

  it('fails with the status a route gives, and with 404 where there is none', () => {
    play({ rest: { 'GET /chat/Message': () => 422 } }, ({ expectObservable }, chat) => {
      expectObservable(bodiesOf(chat)).toBe('#', undefined, failed(422))
    })
    play({ rest: { 'GET /chat/Message/:id': () => ({}) } }, ({ expectObservable }, chat) => {
      expectObservable(bodiesOf(chat)).toBe('#', undefined, failed(404))
    })
  })

  it('drives a live view, history and stream together', () => {
    marbles(({ hot, cold, expectObservable }, scheduler) => {
      const rest = { 'GET /chat/Message': () => ({ items: [wire] }) }
      const server = createScriptedServer({ scheduler, userId: 21, rest })
      const chat = createChat(server.config, { live: withLive, contacts: withContacts })
      const ben = server.from(56, room)
      const later = { extraParams: { params: { date_sent: String(wire.date_sent + 1) }, attachments: [] } }
      signedIn(chat, chat.connection.connect()).subscribe()
      hot('------m', { m: ben({ body: 'new', ...later }) }).subscribe(server.receive)
      cold('9s x').subscribe(chat.destroy)
      const shown$ = cold('-s').pipe(
        concatMap(() => chat.live.timeline(room)),
        map(({ items, loading }) => (loading ? 'loading' : items.map(({ message }) => message.body).join())),
      )
      expectObservable(shown$, '^----------!').toBe('-(lh)-m', { l: 'loading', h: 'hi', m: 'hi,new' })
    })
  })

  it('lets a session expire within a test', () => {
    let signIns = 0
    const rest: Script['rest'] = {
      'POST /session': () => ({
        session: { id: 1, user_id: 21, token: `token-${String(++signIns)}`, created_at: '2020-01-01T00:00:00Z' },
      }),
      'GET /chat/Message': ({ headers }) => ({ items: [{ ...wire, message: headers['CB-Token'] }] }),
    }
    play({ rest }, ({ expectObservable, cold }, chat, scheduler) => {
      scheduler.maxFrames = Infinity
      const later$ = cold('10800s b').pipe(concatMap(() => chat.messages.history(room)))
      const tokens$ = signedIn(chat, later$).pipe(map(({ items }) => items[0]?.body))
      expectObservable(tokens$, '^ 10800s -!').toBe('10800s t', { t: 'token-2' })
    })
  })
})
