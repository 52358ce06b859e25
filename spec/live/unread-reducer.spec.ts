import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { emptyUnread, unreadReducer, type UnreadEvent, type UnreadState } from '../../lib/live/unread-reducer.js'
import { deleted, pending, read, ready, received } from './dialogs-fixture.js'

const run = (state: UnreadState, ...events: readonly UnreadEvent[]): UnreadState =>
  structuredClone(events.reduce(unreadReducer, state))
const loadedWith = (total: number, open: readonly string[] = []): readonly UnreadEvent[] => [
  { type: 'unread/asked' },
  { type: 'unread/loaded', total, open },
]
const seven = run(emptyUnread, { type: 'unread/load' }, ...loadedWith(7, ['room/r3']))
const total = (...events: readonly UnreadEvent[]): number => run(seven, ...events).view.total

describe('the number of unread messages', () => {
  it('is asked for when it begins, once, and at every ready but that of a resumed session', () => {
    expect(run(emptyUnread, { type: 'unread/load' }, { type: 'unread/load' }).due).toBe(1)
    expect(run(emptyUnread, { type: 'unread/asked' }).view).toEqual({ total: 0, loading: true, error: null })
    expect(seven).toMatchObject({ due: 1, doubts: 0, view: { total: 7, loading: false, error: null } })
    expect(unreadReducer(seven, ready('resumed'))).toBe(seven)
    expect(run(seven, ready('filled'), ready('gap')).due).toBe(3)
  })

  it('stays when it could not be had, and is asked for at the next ready', () => {
    const error = { tag: 'session', message: 'Nobody is signed in.' }
    const failed = run(seven, received(1, 'a', 1), { type: 'unread/asked' }, { type: 'unread/failed', error })
    expect(failed.view).toEqual({ total: 8, loading: false, error })
    expect(run(failed, received(2, 'b', 1)).view.total).toBe(9)
    expect(run(failed, ready('resumed')).due).toBe(2)
    expect(run(failed, ...loadedWith(3)).view).toEqual({ total: 3, loading: false, error: null })
  })

  it.each<[string, UnreadEvent[], number]>([
    ['a message to us', [received(1, 'a', 1)], 8],
    ['a message to us, twice', [received(1, 'a', 1), received(1, 'a', 1)], 8],
    ['one of ours from another device', [received(1, 'a', 1, { direction: 'outgoing' })], 7],
    ['one of ours that the server has', [{ type: 'outbox/sent', entry: pending(1, 'a', 1) }], 7],
    ['one in a public dialog', [received(3, 'a', 1)], 7],
    ['one that is to vanish', [received(1, 'a', 1, { destroyAfter: 5 })], 7],
    ['one that was missed, which the server counts', [received(1, 'a', 1, { origin: 'offline' })], 7],
    ['reading it, twice', [received(1, 'a', 1), read(1, 'a'), read(1, 'a')], 7],
    ['reading it before it is heard', [read(1, 'a'), received(1, 'a', 1)], 7],
    ['reading in a public dialog', [read(3, 'x')], 7],
    [
      'reading one, which did not come about, again',
      [read(1, 'x'), read(1, 'x', true), ...loadedWith(7), read(1, 'x')],
      6,
    ],
    ['reading another', [read(1, 'x')], 6],
    ['reading all of the dialog', [received(1, 'a', 1), received(1, 'b', 1), received(2, 'c', 1), read(1)], 8],
    ['a deletion, which only the server knows', [deleted(1, 'x')], 7],
  ])('after %s', (_name, events, expected) => {
    expect(total(...events)).toBe(expected)
  })

  it.each<[string, UnreadEvent, number]>([
    ['a message to us', received(1, 'a', 1), 0],
    ['a message that was missed', received(1, 'a', 1, { origin: 'catch-up' }), 1],
    ['reading one', read(1, 'a'), 1],
    ['reading all', read(1), 1],
    ['a reading that did not come about', read(1, undefined, true), 1],
    ['a deletion', deleted(1, 'a'), 1],
    ['an answer of the server', { type: 'unread/loaded', total: 1, open: [] }, 0],
  ])('is doubted after %s: %#', (_name, event, doubts) => {
    expect(run(seven, event).doubts).toBe(doubts)
  })

  it('adds what is heard while it is asked for, and is asked for again', () => {
    const asked = run(seven, received(1, 'a', 1), { type: 'unread/asked' }, received(1, 'b', 1))
    expect(asked.view.total).toBe(9)
    const state = run(asked, { type: 'unread/loaded', total: 8, open: [] })
    expect(state).toMatchObject({ doubts: 1, view: { total: 9 } })
    expect(run(state, received(1, 'a', 1), received(1, 'b', 1), ...loadedWith(9))).toMatchObject({
      doubts: 1,
      view: { total: 9 },
    })
  })

  it('is never below none', () => {
    const { view } = run(emptyUnread, ...loadedWith(1), read(1, 'a'), read(1, 'b'))
    expect(view.total).toBe(0)
  })

  it('counts more than it remembers', () => {
    const many = Array.from({ length: 250 }, (_one, at) => received(1, `m${String(at)}`, 1))
    const state = run(seven, ...many)
    expect(state.view.total).toBe(257)
    expect(state.heard).toHaveLength(100)
  })

  it('is the same whatever the order and however often it is told', () => {
    const event = fc.oneof(
      fc.tuple(fc.constantFrom(1, 2, 3), fc.nat(9)).map(([number, n]) => received(number, `m${String(n)}`, n)),
      fc.tuple(fc.constantFrom(1, 2), fc.nat(9)).map(([number, n]) => read(number, `m${String(n)}`)),
    )
    fc.assert(
      fc.property(
        // An id belongs to one dialog.
        fc
          .uniqueArray(event, {
            selector: (one) => JSON.stringify(one).replace(/.*"(?:messageId|id)":"(m\d)".*/, '$1') + one.type,
          })
          .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, other]) => {
          const start = run(emptyUnread, ...loadedWith(50, ['room/r3']))
          expect(run(start, ...other, ...all).view).toEqual(run(start, ...all).view)
        },
      ),
      { seed: 6, numRuns: 500 },
    )
  })
})
