import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { delay, firstValueFrom, of, toArray, type Observable } from 'rxjs'
import { createArchiveHistory } from '../../lib/archive/archive-history.js'
import type { Archive } from '../../lib/archive/create-archive.js'
import { isChatError } from '../../lib/errors/chat-error.js'
import type { HistoryMessage } from '../../lib/model/message.js'
import type { Page } from '../../lib/model/page.js'
import type { DialogRef } from '../../lib/model/dialog-ref.js'
import type { History } from '../../lib/messages/rest/message-endpoints.js'
import type { HistoryQuery } from '../../lib/messages/rest/messages-rest.js'
import type { ArchivedMessage } from '../../lib/model/stanza.js'
import { marbles } from '../rx/marbles.js'
import { addresses, archived, ben, kept, oid, team } from './archived.js'

/** An archive that gives so many at once, and how often it was asked. */
const archiveOf = (items: readonly ArchivedMessage[], most = 3) => {
  const asked: string[] = []
  const page: Archive['page'] = (_dialog, { start = 0, end = Infinity, newestFirst = false, behind }) => {
    asked.push(behind ?? '-')
    const within = items.filter(({ forwarded: { delayedAt } }) => delayedAt >= start && delayedAt <= end)
    const all = newestFirst ? [...within].reverse() : within
    const from = behind === undefined ? 0 : all.findIndex(({ id }) => id === behind) + 1
    const found = all.slice(from, from + most)
    return of({ items: found, last: found.at(-1)?.id, hasMore: from + most < all.length })
  }
  return { asked, page, history: createArchiveHistory({ page, addresses, userId: () => 21 }) }
}

/** A source that answers at once answers at once. */
const now = <T>(source$: Observable<T>): T => {
  let found: readonly T[] = []
  source$.subscribe((value) => (found = [value]))
  const [value] = found
  if (value === undefined) throw new Error('no answer')
  return value
}

/** Page after page, from the last second on, without what was read of it, as the documentation says. */
const readAll = (history: History, dialog: DialogRef, sort: 'newest-first' | 'oldest-first', limit: number) => {
  let items: readonly HistoryMessage[] = []
  let page: Page<HistoryMessage> | undefined
  for (let turn = 0; turn < 200 && page?.hasMore !== false; turn++) {
    const at = items.at(-1)?.sentAt
    const skip = items.filter(({ sentAt }) => sentAt === at).length
    const from = at === undefined ? {} : sort === 'oldest-first' ? { after: at, skip } : { before: at, skip }
    page = now(history(dialog, { sort, limit, ...from }))
    items = [...items, ...page.items]
  }
  return items
}

const one = (number: number, at: number, sentAt = at): ArchivedMessage => archived(number, at, kept(sentAt))
const numbers = (items: readonly HistoryMessage[]) => items.map(({ id }) => parseInt(id, 16))

