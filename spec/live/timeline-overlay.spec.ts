import { describe, expect, it } from '@jest/globals'
import {
  emptyTimeline,
  timelineReducer,
  type PendingEntry,
  type TimelineEvent,
  type TimelineState,
} from '../../lib/index.js'
import { changed, copy, direct, entry, message, page, received, room, self, sent } from './timeline-world.js'

const play = (events: readonly TimelineEvent[], from = emptyTimeline(room, self)): TimelineState =>
  events.reduce(timelineReducer, from)
const short = ({ view }: TimelineState): string[] =>
  view.items.map(({ message: { body }, status, pending }) =>
    [body, status, ...pending.map(({ kind }) => kind)].join(' '),
  )

const [theirs, ours] = [message(1), message(2, self)]
const had = play([page('newest', [theirs, copy(ours, { reactions: { own: [], total: { '👍': 2 } } })])])
const base = had.view.items

/** What is shown with this on its way, and once it is not any more. */
const over = (...pending: readonly PendingEntry[]): TimelineState => {
  const now = play([changed(...pending)], had)
  expect(now.rows).toBe(had.rows)
  // With nothing on its way it is what the server has, as it was.
  const after = play([changed()], now).view.items
  expect(after).toEqual(base)
  after.forEach((item, index) => {
    expect(item).toBe(base[index])
  })
  return now
}

describe('what is on its way', () => {
  it('comes last, in its order, whenever it was written', () => {
    const [early, late] = [message(0, self), message(9, self)]
    const now = over(entry('message', late, { status: 'queued' }), entry('message', early, { status: 'failed' }))
    expect(short(now)).toEqual(['text 1 received', 'text 2 sent', 'text 9 queued message', 'text 0 failed message'])
    expect(now.view.items[0]).toBe(base[0])
  })

  it('of another dialog is not shown', () => {
    expect(over(entry('message', message(9, self, 9, direct))).view).toBe(had.view)
  })

  it('shows a new text at once, and the old one again when it failed', () => {
    expect(short(over(entry('edit', ours)))).toEqual(['text 1 received', 'on its way sent edit'])
    expect(short(over(entry('edit', ours, { status: 'failed' })))).toEqual(['text 1 received', 'text 2 sent edit'])
    // Only its author edits a message.
    expect(over(entry('edit', theirs)).view).toBe(had.view)
  })

  it('hides what is to be deleted, and shows it again when that failed', () => {
    expect(short(over(entry('delete', ours)))).toEqual(['text 1 received'])
    expect(short(over(entry('delete', theirs)))).toEqual(['text 2 sent'])
    expect(short(over(entry('delete', ours, { status: 'failed' })))).toEqual(['text 1 received', 'text 2 sent delete'])
  })

  it('counts a reaction in unless it failed, once however often it is given', () => {
    const reactions = (state: TimelineState) => state.view.items[1]?.reactions
    const one = entry('reaction', ours, { id: 'a' })
    const given = { own: ['👍'], total: { '👍': 3 } }
    expect(reactions(over(one))).toEqual(given)
    expect(reactions(over(one, entry('reaction', ours, { id: 'b' })))).toEqual(given)
    expect(reactions(over(entry('reaction', ours, { status: 'failed' })))).toEqual({ own: [], total: { '👍': 2 } })
    // The server has it, then it leaves.
    expect(reactions(play([changed(one), sent(one), changed()], had))).toEqual(given)
  })

  it('changes also what is on its way itself', () => {
    const own = message(9, self)
    const now = over(entry('message', own, { status: 'queued' }), entry('edit', own, { status: 'queued' }))
    expect(short(now)).toEqual(['text 1 received', 'text 2 sent', 'on its way queued message edit'])
    expect(short(over(entry('message', own), entry('delete', own)))).toEqual(['text 1 received', 'text 2 sent'])
  })

  it('says more than the server of what was refused after all', () => {
    expect(short(over(entry('message', ours, { status: 'failed' })))).toEqual([
      'text 1 received',
      'text 2 failed message',
    ])
  })

  it('keeps a reaction for a message that is yet to come', () => {
    const late = message(5)
    const now = play([changed(entry('reaction', late)), received(late)], had)
    expect(now.view.items.at(-1)?.reactions).toEqual({ own: ['👍'], total: { '👍': 1 } })
  })

  it('leaves out the oldest where it would be more than 500', () => {
    const waits = Array.from({ length: 499 }, (_, number) => entry('message', message(100 + number, self)))
    const { view } = over(...waits)
    expect(view.items).toHaveLength(500)
    expect(view.items[0]).toBe(base[1])
    expect(view.hasOlder).toBe(true)
  })

  it('keeps the references of all that it does not change', () => {
    const waiting = entry('message', message(9, self), { status: 'queued' })
    const before = play([changed(waiting, entry('edit', ours))], had).view
    const now = play(
      [changed({ ...waiting, status: 'sending' }, entry('edit', ours))],
      play([changed(waiting, entry('edit', ours))], had),
    ).view
    expect(now.items[1]).toEqual(before.items[1])
    const same = play([changed(waiting, entry('edit', ours))], had)
    expect(play([changed(waiting, entry('edit', ours))], same).view).toBe(same.view)
    expect(play([received(message(8))], same).view.items[1]).toBe(same.view.items[1])
  })

  it('of a message moves to its place by when it was written once the server has it, and no more', () => {
    const own = message(3, self)
    const life = [
      ...[changed(entry('message', own, { status: 'queued' })), received(message(5)), changed(entry('message', own))],
      ...[sent(entry('message', own)), changed(), received(message(6)), received(own), page('newest', [own])],
    ]
    let state = had
    const places = life.map((event) => {
      state = timelineReducer(state, event)
      return state.view.items
        .slice(1)
        .map(({ message: { body } }) => body?.at(-1))
        .join('')
    })
    expect(places).toEqual(['23', '253', '253', '235', '235', '2356', '2356', '2356'])
  })
})
