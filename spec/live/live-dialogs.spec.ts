import { describe, expect, it } from '@jest/globals'
import { concat, map, NEVER, of, share, throwError, type Observable } from 'rxjs'
import type { ChatEvent } from '../../lib/chat-event.js'
import { withLive } from '../../lib/live/with-live.js'
import type { DialogsView } from '../../lib/live/dialogs-reducer.js'
import { marbles } from '../rx/marbles.js'
import { changed, dialog, pageOf, pending, ready, received } from './dialogs-fixture.js'
import { cause, failure, setUpLive } from './set-up-live.js'

/** As letters: `L` loads, a number is how many are shown, `E` an error, `+` more to come. */
const told = (view$: Observable<DialogsView>): Observable<string> =>
  view$.pipe(
    map(
      ({ items, loading, error, hasMore }) =>
        `${String(items.length)}${loading ? 'L' : ''}${error === null ? '' : 'E'}${hasMore ? '+' : ''}`,
    ),
  )
const letters = { a: '0L', b: '1', c: '1L', d: '2', e: '0E', f: '1L+', g: '1+', h: '3', i: '1E' }

describe('live.dialogs', () => {
  it('loads while it is subscribed, is shared by the query and replays', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }, scheduler) => {
      const events$ = hot<ChatEvent>('---------')
      const page$ = cold('--(p|)', { p: pageOf([dialog(1)]) })
      const { deps, asked } = setUpLive(scheduler, events$, () => page$)
      const dialogs = withLive(deps).dialogs
      const one = { filter: { type: 'group', name: 'x' }, limit: 7 } as const
      const other = { limit: 7, filter: { name: 'x', type: 'group' } } as const
      expectObservable(told(dialogs(one)), '^---!').toBe('a-b', letters)
      expectObservable(told(dialogs(other)), '---^-!').toBe('---b', letters)
      // Everybody left: it begins anew.
      expectObservable(told(dialogs(one)), '-------^!').toBe('-------a', letters)
      expectSubscriptions(page$.subscriptions).toBe(['^-!', '-------^!'])
      scheduler.flush()
      expect(asked).toEqual([
        { ...one, skip: 0 },
        { ...one, skip: 0 },
      ])
    })
  })

  it('loads anew at a ready that is told meanwhile, and gives up what was asked before', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }, scheduler) => {
      const events$ = hot('-r---q---', { r: ready('first'), q: ready('resumed') })
      const page$ = cold('--(p|)', { p: pageOf([dialog(1)]) })
      const { deps } = setUpLive(scheduler, events$, () => page$)
      expectObservable(told(withLive(deps).dialogs()), '^-------!').toBe('a--b', letters)
      expectSubscriptions(page$.subscriptions).toBe(['^!', '-^-!'])
    })
  })

  it('loads once where the first to listen is told at once that it is ready', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const page$ = cold('--(p|)', { p: pageOf([dialog(1)]) })
      const events$ = concat(of(ready('first')), NEVER).pipe(share())
      const { deps } = setUpLive(scheduler, events$, () => page$)
      expectObservable(told(withLive(deps).dialogs()), '^---!').toBe('a-b', letters)
      expectSubscriptions(page$.subscriptions).toBe(['^-!'])
    })
  })

  it('loads the next page at each of more$, one at a time', () => {
    marbles(({ cold, hot, expectObservable }, scheduler) => {
      const pages = [pageOf([dialog(1)], { hasMore: true, total: 3 }), pageOf([dialog(2), dialog(4)], { total: 3 })]
      const { deps, asked } = setUpLive(scheduler, hot<ChatEvent>('---------'), ({ skip = 0 }) =>
        cold('--(p|)', { p: pages[skip === 0 ? 0 : 1] ?? pageOf([]) }),
      )
      const dialogs = withLive(deps).dialogs
      expectObservable(told(dialogs({ limit: 1 }, { more$: hot('-m-m-----m') })), '^---------!').toBe('a-gf-h', letters)
      // Whoever asks for more asks for all who share it.
      expectObservable(told(dialogs({ limit: 1 }, { more$: hot('----m----') })), '^---------!').toBe('a-gf-h', letters)
      scheduler.flush()
      expect(asked.map(({ skip, limit }) => [skip, limit])).toEqual([
        [0, 1],
        [1, 1],
      ])
    })
  })

  it('says why a load failed, keeps what it has, and loads again at the next of more$', () => {
    marbles(({ cold, hot, expectObservable }, scheduler) => {
      let loads = 0
      const { deps } = setUpLive(scheduler, hot('---r----', { r: ready('filled') }), () =>
        ++loads === 2 ? throwError(() => failure) : cold('-(p|)', { p: pageOf([dialog(1)]) }),
      )
      const view$ = withLive(deps).dialogs({}, { more$: hot('--------m') })
      expectObservable(told(view$), '^---------!').toBe('ab-(ci)-jb', { ...letters, j: '1LE' })
      expectObservable(view$.pipe(map(({ error }) => error)), '---^!').toBe('---(nnc)', { n: null, c: cause })
    })
  })

  it('asks for a hundred at a time when it is loaded as far as it was', () => {
    marbles(({ cold, hot, expectObservable }, scheduler) => {
      const items = (from: number, count: number) =>
        Array.from({ length: count }, (_one, at) => dialog(2 * (from + at + 1)))
      const { deps, asked } = setUpLive(
        scheduler,
        hot('-------r--s----', { r: ready('gap'), s: ready('gap') }),
        ({ skip = 0, limit = 0 }) =>
          cold('-(p|)', { p: pageOf(items(skip, limit), { hasMore: skip + limit < 180 && asked.length < 6 }) }),
      )
      const counts$ = withLive(deps)
        .dialogs({ limit: 60 }, { more$: hot('--m-m----') })
        .pipe(map(({ items: { length }, loading }) => `${String(length)}${loading ? 'L' : ''}`))
      const values = { a: '0L', b: '60', c: '60L', d: '120', e: '120L', f: '180', g: '180L' }
      // There are fewer now: nothing more is asked for.
      expectObservable(counts$, '^------------!').toBe('abcdef-g-fgh', { ...values, h: '100' })
      scheduler.flush()
      expect(asked.map(({ skip, limit }) => [skip, limit])).toEqual([
        [0, 60],
        [60, 60],
        [120, 60],
        [0, 100],
        [100, 80],
        [0, 100],
      ])
    })
  })

  it('asks for a dialog once a burst is over, four at a time, and no more once it is left', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }, scheduler) => {
      const first = (number: number): ChatEvent => received(number, `m${String(number)}`, 1)
      const burst = { a: first(5), b: first(7), c: first(9), d: first(11), e: first(13), f: first(15), x: changed(5) }
      const events$ = hot('-(abcdef) 92ms x', burst)
      const list$ = cold('(p|)', { p: pageOf([]) })
      const one$ = cold('100ms (p|)', { p: pageOf([]) })
      const { deps, asked } = setUpLive(scheduler, events$, ({ filter }) => (filter === undefined ? list$ : one$))
      expectObservable(withLive(deps).dialogs(), '^ 400ms !').toBe('(ab)', {
        a: { items: [], total: null, hasMore: false, loading: true, error: null },
        b: { items: [], total: 0, hasMore: false, loading: false, error: null },
      })
      // What changed at 101 ms is asked for once; it and the fifth of the burst wait until one is through.
      expectSubscriptions(one$.subscriptions).toBe([
        ...['251ms ^ 99ms !', '251ms ^ 99ms !', '251ms ^ 99ms !', '251ms ^ 99ms !'],
        ...['351ms ^ 49ms !', '351ms ^ 49ms !'],
      ])
      scheduler.flush()
      expect(asked.map(({ filter }) => filter?.id)).toEqual([undefined, 'r7', 'r9', 'r11', 'r13', 'r15', 'r5'])
    })
  })

  it('begins anew for another user', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }, scheduler) => {
      let user = 21
      const other: ChatEvent = { type: 'connection/state', state: { type: 'authenticated', userId: 56 } }
      const events$ = hot('---o---', { o: other })
      const page$ = cold('--(p|)', { p: pageOf([dialog(1)]) })
      const { deps } = setUpLive(scheduler, events$, () => page$, { userId: () => user })
      expectObservable(told(withLive(deps).dialogs()), '^------!').toBe('a-ba-b', letters)
      expectSubscriptions(page$.subscriptions).toBe(['^-!', '---^-!'])
      scheduler.schedule(() => (user = 56), 2)
    })
  })

  it('shows what is on its way from the first moment', () => {
    marbles(({ cold, hot, expectObservable }, scheduler) => {
      const { deps } = setUpLive(scheduler, hot<ChatEvent>('-----'), () => cold('-(p|)', { p: pageOf([dialog(1)]) }), {
        pending$: of([pending(1, 'x', 20)]),
      })
      const last$ = withLive(deps)
        .dialogs()
        .pipe(map(({ items }) => items[0]?.lastMessage?.id ?? null))
      expectObservable(last$, '^----!').toBe('ab', { a: null, b: 'x' })
    })
  })

  it('completes with the chat, whatever more$ does', () => {
    marbles(({ cold, hot, expectObservable }, scheduler) => {
      const { deps } = setUpLive(scheduler, hot<ChatEvent>('---|'), () => NEVER)
      const dialogs = withLive(deps).dialogs
      expectObservable(told(dialogs({}, { more$: NEVER }))).toBe('a--|', letters)
      expectObservable(told(dialogs({}, { more$: cold('#') }))).toBe('a--|', letters)
    })
  })

  it.each([0, -1, 1.5, Number.NaN])('lets the list say what is wrong with a limit of %p', (limit) => {
    marbles(({ hot, expectObservable }, scheduler) => {
      const { deps, asked } = setUpLive(scheduler, hot<ChatEvent>('--'), () => throwError(() => failure))
      expectObservable(told(withLive(deps).dialogs({ limit })), '^-!').toBe('(ae)', letters)
      scheduler.flush()
      expect(asked).toHaveLength(1)
    })
  })
})
