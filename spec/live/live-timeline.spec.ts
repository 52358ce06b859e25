import { describe, expect, it } from '@jest/globals'
import { filter, map, mergeWith, NEVER, of, skip, tap, type Observable } from 'rxjs'
import type { RunHelpers } from 'rxjs/testing'
import type { Message, Page, PendingEntry, Timeline, TimelineEvent } from '../../lib/index.js'
import type { ChatEvent } from '../../lib/chat-event.js'
import { ChatError } from '../../lib/errors/chat-error.js'
import { withLive } from '../../lib/live/with-live.js'
import type { LiveDeps } from '../../lib/live/live-deps.js'
import type { HistoryQuery } from '../../lib/messages/rest/messages-rest.js'
import type { DialogRef } from '../../lib/model/dialog-ref.js'
import type { HistoryMessage } from '../../lib/model/message.js'
import { marbles } from '../rx/marbles.js'
import { copy, direct, entry, message, received, room, self, start } from './timeline-world.js'

type Answer = Page<HistoryMessage>

const answer = (items: readonly Message[], hasMore = false): Answer => ({
  ...{ items: items.map((item) => copy(item)), skip: 0, limit: 50, hasMore },
})
const numbers = (from: number, count: number): Message[] =>
  Array.from({ length: count }, (_, index) => message(from - index))

const refused = new ChatError('session', 'nobody', { reason: 'no-session' })

const isChatEvent = (event: TimelineEvent): event is ChatEvent => !event.type.startsWith('timeline/')
const chatEvent = (event: TimelineEvent): ChatEvent => {
  if (!isChatEvent(event)) throw new Error('of the chat')
  return event
}
const ready = (continuity: 'first' | 'resumed' | 'filled', userId = self): ChatEvent => ({
  type: 'connection/state',
  state: { type: 'ready', userId, continuity },
})
const lost: ChatEvent = { type: 'connection/state', state: { type: 'idle' } }
const says = (of: Message): ChatEvent => chatEvent(received(of))

const events = {
  f: ready('first'),
  r: ready('resumed'),
  n: ready('filled'),
  o: ready('first', 57),
  l: lost,
  m: says(message(9)),
  d: says(message(9, 56, 9, direct)),
}

/** For user 21, without a history. */
const depsOf = (events$: Observable<ChatEvent>): LiveDeps => ({
  events$,
  pending$: of([]),
  userId: () => self,
  history: () => NEVER,
  dialogs: { list: () => NEVER },
  unreadCount: () => NEVER,
  now: () => start + 1000,
  scheduler: {
    now: () => 0,
    schedule: () => {
      throw new Error('nothing is scheduled')
    },
  },
})

/** Timelines of user 21 over what happens and a history that answers each request in turn. */
const set = (
  { hot }: RunHelpers,
  happens: string,
  answers: readonly Observable<Answer>[],
  pending: readonly PendingEntry[] = [],
) => {
  const asked: HistoryQuery[] = []
  const events$ = hot<ChatEvent>(happens, events)
  const deps: LiveDeps = {
    ...depsOf(events$),
    pending$: of(pending),
    history: (_dialog, query = {}) => {
      asked.push(query)
      return answers[asked.length - 1] ?? NEVER
    },
    now: () => start + 1000 + asked.length,
  }
  return { timeline: withLive(deps).timeline, asked, events$ }
}

/** What it shows in short: the numbers of its messages, and how it stands. */
const short = ({ items, hasOlder, gaps, loading, error }: Timeline): string =>
  [
    items.length > 6 ? String(items.length) : items.map(({ message: { id } }) => Number(`0x${id}`)).join(),
    ...(hasOlder ? ['older'] : []),
    ...gaps.map(({ afterKey }) => `gap after ${String(afterKey)}`),
    ...(loading ? ['loads'] : []),
    ...(error === null ? [] : [error.tag]),
  ].join(' ')

const shows = (view$: Observable<Timeline>): Observable<string> => view$.pipe(map(short))
/** Between loads. */
const settles = (view$: Observable<Timeline>): Observable<string> =>
  shows(view$.pipe(filter(({ loading }) => !loading)))

