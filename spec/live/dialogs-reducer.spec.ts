import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { DialogQuery } from '../../lib/dialogs/dialogs.js'
import { dialogsReducer, emptyDialogs, type DialogsEvent, type DialogsState } from '../../lib/live/dialogs-reducer.js'
import type { Dialog } from '../../lib/model/dialog.js'
import {
  changed,
  deleted,
  dialog,
  last,
  own,
  pageOf,
  pending,
  read,
  ready,
  received,
  refOf,
} from './dialogs-fixture.js'

const run = (state: DialogsState, ...events: readonly DialogsEvent[]): DialogsState =>
  structuredClone(events.reduce(dialogsReducer, state))
/** Without the copy: references count. */
const next = (state: DialogsState, ...events: readonly DialogsEvent[]): DialogsState =>
  events.reduce(dialogsReducer, state)

const taskOf = (state: DialogsState, at = 0) => {
  const task = state.tasks[at]
  if (task === undefined) throw new Error('nothing is to be loaded')
  return task
}
const answer = (state: DialogsState, items: readonly Dialog[], over: Parameters<typeof pageOf>[1] = {}): DialogsState =>
  next(state, { type: 'dialogs/page', task: taskOf(state), page: pageOf(items, over) })
const listed = (items: readonly Dialog[], query: DialogQuery = {}, over: Parameters<typeof pageOf>[1] = {}) =>
  answer(next(emptyDialogs(query), { type: 'dialogs/load' }), items, over)

const ids = ({ view }: DialogsState): readonly string[] => view.items.map(({ dialogId }) => dialogId)
const at = (state: DialogsState, number: number): Dialog => {
  const found = state.view.items.find(({ dialogId }) => dialogId === refOf(number).dialogId)
  if (found === undefined) throw new Error(`${String(number)} is not there`)
  return found
}
const cause = { tag: 'network', message: 'no answer' }