describe('the history of an archive', () => {
  it('is what was said, as the stream told it', () => {
    const params = { save_to_history: '1', date_sent: '1700000000', colour: 'red' }
    const { history } = archiveOf([archived(1, 1_700_000_000_400, { extraParams: { params, attachments: [] } })])
    expect(now(history(ben))).toEqual({
      items: [
        {
          ...{ id: oid(1), dialog: ben, senderId: 56, direction: 'incoming', body: '1', sentAt: 1_700_000_000_000 },
          ...{ markable: false, saved: true, attachments: [], params: { colour: 'red' } },
          ...{ deliveredIds: [], readIds: [], updatedAt: 1_700_000_000_400 },
        },
      ],
      ...{ skip: 0, limit: 100, hasMore: false },
    })
  })

  it.each([
    ['ours', { from: '21-1@chat.x/other', to: '56-1@chat.x' }, ben, 'outgoing'],
    ['of a room', { type: 'groupchat', from: `1_${team.dialogId}@muc.chat.x/56` }, team, 'incoming'],
    ['of a room, ours', { type: 'groupchat', from: `1_${team.dialogId}@muc.chat.x/21` }, team, 'outgoing'],
    [
      'of a public room',
      { type: 'groupchat', from: `1_${team.dialogId}@muc.chat.x/21` },
      { ...team, type: 'public' },
      'outgoing',
    ],
  ] as const)('tells whose a message is: %s', (_name, what, dialog, direction) => {
    const { history } = archiveOf([archived(1, 5000, { ...kept(5000), ...what })])
    expect(now(history(dialog)).items).toMatchObject([{ dialog, direction }])
  })

  it.each([
    ['was not to be kept', {}],
    ['is of another dialog', { ...kept(1), from: '57-1@chat.x/r' }],
    ['is of another room', { ...kept(1), type: 'groupchat', from: `1_${team.dialogId}@muc.chat.x/56` }],
    ['is of another application', { ...kept(1), from: '56-2@chat.x/r' }],
    ['is a status', { marker: { type: 'displayed', id: oid(7) }, body: '' }],
    ['is no chat', { ...kept(1), type: 'headline' }],
  ] as const)('leaves out what %s', (_name, what) => {
    const { history } = archiveOf([archived(1, 5000, what), one(2, 6000)])
    expect(numbers(now(history(ben)).items)).toEqual([2])
  })

  it('has edits and deletions of authors, read before what they are about and after', () => {
    const replace = (number: number, last = true) => ({ replace: { id: oid(number), last } })
    const items = [
      ...[one(1, 1000), one(2, 2000), one(3, 3000), one(4, 4000)],
      archived(11, 5000, { ...replace(1), body: 'first' }),
      archived(12, 6000, { ...replace(1), body: 'second' }),
      archived(13, 7000, { remove: { id: oid(2) } }),
      archived(14, 8000, { ...replace(3), body: 'forged', from: '21-1@chat.x/r', to: '56-1@chat.x' }),
      archived(15, 9000, { remove: { id: oid(4) }, from: '21-1@chat.x/r', to: '56-1@chat.x' }),
    ]
    const expected = [
      { id: oid(1), body: 'second', editedAt: 6000 },
      { id: oid(3), body: '3' },
      { id: oid(4), body: '4' },
    ]
    const { history } = archiveOf(items)
    expect(readAll(history, ben, 'newest-first', 1)).toMatchObject([...expected].reverse())
    expect(readAll(archiveOf(items).history, ben, 'oldest-first', 3)).toMatchObject(expected)
  })

  it('lets anybody in a room delete, and nobody in another', () => {
    const inRoom = (user: number, dialogId: string = team.dialogId) =>
      ({ type: 'groupchat', from: `1_${dialogId}@muc.chat.x/${String(user)}` }) as const
    const items = [
      ...[1, 2].map((number) => archived(number, 1000 * number, { ...kept(1000 * number), ...inRoom(56) })),
      archived(3, 3000, { remove: { id: oid(1) }, ...inRoom(57) }),
      archived(4, 4000, { remove: { id: oid(2) }, ...inRoom(57, 'elsewhere') }),
    ]
    expect(numbers(now(archiveOf(items).history(team)).items)).toEqual([2])
  })

  it.each<readonly [string, HistoryQuery, readonly number[], boolean]>([
    ['the newest', { limit: 2 }, [6, 5], true],
    ['all', {}, [6, 5, 4, 3, 2, 1], false],
    ['until a second, that included', { before: 30_000 }, [4, 3, 2, 1], false],
    ['until within a second, the next included', { before: 29_500, limit: 3 }, [4, 3, 2], true],
    ['from a second, that included', { after: 30_000 }, [6, 5, 4, 3], false],
    ['between', { after: 20_000, before: 30_000, sort: 'oldest-first' }, [2, 3, 4], false],
    ['behind some', { skip: 3, limit: 2 }, [3, 2], true],
    ['behind all', { skip: 9 }, [], false],
  ])('is bounded as REST bounds it: %s', (_name, query, expected, hasMore) => {
    const items = [
      one(1, 10_000),
      one(2, 20_000),
      one(3, 30_000),
      one(4, 30_900, 30_000),
      one(5, 40_000),
      one(6, 50_000),
    ]
    const page = now(archiveOf(items).history(ben, query))
    expect([numbers(page.items), page.hasMore]).toEqual([expected, hasMore])
  })

  it('goes on from where the page before ended', () => {
    const { asked, history } = archiveOf(Array.from({ length: 30 }, (_, at) => one(at + 1, 1_000_000 * (at + 1))))
    expect(numbers(readAll(history, ben, 'newest-first', 5))).toEqual(Array.from({ length: 30 }, (_, at) => 30 - at))
    expect(asked).toHaveLength(10)
    expect(new Set(asked).size).toBe(10)
  })

  it('tells what was said since the end was read', () => {
    const items = [one(1, 10_000)]
    const { history } = archiveOf(items)
    const query = { sort: 'oldest-first', after: 10_000 } as const
    expect(numbers(now(history(ben, query)).items)).toEqual([1])
    items.push(one(2, 90_000))
    expect(numbers(now(history(ben, query)).items)).toEqual([1, 2])
  })

  it('gives each message once and in order, whatever the clocks, pages and bursts', () => {
    const item = fc.record({
      gap: fc.oneof(fc.constant(0), fc.nat(1500), fc.nat(200_000)),
      lag: fc.oneof(fc.nat(3000), fc.integer({ min: -500_000, max: 500_000 })),
      saved: fc.boolean(),
    })
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (all, most, limit) => {
          let at = 1_700_000_000_000
          const items = all.map(({ gap, lag, saved }, index) => {
            at += gap
            return archived(index + 1, at, saved ? kept(Math.floor((at - lag) / 1000) * 1000) : {})
          })
          const expected = all.flatMap(({ saved }, index) => (saved ? [index + 1] : []))
          for (const sort of ['newest-first', 'oldest-first'] as const) {
            const read = readAll(archiveOf(items, most).history, ben, sort, limit)
            expect([...numbers(read)].sort((a, b) => a - b)).toEqual(expected)
            const times = read.map(({ sentAt }) => sentAt)
            expect(times).toEqual([...times].sort((a, b) => (sort === 'oldest-first' ? a - b : b - a)))
            expect(read.every(({ sentAt, updatedAt }) => sentAt <= updatedAt && updatedAt - sentAt < 61_000)).toBe(true)
          }
        },
      ),
      { seed: 9, numRuns: 300 },
    )
  })

  it.each<readonly [DialogRef, object]>([
    [{ type: 'private', opponentId: 0 }, {}],
    [{ type: 'group', dialogId: 'a b' }, {}],
    [ben, { limit: 101 }],
    [ben, { skip: -1 }],
    [ben, { before: NaN }],
    [ben, { filter: { body: 'hi' } }],
    [ben, { updatedAfter: 1 }],
    [ben, { markRead: true }],
  ])('refuses %j with %j before it asks', async (dialog, query) => {
    const { asked, history } = archiveOf([])
    const error: unknown = await firstValueFrom(history(dialog, query)).catch((failure: unknown) => failure)
    expect([isChatError(error, 'argument'), asked]).toEqual([true, []])
  })

  it('is cold: each subscription reads anew, and leaving it ends it', () => {
    marbles(({ expectObservable, expectSubscriptions, cold }, scheduler) => {
      const items = [one(1, 1000)]
      const page$ = cold('--(p|)', { p: { items, last: 'a1', hasMore: false } })
      const history = createArchiveHistory({ page: () => page$.pipe(delay(0, scheduler)), addresses, userId: () => 21 })
      const read$ = history(ben, { after: 0 }).pipe(toArray())
      expectObservable(read$, '-^!').toBe('-')
      expectObservable(read$, '----^').toBe('------(r|)', { r: [expect.objectContaining({ hasMore: false })] })
      expectSubscriptions(page$.subscriptions).toBe(['-^!', '----^-!'])
    })
  })
})
