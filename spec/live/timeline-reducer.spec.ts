import { describe, expect, it } from '@jest/globals'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import {
  emptyTimeline,
  timelineReducer,
  type Timeline,
  type TimelineEvent,
  type TimelineState,
} from '../../lib/index.js'
import type { DialogRef } from '../../lib/model/dialog-ref.js'
import {
  changed,
  entry,
  idOf,
  message,
  page,
  pageAt,
  received,
  room,
  self,
  sent,
  start,
  stories,
  told,
} from './timeline-world.js'

const play = (events: readonly TimelineEvent[], dialog: DialogRef = room, from?: TimelineState): TimelineState =>
  events.reduce(timelineReducer, from ?? emptyTimeline(dialog, self))

/** The order in which a server tells one's own reactions says nothing. */
const asShown = ({ items, ...view }: Timeline) => ({
  ...view,
  items: items.map(({ reactions, ...item }) => ({
    ...item,
    reactions: { own: [...reactions.own].sort(), total: reactions.total },
  })),
})

describe('a timeline', () => {
  const plots = fc.record({
    story: stories,
    asked: fc.option(fc.record({ at: fc.nat(300), limit: fc.integer({ min: 1, max: 9 }) })),
    order: fc.array(fc.nat(1000), { minLength: 150, maxLength: 150 }),
  })

  it('shows the same whatever the order in which it is told, and however often (seed 61)', () => {
    fc.assert(
      fc.property(plots, ({ story, asked, order }) => {
        const loads = asked === null ? [] : [pageAt(story, start + 10_000 + asked.at, asked.limit)]
        const events = [...told(story), ...loads]
        const mixed = [...events, ...events]
          .map((event, index) => ({ event, at: order[index % order.length] ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ event }) => event)
        expect(asShown(play(mixed, story.dialog).view)).toEqual(asShown(play(events, story.dialog).view))
      }),
      { seed: 61, numRuns: 1000 },
    )
  })

  it('shows in the end what the server has, live or from a page (seed 62)', () => {
    fc.assert(
      fc.property(stories, fc.nat(300), ({ deeds, ...rest }, at) => {
        const story = { ...rest, deeds: deeds.filter(({ what }) => what !== 'mark') }
        const truth = play([pageAt(story, start + 20_000, 100)], story.dialog)
        const live = play([...told(story), pageAt(story, start + 10_000 + at, 100)], story.dialog)
        expect(asShown(live.view)).toEqual(asShown(truth.view))
      }),
      { seed: 62, numRuns: 500 },
    )
  })

  const kinds = ['message', 'edit', 'delete', 'reaction'] as const
  const entries = fc.uniqueArray(
    fc.record({ kind: fc.constantFrom(...kinds), of: fc.nat(12), failed: fc.boolean(), id: fc.nat(5) }),
    { maxLength: 4, selector: ({ kind, id }) => `${kind}-${String(id)}` },
  )
  const snapshots = fc.array(entries, { minLength: 1, maxLength: 4 })
  /** A window that holds so many, and what happens then: the story, the outbox, older pages, in any order. */
  const courses = fc
    .record({
      story: stories,
      held: fc.constantFrom(0, 3, 498, 500),
      snapshots,
      older: fc.nat(2),
      order: fc.array(fc.nat(1000), { minLength: 50, maxLength: 50 }),
    })
    .map(({ story, held, snapshots: each, older, order }) => {
      const { dialog } = story
      const before = Array.from({ length: held }, (_, number) => message(1000 + number, 56, number - 600, dialog))
      const first = page('newest', before, { dialog, hasMore: held > 0, at: start - 1 })
      const outbox = each.map((all) =>
        changed(
          ...all.map(({ kind, of, failed, id }) => {
            const about = kind === 'message' ? message(100 + id, self, 20, dialog) : message(of, self, of, dialog)
            return entry(kind, about, { status: failed ? 'failed' : 'sending', id: `${kind}-${String(id)}` })
          }),
        ),
      )
      const loads = Array.from({ length: older }, (_, index) => {
        const from = -600 - 50 * index
        const items = Array.from({ length: 51 }, (_, number) =>
          message(2000 + 50 * index + number, 56, from - number, dialog),
        )
        return page('older', items, { dialog, hasMore: true, at: start - 1, before: start + from * 1000 })
      })
      const rest = [...told(story), ...told(story), ...outbox, ...loads, pageAt(story, start + 10_100, 5)]
      const mixed = rest
        .map((event, index) => ({ event, at: order[index % order.length] ?? 0 }))
        .sort((a, b) => a.at - b.at)
      return { dialog, events: [first, ...mixed.map(({ event }) => event)] }
    })

  it('changes only what changed, never has more than 500, and is plain data (seed 63)', () => {
    fc.assert(
      fc.property(courses, ({ dialog, events }) => {
        let state = emptyTimeline(dialog, self)
        for (const event of events) {
          const { view } = state
          state = timelineReducer(state, event)
          if (state.view !== view) expect(isDeepStrictEqual(state.view, view)).toBe(false)
          expect(state.view.items.length).toBeLessThanOrEqual(500)
          expect(new Set(state.view.items.map(({ key }) => key)).size).toBe(state.view.items.length)
          const before = new Map(view.items.map((item) => [item.key, item]))
          for (const item of state.view.items) {
            const known = before.get(item.key)
            if (known !== item) expect(isDeepStrictEqual(item, known)).toBe(false)
          }
        }
        expect(structuredClone(state)).toEqual(state)
      }),
      { seed: 63, numRuns: 25 },
    )
  })

  it('shows a message in every moment from when it waits, under one key (seed 64)', () => {
    fc.assert(
      fc.property(stories, fc.array(fc.nat(1000), { minLength: 7, maxLength: 7 }), ({ dialog, ...rest }, cuts) => {
        const own = message(77, self, 30, dialog)
        const story = { ...rest, dialog }
        const life = [
          changed(entry('message', own, { status: 'queued' })),
          changed(entry('message', own)),
          sent(entry('message', own)),
          changed(),
          received(own),
          page('newest', [own], { dialog, hasMore: true }),
          received(own),
        ]
        const others = told(story).map((event, index) => ({ event, at: (index * 7919) % 1000 }))
        const places = [...cuts].sort((a, b) => a - b)
        const all = [...others, ...life.map((event, index) => ({ event, at: places[index] ?? 0 }))]
        let state = emptyTimeline(dialog, self)
        let isSent = false
        for (const { event } of all.sort((a, b) => a.at - b.at)) {
          state = timelineReducer(state, event)
          isSent ||= event === life[0]
          if (isSent) expect(state.view.items.filter(({ key }) => key === `21/${own.id}`)).toHaveLength(1)
        }
      }),
      { seed: 64, numRuns: 300 },
    )
  })

  it('shows of two edits in one ms the one that was told later', () => {
    const edit = (body: string): TimelineEvent => ({
      type: 'message/edited',
      change: { type: 'edited', messageId: idOf(1), dialog: room, userId: 56, at: start, body, last: true },
    })
    for (const bodies of [
      ['a', 'b'],
      ['b', 'a'],
    ]) {
      const { view } = play([received(message(1)), ...bodies.map(edit)])
      expect(view.items[0]?.message.body).toBe(bodies[1])
    }
  })
})