describe('a list of dialogs', () => {
  it('asks anew in a new session for a dialog that it was asking for: what was missed is told, and counted by the page', () => {
    const before = listed([dialog(1, { lastMessage: last('a', 10) })])
    // Of a dialog that was asked for, one is heard, one is missed; then the whole list comes, and last the dialog alone.
    const asked = next(before, changed(1), received(1, 'b', 20), received(1, 'c', 30, { origin: 'catch-up' }))
    const stale = taskOf(asked)
    const both = dialog(1, { lastMessage: last('c', 30), unreadCount: 2 })
    const begun = next(asked, ready('filled'))
    const loaded = next(
      begun,
      ...[...begun.tasks].reverse().map((task) => ({ type: 'dialogs/page' as const, task, page: pageOf([both]) })),
    )
    expect(at(loaded, 1).unreadCount).toBe(2)
    expect(loaded.tasks).toEqual([])
    expect(next(loaded, { type: 'dialogs/page', task: stale, page: pageOf([both]) })).toBe(loaded)
  })

  it('is loaded once when it begins, and shows what came, the newest first, ties by id', () => {
    const begun = next(emptyDialogs(), { type: 'dialogs/load' })
    expect(next(begun, { type: 'dialogs/load' })).toBe(begun)
    expect(begun.tasks).toEqual([{ query: { skip: 0 }, count: 100, dialog: null, since: 0 }])
    expect(begun.view).toEqual({ items: [], total: null, hasMore: false, loading: true, error: null })
    const all = [dialog(1, { lastMessage: last('a', 10) }), dialog(3), dialog(2, { lastMessage: last('b', 10) })]
    const state = answer(begun, all)
    expect(ids(state)).toEqual(['r1', 'p2', 'r3'])
    expect(state.view).toMatchObject({ total: 3, hasMore: false, loading: false, error: null })
    expect(state.tasks).toEqual([])
  })

  it.each<[NonNullable<DialogQuery['sort']>, string[]]>([
    [{ by: 'createdAt', order: 'asc' }, ['r1', 'p2', 'r3']],
    [{ by: 'createdAt', order: 'desc' }, ['r3', 'p2', 'r1']],
    [{ by: 'updatedAt', order: 'asc' }, ['r3', 'p2', 'r1']],
    [{ by: 'lastMessageAt', order: 'asc' }, ['p2', 'r1', 'r3']],
  ])('is sorted by %j', (sort, expected) => {
    const lastMessage = last('a', 9)
    const all = [1, 2, 3].map((number) => dialog(number, { updatedAt: 20 - number }))
    expect(
      ids(
        listed(
          all.map((one, index) => (index === 1 ? one : { ...one, lastMessage })),
          { sort },
        ),
      ),
    ).toEqual(expected)
  })

  it('is loaded page by page, and as far as it was at the next session', () => {
    const first = listed([dialog(1), dialog(2)], { limit: 2, skip: 5 }, { hasMore: true, total: 9 })
    expect(first.view).toMatchObject({ hasMore: true, total: 9 })
    const more = next(first, { type: 'dialogs/more' }, { type: 'dialogs/more' })
    expect(more.tasks).toEqual([{ query: { limit: 2, skip: 7 }, count: 2, dialog: null, since: 0 }])
    const both = answer(more, [dialog(2), dialog(3)], { hasMore: false })
    expect(ids(both)).toEqual(['r3', 'p2', 'r1'])
    expect(next(both, { type: 'dialogs/more' })).toBe(both)
    const again = next(both, ready('filled'))
    expect(again.tasks).toEqual([{ query: { limit: 2, skip: 5 }, count: 4, dialog: null, since: 0 }])
    expect(ids(answer(again, [dialog(3)]))).toEqual(['r3'])
  })

  it('is loaded anew at every ready but that of a resumed session, instead of what was asked before', () => {
    const state = listed([dialog(1)])
    expect(next(state, ready('resumed'))).toBe(state)
    const [filled, gap] = [next(state, ready('filled')), next(state, ready('filled'), ready('gap'))]
    expect(filled.tasks).toHaveLength(1)
    expect(gap.tasks).toHaveLength(1)
    expect(next(gap, { type: 'dialogs/page', task: taskOf(filled), page: pageOf([]) })).toBe(gap)
  })

  it('keeps what it has when a load fails, and tries again at the next ready and the next command', () => {
    const begun = next(listed([dialog(1)]), ready('filled'))
    const state = next(begun, { type: 'dialogs/failed', task: taskOf(begun), error: cause })
    expect(ids(state)).toEqual(['r1'])
    expect(state.view).toMatchObject({ error: cause, loading: false })
    for (const event of [ready('resumed'), { type: 'dialogs/more' } as const])
      expect(answer(next(state, event), [dialog(1)]).view).toMatchObject({ error: null, loading: false })
  })

  it('keeps every reference while nothing changes, over a load, too', () => {
    const state = listed([dialog(1, { lastMessage: last('a', 5) }), dialog(2)])
    const again = answer(next(state, ready('filled')), [dialog(1, { lastMessage: last('a', 5) }), dialog(2)])
    expect(again.view.items).toBe(state.view.items)
    const events: DialogsEvent[] = [
      received(1, 'b', 6, { saved: true, direction: 'outgoing' }),
      { type: 'privacy/changed', name: 'x' },
    ]
    expect(dialogsReducer(again, events[1] ?? ready('resumed'))).toBe(again)
    const changedOne = next(again, ...events)
    expect(changedOne.view.items[1]).toBe(at(again, 2))
    expect(changedOne.view.items[0]).not.toBe(at(again, 1))
    const twice = next(changedOne, received(1, 'b', 6, { direction: 'outgoing' }))
    expect(twice.view).toBe(changedOne.view)
  })
})

