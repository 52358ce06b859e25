import { describe, expect, it } from '@jest/globals'
import { map, of, type Observable } from 'rxjs'
import type { ArchivePage, ArchiveQuery } from '../../lib/archive/create-archive.js'
import { archiveSource, type ArchiveSourceDeps } from '../../lib/catch-up/archive-source.js'
import type { Missed } from '../../lib/catch-up/catch-up-source.js'
import type { OpenGap } from '../../lib/catch-up/gap.js'
import type { DialogRef } from '../../lib/model/dialog-ref.js'
import { archived, ben, team } from '../archive/archived.js'
import { marbles } from '../rx/marbles.js'

interface Told {
  readonly dialog: DialogRef
  readonly text: string
}

/** Every archived message tells its place, in the dialog that `dialogs` has for it; the third tells nothing. */
const sourceOf = (
  page: ArchiveSourceDeps<Told>['page'],
  dialogs: Readonly<Record<string, DialogRef>> = {},
  wanted = true,
) =>
  archiveSource<Told>({
    page,
    heard: ({ id }) => (id === 'a3' ? undefined : { dialog: dialogs[id] ?? ben, text: id }),
    rooms: () => [team],
    wanted: () => wanted,
  })
const gap: OpenGap = { dialog: null, since: 1000, skip: 0 }
const page = (hasMore: boolean, ...numbers: readonly number[]): ArchivePage => ({
  items: numbers.map((number) => archived(number, number)),
  last: `a${String(numbers.at(-1))}`,
  hasMore,
})
const words = (missed$: Observable<Missed<Told>>): Observable<string> =>
  missed$.pipe(
    map(({ messages, left, hasMore }) => {
      const texts = messages.map(({ text }) => text).join()
      return `${texts} ${left.behind ?? ''}${hasMore ? '…' : ''}`
    }),
  )

describe('what the archive has of what was missed', () => {
  it('is read page after page, each behind the one before, without what tells nothing', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const queries: ArchiveQuery[] = []
      const first$ = cold('--(p|)', { p: page(true, 1, 2) })
      const second$ = cold('-(p|)', { p: page(false, 3, 4) })
      const { read } = sourceOf((_dialog, query) => (queries.push(query) === 1 ? first$ : second$))
      expectObservable(words(read(gap))).toBe('--a(b|)', { a: 'a1,a2 a2…', b: 'a4 a4' })
      expectSubscriptions(first$.subscriptions).toBe('^-!')
      expectSubscriptions(second$.subscriptions).toBe('--^!')
      flush()
      expect(queries).toEqual([
        { start: 1000, behind: undefined },
        { start: 1000, behind: 'a2' },
      ])
    })
  })

  it('is left with the page that is on its way, and goes on from where it came', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const page$ = cold('--(p|)', { p: page(true, 1, 2) })
      const { read } = sourceOf(() => page$)
      expectObservable(words(read({ ...gap, behind: 'a0' })), '^--!').toBe('--a', { a: 'a1,a2 a2…' })
      expectSubscriptions(page$.subscriptions).toBe(['^-!', '--^!'])
    })
  })

  it('fails as the page fails, with what came before told', () => {
    marbles(({ cold, expectObservable }) => {
      let asked = 0
      const { read } = sourceOf(() => (asked++ === 0 ? cold('-(p|)', { p: page(true, 1) }) : cold('-#')))
      expectObservable(words(read(gap))).toBe('-a#', { a: 'a1 a1…' })
    })
  })

  it('is read ten pages at once', () => {
    let asked = 0
    const told: string[] = []
    words(sourceOf(() => of(page(true, 10 * ++asked))).read(gap)).subscribe((word) => told.push(word))
    expect([told.length, told.at(-1)]).toEqual([10, 'a100 a100…'])
  })

  it('is not read for nobody', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const page$ = cold('(p|)', { p: page(false, 1) })
      expectObservable(sourceOf(() => page$, {}, false).read(gap)).toBe('|')
      expectSubscriptions(page$.subscriptions).toBe([])
    })
  })

  it('is of private dialogs in our own archive, and of its room in that of a room', () => {
    const told = (open: OpenGap): readonly string[] => {
      const seen: string[] = []
      const dialogs = { a1: ben, a2: team, a4: { type: 'group', dialogId: 'another' } } as const
      sourceOf(() => of(page(false, 1, 2, 4)), dialogs)
        .read(open)
        .subscribe(({ messages }) => seen.push(...messages.map(({ text }) => text)))
      return seen
    }
    expect([told(gap), told({ ...gap, dialog: team })]).toEqual([['a1'], ['a2']])
  })

  it('is not limited, and asks each room', () => {
    const { isLimited, apart } = sourceOf(() => of(page(false, 1)))
    expect([isLimited, apart()]).toEqual([false, [team]])
  })
})
