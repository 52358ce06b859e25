import { describe, expect, it } from '@jest/globals'
import {
  emptyTimeline,
  timelineReducer,
  type Message,
  type TimelineEvent,
  type TimelineState,
} from '../../lib/index.js'
import type { DialogRef } from '../../lib/model/dialog-ref.js'
import { copy, direct, entry, idOf, message, page, received, room, self, sent, start } from './timeline-world.js'

const play = (events: readonly TimelineEvent[], from = emptyTimeline(room, self)): TimelineState =>
  events.reduce(timelineReducer, from)
const seconds = ({ view }: TimelineState): number[] =>
  view.items.map(({ message: { sentAt } }) => (sentAt - start) / 1000)
const many = (from: number, count: number): Message[] =>
  Array.from({ length: count }, (_, index) => message(10_000 + from + index, 56, from + index))
const gap = (since: number, open: boolean, dialog: DialogRef | null = room): TimelineEvent => ({
  type: 'message/gap',
  gap: { dialog, since: start + since * 1000, open },
})
const fill = (key: string, items: readonly Message[], hasMore: boolean, since = 0): TimelineEvent => ({
  type: 'timeline/page',
  dialog: room,
  load: { kind: 'fill', key, since },
  at: start + 1_000_000,
  items: items.map((item) => copy(item)),
  hasMore,
  expected: [],
})
const failed = (kind: 'newest' | 'older'): TimelineEvent => ({
  ...{ type: 'timeline/failed', dialog: room, load: { kind, before: null } },
  error: { tag: 'network', message: 'unreachable' },
})

describe('what a timeline keeps', () => {
  it('is everything from the first message of its page on; what is older is on an older page', () => {
    const known = page('newest', many(10, 3), { hasMore: true })
    expect(seconds(play([known, received(message(5)), received(message(20))]))).toEqual([10, 11, 12, 20])
    expect(seconds(play([received(message(5)), received(message(20)), known]))).toEqual([10, 11, 12, 20])
    const older = page('older', [message(5), message(6)], { before: start + 10_000 })
    const whole = play([known, older])
    expect(seconds(whole)).toEqual([5, 6, 10, 11, 12])
    expect(whole.view.hasOlder).toBe(false)
    expect(seconds(play([received(message(1))], whole))).toEqual([1, 5, 6, 10, 11, 12])
  })

  it('is of two pages what was asked for later', () => {
    const [early, late] = [
      page('newest', many(10, 3), { hasMore: true, at: start + 100_000 }),
      page('newest', many(12, 3), { hasMore: true, at: start + 200_000 }),
    ]
    expect(seconds(play([early, late]))).toEqual([12, 13, 14])
    expect(seconds(play([late, early]))).toEqual([12, 13, 14])
  })

  it('does not take an older page that does not reach what is here', () => {
    const now = play([
      page('newest', many(10, 3), { hasMore: true, at: start + 100_000 }),
      page('newest', many(30, 3), { hasMore: true, at: start + 200_000 }),
      page('older', many(5, 3), { before: start + 10_000 }),
    ])
    expect(seconds(now)).toEqual([30, 31, 32])
    expect(now.view.hasOlder).toBe(true)
  })

  it('is the newest 500: the oldest leave for what arrives', () => {
    const now = play([page('newest', many(0, 500)), received(message(600)), received(message(601))])
    expect(seconds(now)).toHaveLength(500)
    expect([seconds(now)[0], seconds(now).at(-1)]).toEqual([2, 601])
    expect(now.view.hasOlder).toBe(true)
    // It left, and does not come back.
    expect(play([received(many(0, 1)[0] ?? message(0))], now).view).toBe(now.view)
  })

  it('is the oldest 500 where older ones were loaded, with a gap behind them that fills', () => {
    const before = page('older', many(450, 50), { before: start + 500_000, hasMore: true })
    const now = play([page('newest', many(500, 500), { hasMore: true }), before])
    expect([seconds(now)[0], seconds(now).at(-1), seconds(now).length]).toEqual([450, 949, 500])
    const last = `56/${idOf(10_949)}`
    expect(now.view.gaps).toEqual([{ key: 'end', since: start + 949_000, afterKey: last }])
    // What arrives is in the gap, and comes with it.
    const meanwhile = play([received(message(1005)), fill('end', many(949, 50), true, start + 949_000)], now)
    expect([seconds(meanwhile)[0], seconds(meanwhile).at(-1), seconds(meanwhile).length]).toEqual([499, 998, 500])
    const whole = play([fill('end', many(998, 2), false, start + 998_000)], meanwhile)
    expect(seconds(whole).slice(-3)).toEqual([998, 999, 1005])
    expect(whole.view.gaps).toEqual([])
  })

  it('is compared below a gap at its end, which stays', () => {
    const scrolled = play([
      page('newest', many(500, 500), { hasMore: true }),
      page('older', many(450, 50), { before: start + 500_000, hasMore: true }),
    ])
    const expected = scrolled.rows.map(({ key }) => key)
    const again = page('newest', many(460, 489), {
      hasMore: true,
      at: start + 2_000_000,
      before: start + 949_000,
      expected,
    })
    const now = play([again], scrolled)
    expect([seconds(now)[0], seconds(now).at(-1), seconds(now).length]).toEqual([460, 949, 490])
    expect(now.view.gaps).toMatchObject([{ key: 'end' }])
  })
})