describe('a message', () => {
  const some = listed([
    dialog(1, { lastMessage: last('a', 5), unreadCount: 3 }),
    dialog(2, { lastMessage: last('b', 9) }),
    dialog(3, { type: 'public', lastMessage: last('c', 4) }),
  ])

  it('moves its dialog up, is its last one and counts once', () => {
    const state = run(some, received(1, 'd', 10), received(1, 'd', 10))
    expect(ids(state)).toEqual(['r1', 'p2', 'r3'])
    expect(at(state, 1)).toMatchObject({ unreadCount: 4, lastMessage: last('d', 10) })
  })

  it.each<[string, DialogsEvent, number, number, string]>([
    ['older than the last one', received(1, 'd', 4), 1, 4, 'a'],
    ['of the same second with a smaller id', received(1, 'A', 5), 1, 4, 'a'],
    ['of ours from another device', received(1, 'd', 6, { direction: 'outgoing', senderId: own }), 1, 3, 'd'],
    ['of ours that the server has', { type: 'outbox/sent', entry: pending(1, 'd', 6) }, 1, 3, 'd'],
    ['in a public dialog', received(3, 'd', 6), 3, 0, 'd'],
    ['that was missed', received(1, 'd', 6, { origin: 'catch-up' }), 1, 3, 'd'],
    ['that is to vanish', received(1, 'd', 6, { destroyAfter: 5 }), 1, 3, 'a'],
  ])('%s', (_name, event, number, unreadCount, id) => {
    expect(at(run(some, event), number)).toMatchObject({ unreadCount, lastMessage: { id } })
  })

  it('that the server does not keep changes nothing', () => {
    const { message } = received(1, 'd', 6) as Extract<DialogsEvent, { type: 'message/received' }>
    const { saved: _, ...unsaved } = message
    expect(next(some, { type: 'message/received', message: unsaved })).toBe(some)
  })

  it('in a dialog that is not here has that asked for by the filter of the list, once', () => {
    const state = next(listed([], { filter: { type: 'group' } }), received(5, 'd', 6), received(5, 'e', 7))
    expect(state.tasks).toEqual([
      { query: { filter: { type: 'group', id: 'r5' } }, count: 100, dialog: refOf(5), since: 0 },
    ])
    const added = answer(state, [dialog(5, { unreadCount: 7, lastMessage: last('d', 6) })])
    expect(added.view).toMatchObject({ total: 1, items: [{ unreadCount: 8, lastMessage: { id: 'e' } }] })
  })

  it('in a private dialog has that asked for by the opponent', () => {
    const { tasks } = next(listed([]), received(4, 'd', 6, { dialog: { type: 'private', opponentId: 4 } }))
    expect(tasks).toMatchObject([{ query: { filter: { type: 'private', occupantIds: [4] } } }])
  })

  it('in a dialog that is none of the list has nothing asked for, until that changes', () => {
    const none = answer(next(listed([dialog(1)]), received(5, 'd', 6)), [dialog(7)])
    expect(ids(none)).toEqual(['r1'])
    expect(next(none, received(5, 'e', 7)).tasks).toEqual([])
    expect(next(none, changed(5)).tasks).toHaveLength(1)
    const again = answer(next(none, ready('filled')), [dialog(1)])
    expect(next(again, received(5, 'e', 7)).tasks).toHaveLength(1)
    expect(next(listed([dialog(1)], { filter: { id: 'r1' } }), received(5, 'e', 7), changed(5)).tasks).toEqual([])
  })

  it('waits for a list that is being loaded', () => {
    const state = next(emptyDialogs(), { type: 'dialogs/load' }, received(1, 'd', 6), received(3, 'e', 7))
    expect(state.tasks).toHaveLength(1)
    const both = answer(state, [dialog(1, { lastMessage: last('d', 6), unreadCount: 1 })])
    expect(at(both, 1).unreadCount).toBe(1)
    expect(both.tasks).toMatchObject([{ dialog: refOf(3) }])
  })

  it('of ours on its way is the last one until it fails or is withdrawn, and has its place then', () => {
    const show = (...entries: Parameters<typeof pending>[]): DialogsEvent => ({
      type: 'outbox/changed',
      pending: entries.map((entry) => pending(...entry)),
    })
    const shown = next(some, show([1, 'x', 20], [1, 'y', 21], [2, 'z', 5]))
    expect(ids(shown)).toEqual(['r1', 'p2', 'r3'])
    expect(at(shown, 1).lastMessage).toEqual(last('y', 21, { senderId: own }))
    expect(at(shown, 2).lastMessage?.id).toBe('b')
    expect(at(next(shown, received(1, 'd', 10)), 1).lastMessage?.id).toBe('y')
    const left = next(shown, show([1, 'x', 20], [1, 'y', 21, 'failed']))
    expect(at(left, 1).lastMessage?.id).toBe('x')
    const sent = next(left, { type: 'outbox/sent', entry: pending(1, 'x', 20) })
    expect(at(sent, 1).lastMessage).toEqual(last('x', 20, { senderId: own, status: 'sent' }))
    expect(next(sent, show()).view).toEqual(sent.view)
    expect(next(left, show()).view.items).toEqual(some.view.items)
  })

  it('on its way is shown in what is loaded later', () => {
    const state = next(
      emptyDialogs(),
      { type: 'outbox/changed', pending: [pending(1, 'x', 20)] },
      { type: 'dialogs/load' },
    )
    expect(at(answer(state, [dialog(1)]), 1).lastMessage?.id).toBe('x')
  })
})