describe('live.timeline', () => {
  it('loads the newest for the first subscriber, shares it, cancels for nobody, and begins anew', () => {
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers
      const page$ = cold('--(a|)', { a: answer([message(2), message(1)]) })
      const { timeline, events$ } = set(helpers, '----------------', [page$, page$])
      const view$ = shows(timeline(room))
      expectObservable(view$, '^---!').toBe('a-b', { a: ' older loads', b: '1,2' })
      expectObservable(view$, '---^---!').toBe('---b', { b: '1,2' })
      expectObservable(view$, '---------^!').toBe('---------a', { a: ' older loads' })
      expectSubscriptions(page$.subscriptions).toBe(['^-!', '---------^!'])
      expectSubscriptions(events$.subscriptions).toBe(['^------!', '---------^!'])
    })
  })

  it('has its first page at once where the history answers at once, and asks for 50', () => {
    marbles((helpers) => {
      const { timeline, asked } = set(helpers, '-', [of(answer([]))])
      helpers.expectObservable(shows(timeline(room)), '^-!').toBe('(ab)', { a: ' older loads', b: '' })
      helpers.flush()
      expect(asked).toEqual([{ limit: 50, skip: 0 }])
    })
  })

  it('shows what is on its way before the history comes, and what is said meanwhile', () => {
    marbles((helpers) => {
      const waits = [entry('message', message(5, self), { status: 'queued' })]
      const { timeline } = set(helpers, '-m-d', [NEVER], waits)
      helpers.expectObservable(shows(timeline(room)), '^----!').toBe('ab', { a: '5 older loads', b: '9,5 older loads' })
    })
  })

  it('says why a load failed, and loads again at the next command or session, resumed or not', () => {
    marbles((helpers) => {
      const { cold, expectObservable } = helpers
      const fails$ = cold<Answer>('-#', undefined, refused)
      const { timeline } = set(helpers, '-------r-', [fails$, fails$, cold('-(a|)', { a: answer([message(1)]) })])
      const older$ = cold('---o|')
      const values = { a: ' older loads', b: ' older session', c: ' older loads session', d: '1' }
      expectObservable(shows(timeline(room, { older$ })), '^---------!').toBe('ab-cb--cd', values)
    })
  })

  it('loads older ones from the first on, one page at a time, and none before the first message', () => {
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers
      const older$ = cold('--o-o---o-o')
      const page$ = cold('---(a|)', { a: answer(numbers(51, 3)) })
      const { timeline, asked } = set(helpers, '-', [of(answer(numbers(100, 50), true)), page$])
      const values = { a: '50 older', b: '52' }
      expectObservable(settles(timeline(room, { older$ })), '^-------------!').toBe('a----b', values)
      expectSubscriptions(page$.subscriptions).toBe(['--^--!'])
      helpers.flush()
      // The whole second of the first is in it: what is here of it is told apart by its id.
      expect(asked[1]).toEqual({ before: start + 51_000, limit: 50, skip: 0 })
    })
  })

  it('passes over what is here of a second only where that would fill the page', () => {
    marbles((helpers) => {
      const crowd = Array.from({ length: 50 }, (_, index) => message(index, 56, 7))
      const { timeline, asked } = set(helpers, '-', [of(answer(crowd, true)), NEVER])
      const { cold } = helpers
      helpers.expectObservable(settles(timeline(room, { older$: cold('-o') })), '^--!').toBe('a', { a: '50 older' })
      helpers.flush()
      expect(asked[1]).toEqual({ before: start + 7000, limit: 50, skip: 50 })
    })
  })

  it('is not ended by commands that err or complete, nor kept by those that never end', () => {
    marbles((helpers) => {
      const { cold, hot, expectObservable, expectSubscriptions } = helpers
      const { timeline } = set(helpers, '-m-|', [of(answer([]))])
      const endless$ = hot('o--o--o--o')
      const all$ = timeline(room, { older$: cold('-#'), fill$: cold('|') })
      expectObservable(settles(all$)).toBe('ab-|', { a: '', b: '9' })
      expectObservable(settles(timeline(room, { older$: endless$ }))).toBe('ab-|', { a: '', b: '9' })
      expectSubscriptions(endless$.subscriptions).toBe('^--!')
    })
  })

  it('reads the newest again in a session that was not resumed; a further one replaces what runs', () => {
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers
      const slow$ = cold('-----(a|)', { a: answer([]) })
      const new$ = cold('-(a|)', { a: answer([message(3), message(1)]) })
      const { timeline, asked } = set(helpers, '-r-n-n----', [of(answer([message(2), message(1)])), slow$, new$])
      const values = { a: '1,2', b: '1,3' }
      // What is not on it any more was deleted meanwhile.
      expectObservable(settles(timeline(room)), '^--------!').toBe('a-----b', values)
      expectSubscriptions(slow$.subscriptions).toBe('---^-!')
      helpers.flush()
      expect(asked[2]).toEqual({ limit: 100, skip: 0 })
    })
  })

  it('takes a message that came live for deleted only if it was here when the link was lost, and was to be kept', () => {
    marbles((helpers) => {
      const { hot } = helpers
      const { saved: _, ...passing } = message(7)
      const happen$ = hot<ChatEvent>('-ab-l-cn-', {
        ...{ a: says(message(6)), b: says(passing), l: lost, c: says(message(8)), n: ready('filled') },
      })
      const deps = { ...depsOf(happen$), history: () => of(answer([])) }
      helpers
        .expectObservable(settles(withLive(deps).timeline(room)), '^---------!')
        .toBe('pab---cd', { p: '', a: '6', b: '6,7', c: '6,7,8', d: '7,8' })
    })
  })

  it('reads as many as are here, in pages of 100, and no more than five', () => {
    marbles((helpers) => {
      const pages = Array.from({ length: 6 }, (_, index) => of(answer(numbers(1000 - index * 100, 100), true)))
      const { timeline, asked } = set(helpers, '-n', [of(answer(numbers(420, 50), true)), ...pages])
      helpers.expectObservable(settles(timeline(room)), '^--!').toBe('ab', { a: '50 older', b: '500 older' })
      helpers.flush()
      expect(asked.slice(1).map(({ before }) => before)).toEqual(
        [undefined, 901, 801, 701, 601].map((second) => second && start + second * 1000),
      )
    })
  })

  it('stops where the messages that are here begin', () => {
    marbles((helpers) => {
      const { timeline, asked } = set(helpers, '-n', [
        of(answer(numbers(420, 50), true)),
        of(answer(numbers(480, 100), true)),
        of(answer(numbers(381, 100), true)),
      ])
      helpers.expectObservable(settles(timeline(room)), '^--!').toBe('ab', { a: '50 older', b: '199 older' })
      helpers.flush()
      expect(asked).toHaveLength(3)
    })
  })

  it('begins anew for another user', () => {
    marbles((helpers) => {
      let userId = self
      const happen$ = helpers.hot<ChatEvent>('-o-m', events)
      const timeline = withLive({
        ...depsOf(happen$.pipe(tap({ next: ({ type }) => type === 'connection/state' && (userId = 57) }))),
        userId: () => userId,
        history: () => (userId === self ? of(answer([message(1)])) : NEVER),
      }).timeline
      helpers
        .expectObservable(settles(timeline(room)).pipe(mergeWith(shows(timeline(room)).pipe(skip(2)))), '^---!')
        .toBe('ab-c', { a: '1', b: ' older loads', c: '9 older loads' })
    })
  })

  it('fills a gap, a page at a time', () => {
    marbles((helpers) => {
      const { cold, hot, expectObservable } = helpers
      const gap: ChatEvent = { type: 'message/gap', gap: { dialog: null, since: start + 3000, open: true } }
      const asked: HistoryQuery[] = []
      const pages = [
        of(answer([message(3)])),
        of(answer([message(3), message(4)], true)),
        of(answer([message(4), message(5)])),
      ]
      const deps: LiveDeps = {
        ...depsOf(hot<ChatEvent>('-gm', { g: gap, m: says(message(9)) })),
        history: (_dialog, query = {}) => pages[asked.push(query) - 1] ?? NEVER,
      }
      const fill$ = cold('---f--f--f', { f: { key: `all/${String(start + 3000)}`, since: 0, afterKey: null } })
      expectObservable(settles(withLive(deps).timeline(room, { fill$ })), '^------------!').toBe('abcd--e', {
        a: '3',
        b: '3 gap after 56/000000000000000000000003',
        c: '3,9 gap after 56/000000000000000000000003',
        d: '3,4,9 gap after 56/000000000000000000000004',
        e: '3,4,5,9',
      })
      helpers.flush()
      expect(asked.slice(1)).toEqual([
        { after: start + 3000, sort: 'oldest-first', limit: 100, skip: 0 },
        { after: start + 4000, sort: 'oldest-first', limit: 100, skip: 0 },
      ])
    })
  })

  it('listens once for all dialogs, and tells each its own', () => {
    marbles((helpers) => {
      const { timeline, events$ } = set(helpers, '-m-d-m', [of(answer([])), of(answer([]))])
      helpers.expectObservable(settles(timeline(room)), '^------!').toBe('ab', { a: '', b: '9' })
      helpers.expectObservable(settles(timeline(direct)), '^------!').toBe('a--b', { a: '', b: '9' })
      helpers.expectSubscriptions(events$.subscriptions).toBe('^------!')
    })
  })

  it('names a dialog by any of its forms', () => {
    marbles((helpers) => {
      const { timeline, asked } = set(helpers, '-d', [of(answer([]))])
      const known: DialogRef = { type: 'private', opponentId: 56, dialogId: '5c0900000000000000000045' }
      helpers.expectObservable(settles(timeline(known)), '^-!').toBe('ab', { a: '', b: '9' })
      helpers.expectObservable(settles(timeline(direct)), '^-!').toBe('ab', { a: '', b: '9' })
      helpers.flush()
      expect(asked).toHaveLength(1)
    })
  })
})