describe('what a page does not have any more', () => {
  const rows = many(10, 5)
  const keys = rows.map(({ id }) => `56/${id}`)
  const here = play([page('newest', rows), received(message(14)), received(message(15))])

  it('was deleted if it had to be there', () => {
    const shorter = page('newest', [...rows.slice(0, 2), ...rows.slice(4)], { at: start + 950_000, expected: keys })
    expect(seconds(play([shorter], here))).toEqual([10, 11, 14, 14, 15])
  })

  it('is there still where the page has its second in part', () => {
    const some = page('newest', rows.slice(2), { at: start + 950_000, expected: keys, hasMore: true })
    expect(seconds(play([some], here))).toEqual([12, 13, 14, 14, 15])
    const partly = page('newest', [...rows.slice(3), message(50, 56, 12)], {
      at: start + 950_000,
      expected: keys,
      hasMore: true,
    })
    expect(seconds(play([partly], here))).toEqual([12, 12, 13, 14, 14, 15])
  })
})

describe('gaps', () => {
  it('that a page of another one covers are filled with it', () => {
    const open = play([page('newest', many(1, 9)), gap(2, true), gap(2, true, null), gap(7, true)])
    const [one, other, later] = open.view.gaps
    const { key = '', since = 0 } = one ?? {}
    expect(other).toMatchObject({ since })
    const half = play([fill(key, many(2, 3), true, since)], open)
    expect(half.view.gaps).toMatchObject([{ key, since: start + 4000 }, later ?? {}])
    expect(play([fill(key, many(2, 3), false, since)], open).view.gaps).toEqual([])
  })

  it('are shown behind the last message before them, until they are closed', () => {
    const open = play([page('newest', many(1, 3)), gap(2, true), gap(0, true, null), received(message(9))])
    expect(open.view.gaps).toEqual([
      { key: `all/${String(start)}`, since: start, afterKey: null },
      { key: `one/${String(start + 2000)}`, since: start + 2000, afterKey: `56/${idOf(10_002)}` },
    ])
    expect(play([gap(2, false), gap(0, false, null)], open).view.gaps).toEqual([])
  })

  it('of other dialogs are not', () => {
    const now = play([gap(2, true, direct)])
    expect(now.view.gaps).toEqual([])
  })

  it('are filled by the newest page, or by pages of their own', () => {
    const open = play([page('newest', many(1, 3)), gap(2, true), received(message(9))])
    expect(play([page('newest', many(1, 4), { at: start + 950_000 })], open).view.gaps).toEqual([])
    const { key = '' } = open.view.gaps[0] ?? {}
    const half = play([fill(key, many(2, 4), true)], open)
    expect(half.view.gaps).toMatchObject([{ key, since: start + 5000, afterKey: `56/${idOf(10_005)}` }])
    expect(seconds(play([fill(key, many(5, 2), false)], half))).toEqual([1, 2, 3, 4, 5, 6, 9])
  })

  it('open where the newest cannot be read again, at the time until which all was here', () => {
    const now = play([page('newest', many(1, 3), { at: start + 2500 }), failed('newest')])
    expect(now.view).toMatchObject({
      ...{ loading: false, hasOlder: true, error: { tag: 'network', message: 'unreachable' } },
      gaps: [{ since: start + 2500, afterKey: `56/${idOf(10_002)}` }],
    })
    expect(play([page('newest', many(1, 3))], now).view).toMatchObject({ gaps: [], error: null, hasOlder: false })
  })

  it('do not open where there was nothing yet, nor where older ones cannot be read', () => {
    expect(play([failed('newest')]).view.gaps).toEqual([])
    expect(play([page('newest', many(1, 3)), failed('older')]).view.gaps).toEqual([])
  })
})