describe('what happens to a message', () => {
  const mine = { senderId: own, status: 'sent' as const }
  const some = listed([
    dialog(1, { lastMessage: last('a', 5), unreadCount: 3 }),
    dialog(2, { lastMessage: last('b', 9, mine) }),
    dialog(3, { lastMessage: last('c', 4, mine), occupantIds: [own, 56, 57] }),
  ])
  const status = (number: number, messageId: string, to: 'delivered' | 'read'): DialogsEvent => ({
    type: 'message/status',
    change: { messageId, dialog: refOf(number), userId: 56, status: to, at: 0 },
  })
  const edited = (messageId: string, userId: number, isLast = false): DialogsEvent => ({
    type: 'message/edited',
    change: { type: 'edited', messageId, dialog: refOf(1), userId, at: 0, body: 'new', last: isLast },
  })

  it('read: all, of the dialog; one, once', () => {
    expect(at(run(some, read(1)), 1).unreadCount).toBe(0)
    expect(at(run(some, read(1, 'x'), read(1, 'x')), 1).unreadCount).toBe(2)
    expect(at(run(some, read(1), received(1, 'd', 4)), 1).unreadCount).toBe(1)
    expect(at(run(some, read(2, 'y'), received(2, 'y', 10)), 2).unreadCount).toBe(0)
  })

  it('read, and loaded before the server had it', () => {
    const state = next(some, read(1), ready('filled'))
    const same = dialog(1, { lastMessage: last('a', 5), unreadCount: 3 })
    expect(at(answer(state, [same]), 1).unreadCount).toBe(0)
    expect(at(answer(state, [{ ...same, lastMessage: last('d', 6), unreadCount: 4 }]), 1).unreadCount).toBe(4)
    const failed = next(state, read(1, undefined, true))
    expect(failed.tasks).toHaveLength(2)
    expect(at(answer(failed, [same]), 1).unreadCount).toBe(3)
    expect(at(answer(next(some, read(1, 'a'), read(1, 'a', true)), [same]), 1).unreadCount).toBe(3)
  })

  it('read by another device, which tells of the newest only: the rest is asked for', () => {
    expect(next(some, read(1, 'x')).tasks).toEqual([])
    expect(next(some, read(1, 'a')).tasks).toMatchObject([{ dialog: { dialogId: 'r1' } }])
  })

  it('delivered and read, never backwards; by all the others, where there are more, only as the server says', () => {
    const of = (number: number, state: DialogsState) => at(state, number).lastMessage?.status
    expect(of(2, run(some, status(2, 'b', 'delivered')))).toBe('delivered')
    expect(of(2, run(some, status(2, 'b', 'read'), status(2, 'b', 'delivered')))).toBe('read')
    expect(of(3, run(some, status(3, 'c', 'read')))).toBe('delivered')
    expect(next(some, status(2, 'other', 'read'), status(1, 'a', 'read')).view).toBe(some.view)
    const inPrivate = { type: 'private', opponentId: 56, dialogId: 'r3' } as const
    const change = { messageId: 'c', dialog: inPrivate, userId: 56, status: 'delivered', at: 0 } as const
    expect(of(3, run(some, { type: 'message/status', change }))).toBe('delivered')
  })

  it('edited: by its author, the last one', () => {
    expect(at(run(some, edited('a', 56)), 1).lastMessage?.body).toBe('new')
    expect(next(some, edited('a', 57), edited('z', 56, true)).view).toBe(some.view)
    const nameless = listed([dialog(1, { lastMessage: { ...last('a', 5), id: null } })])
    expect(at(run(nameless, edited('a', 56, true)), 1).lastMessage?.body).toBe('new')
    expect(at(run(nameless, edited('a', 56)), 1).lastMessage?.body).toBe('body of a')
  })

  it('deleted: the dialog is asked for where it was the last one or may have been unread', () => {
    expect(next(some, deleted(1, 'x')).tasks).toHaveLength(1)
    expect(next(some, deleted(2, 'x')).tasks).toEqual([])
    const state = next(some, deleted(2, 'b'), deleted(2, 'b'))
    expect(state.tasks).toHaveLength(1)
    expect(at(answer(state, [dialog(2, { lastMessage: last('0', 1) })]), 2).lastMessage?.id).toBe('0')
  })
})

