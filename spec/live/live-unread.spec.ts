import { describe, expect, it } from '@jest/globals'
import { map, NEVER, throwError, type Observable } from 'rxjs'
import type { ChatEvent } from '../../lib/chat-event.js'
import { withLive } from '../../lib/live/with-live.js'
import type { UnreadView } from '../../lib/live/unread-reducer.js'
import { marbles } from '../rx/marbles.js'
import { dialog, pageOf, read, ready, received } from './dialogs-fixture.js'
import { failure, setUpLive } from './set-up-live.js'

/** `L`: it is being asked for, `E`: it could not be had. */
const told = (view$: Observable<UnreadView>): Observable<string> =>
  view$.pipe(map(({ total, loading, error }) => `${String(total)}${loading ? 'L' : ''}${error === null ? '' : 'E'}`))

const m = received(1, 'a', 1)
const n = received(3, 'b', 1)

describe('live.unread', () => {
  it('asks while it is subscribed, is shared and replays', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }, scheduler) => {
      const total$ = cold('--(t|)', { t: { total: 5, byDialog: {} } })
      const page$ = cold('-(p|)', { p: pageOf([dialog(3, { type: 'public' })]) })
      const { deps, asked } = setUpLive(scheduler, hot('---mn---', { m, n }), () => page$, {
        unreadCount: () => total$,
      })
      const unread = withLive(deps).unread
      const values = { a: '0L', b: '5', c: '6' }
      expectObservable(told(unread()), '^----!').toBe('a-bc', values)
      expectObservable(told(unread()), '----^-!').toBe('----c', values)
      expectObservable(told(unread()), '-------^!').toBe('-------a', values)
      expectSubscriptions(total$.subscriptions).toBe(['^-!', '-------^!'])
      expectSubscriptions(page$.subscriptions).toBe(['^!', '-------^!'])
      scheduler.flush()
      expect(asked[0]).toEqual({ filter: { type: { in: ['public', 'broadcast'] } } })
    })
  })

  it('asks again two seconds after something only the server knows, once for all of it', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }, scheduler) => {
      let left = 5
      const total$ = cold('-(t|)', { t: null })
      const events$ = hot('---r 500ms q', { r: read(1), q: read(2) })
      const { deps } = setUpLive(scheduler, events$, () => cold('(p|)', { p: pageOf([]) }), {
        unreadCount: () => total$.pipe(map(() => ({ total: left--, byDialog: {} }))),
      })
      const values = { a: '0L', b: '5', c: '5L', d: '4' }
      expectObservable(told(withLive(deps).unread()), '^ 3s !').toBe('ab 2001ms cd', values)
      expectSubscriptions(total$.subscriptions).toBe(['^!', '2003ms ^!'])
    })
  })

  it('asks at every ready of a new session, one after the other, and once where ready is told at once', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }, scheduler) => {
      const total$ = cold('------(t|)', { t: { total: 5, byDialog: {} } })
      const events$ = hot('-f--s--', { f: ready('first'), s: ready('resumed') })
      const { deps } = setUpLive(scheduler, events$, () => cold('(p|)', { p: pageOf([]) }), {
        unreadCount: () => total$,
      })
      expectObservable(told(withLive(deps).unread()), '^-------------!').toBe('a-----(bc)--b', {
        a: '0L',
        b: '5',
        c: '5L',
      })
      expectSubscriptions(total$.subscriptions).toBe(['^-----!', '------^-----!'])
    })
  })

  it('counts what is heard where the server cannot be asked, and says why', () => {
    marbles(({ hot, expectObservable }, scheduler) => {
      const { deps } = setUpLive(scheduler, hot('----mn|', { m, n }), () => NEVER, {
        unreadCount: () => throwError(() => failure),
      })
      const values = { a: '0L', b: '0E', c: '1E', d: '2E' }
      expectObservable(told(withLive(deps).unread())).toBe('(ab)cd|', values)
    })
  })

  it('completes with the chat', () => {
    marbles(({ hot, expectObservable }, scheduler) => {
      const { deps } = setUpLive(scheduler, hot<ChatEvent>('--|'), () => NEVER)
      expectObservable(told(withLive(deps).unread())).toBe('a-|', { a: '0L' })
    })
  })
})