describe('a message of ours', () => {
  const own = message(7, self)

  it('that is refused after all leaves what the server has, until it is sent again', () => {
    const had = play([sent(entry('message', own))])
    const failure: TimelineEvent = {
      type: 'message/failed',
      failure: {
        ...{ kind: 'message', id: own.id, message: own },
        error: { _tag: 'stanza', message: 'no', detail: { condition: 'forbidden', type: 'auth' }, retryable: false },
      },
    }
    const refused = play([failure], had)
    expect(refused.view.items).toEqual([])
    expect(play([sent(entry('message', own))], refused).view.items).toMatchObject([{ status: 'sent' }])
    // One that is on a page is there.
    expect(play([page('newest', [own]), failure], had).view.items).toHaveLength(1)
  })

  it('of a room learns of its readers also where they name the room by its id only', () => {
    const status: TimelineEvent = {
      type: 'message/status',
      change: {
        messageId: own.id,
        dialog: { ...direct, dialogId: room.dialogId ?? '' },
        userId: 56,
        status: 'read',
        at: 1,
      },
    }
    expect(play([received(own), status]).view.items).toMatchObject([
      { status: 'read', deliveredTo: [56], readBy: [56] },
    ])
  })
})

describe('a message that we read', () => {
  const read = (at: number, failed: boolean, messageId?: string): TimelineEvent => ({
    type: 'message/read',
    change: { dialog: room, at: start + at * 1000, failed, ...(messageId !== undefined && { messageId }) },
  })
  const readers = (events: readonly TimelineEvent[]) => play(events).view.items.map(({ readBy }) => readBy)

  it('is read by us, with all that were sent before, but not what we wrote', () => {
    const all = [received(message(1)), received(message(2, self)), received(message(3)), received(message(9))]
    expect(readers([...all, read(5, false)])).toEqual([[self], [], [self], []])
    expect(readers([read(5, false), ...all])).toEqual([[self], [], [self], []])
  })

  it('is not when that failed, unless we know it otherwise', () => {
    const of = message(1)
    expect(readers([received(of), read(5, false, of.id)])).toEqual([[self]])
    expect(readers([received(of), read(5, false, of.id), read(5, true, of.id)])).toEqual([[]])
    expect(readers([received(of), read(5, false, of.id), read(6, false), read(5, true, of.id)])).toEqual([[self]])
    const known = page('newest', [copy(of, { readIds: [56, self] })])
    expect(readers([known, read(5, false, of.id), read(5, true, of.id)])).toEqual([[self]])
  })
})

it('what is shown keeps the reference of each part that did not change', () => {
  const before = play([page('newest', many(1, 3)), gap(2, true)])
  const now = play([{ type: 'timeline/load', dialog: room, wanted: 'newest' }], before)
  expect([before.view.loading, now.view.loading]).toEqual([false, true])
  expect(now.view.items).toBe(before.view.items)
  expect(now.view.gaps).toBe(before.view.gaps)
})

it('events of other dialogs, and those that no timeline shows, leave the state as it is', () => {
  const state = play([received(message(1))])
  expect(timelineReducer(state, received(message(2, 56, 2, direct)))).toBe(state)
  expect(timelineReducer(state, { type: 'privacy/changed', name: 'x' })).toBe(state)
  expect(timelineReducer(state, received(message(1)))).toBe(state)
})