describe('a dialog', () => {
  it('that changed is asked for, also by its id alone, and goes when it is none of the list any more', () => {
    const state = next(listed([dialog(1), dialog(2)]), changed(2))
    expect(state.tasks).toMatchObject([{ dialog: { dialogId: 'p2' } }])
    const gone = answer(state, [])
    expect(gone.view).toMatchObject({ total: 1, items: [{ dialogId: 'r1' }] })
    const back = answer(next(gone, changed(2)), [dialog(2)])
    expect(ids(back)).toEqual(['p2', 'r1'])
  })

  it('that changed while it was asked for is asked for anew', () => {
    const once = next(listed([dialog(1)]), changed(1))
    const twice = next(once, changed(1))
    expect(twice.tasks).toHaveLength(1)
    expect(next(twice, { type: 'dialogs/page', task: taskOf(once), page: pageOf([]) })).toBe(twice)
  })

  it('that could not be loaded stays as it is', () => {
    const state = next(listed([dialog(1)]), changed(1))
    const failed = next(state, { type: 'dialogs/failed', task: taskOf(state), error: cause })
    expect(failed.view).toMatchObject({ items: [{ dialogId: 'r1' }], error: cause })
    expect(failed.log).toEqual([])
  })
})

describe('whatever the order', () => {
  it('messages once loaded, told in any order and any number of times, show the same', () => {
    const some = listed([dialog(1), dialog(2, { unreadCount: 4 }), dialog(3, { lastMessage: last('a', 3) })])
    const told = fc.array(fc.tuple(fc.constantFrom(1, 2, 3), fc.nat(12)), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(
        told.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, other]) => {
          const events = (list: typeof all) => list.map(([number, n]) => received(number, `m${String(n)}`, n % 5))
          expect(next(some, ...events([...other, ...all])).view).toEqual(next(some, ...events(all)).view)
        },
      ),
      { seed: 6, numRuns: 500 },
    )
  })
})
