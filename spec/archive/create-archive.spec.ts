import { describe, expect, it } from '@jest/globals'
import { concat, filter, map, materialize, mergeMap, of, Subject, throwError, timer, type Observable } from 'rxjs'
import type { RunHelpers } from 'rxjs/testing'
import { createArchive, type ArchiveQuery } from '../../lib/archive/create-archive.js'
import type { LinkEvent } from '../../lib/connection/connection-event.js'
import type { IqRequest } from '../../lib/connection/iq.js'
import { ChatError, isChatError } from '../../lib/errors/chat-error.js'
import type { DialogRef } from '../../lib/model/dialog-ref.js'
import type { IqStanza, MessageStanza, Stanza } from '../../lib/model/stanza.js'
import type { Link } from '../../lib/stream/stream-event.js'
import { marbles } from '../rx/marbles.js'
import { addresses, archived, ben, team } from './archived.js'

const mam = 'urn:xmpp:mam:2'
const own = '21-1@chat.x'
const room = `1_${team.dialogId}@muc.chat.x`
const link: Link = {
  ...{ jid: `${own}/r`, resumed: false, contiguous: false },
  ...{ write: () => undefined, probe: () => undefined, setClientState: () => undefined, close: () => undefined },
}
const refused = (condition: string): ChatError => new ChatError('stanza', 'no', { condition, type: 'cancel' })

interface World {
  readonly asked: string[]
  readonly requests: IqRequest[]
  readonly reports: string[]
  readonly event$: Subject<LinkEvent>
  readonly stanza$: Subject<Stanza>
  /** What it says, with the time, in words. */
  readonly read: (dialog: DialogRef | null, query?: ArchiveQuery) => Observable<string>
}

/** An archive of which every answer takes 1 ms; `said` comes before the answer to a query. */
const withArchive = (
  test: (world: World, helpers: RunHelpers) => void,
  said: (queryId: string) => readonly Partial<MessageStanza>[],
  {
    features = () => of([mam]),
    fin = { complete: true, set: { first: 'a1', last: 'a2' } },
  }: {
    readonly features?: (to: string | undefined) => Observable<readonly string[]>
    readonly fin?: IqStanza['archivePage']
  } = {},
): void => {
  marbles((helpers, scheduler) => {
    const [stanza$, event$] = [new Subject<Stanza>(), new Subject<LinkEvent>()]
    const [asked, requests, reports]: [string[], IqRequest[], string[]] = [[], [], []]
    let ids = 0
    const request = (iq: IqRequest): Observable<IqStanza> =>
      timer(1, scheduler).pipe(
        mergeMap(() => {
          const what = iq.discoInfo === undefined ? 'page' : 'features'
          asked.push(`${what} of ${iq.to ?? 'own'}`)
          requests.push(iq)
          if (iq.archiveQuery === undefined)
            return features(iq.to).pipe(
              map((all) => ({ kind: 'iq', type: 'result', discoInfo: { features: all } }) as const),
            )
          for (const each of said(iq.archiveQuery.queryId))
            stanza$.next({ kind: 'message', from: iq.to ?? own, ...each })
          return of({ kind: 'iq', type: 'result', archivePage: fin } as const)
        }),
      )
    const { page } = createArchive({
      ...{ stanza$, event$, request, addresses },
      link: () => link,
      newId: () => `q${String(++ids)}`,
      report: (problem) => reports.push(problem),
    })
    const read: World['read'] = (dialog, query = {}) =>
      page(dialog, query).pipe(
        map(({ items, last, hasMore }) => `${items.map(({ id }) => id).join()} ${last ?? '-'}${hasMore ? '…' : ''}`),
        materialize(),
        filter(({ kind }) => kind !== 'C'),
        map((told) =>
          told.kind === 'E' ? (isChatError(told.error) ? `error ${told.error._tag}` : 'foreign') : (told.value ?? ''),
        ),
      )
    test({ asked, requests, reports, event$, stanza$, read }, helpers)
  })
}

const two = (queryId: string): readonly Partial<MessageStanza>[] => [
  { archived: archived(1, 1000, {}, queryId) },
  { archived: archived(2, 2000, {}, queryId) },
]

describe('the archive', () => {
  it.each<readonly [string, DialogRef | null, ArchiveQuery, object]>([
    [
      'all private dialogs, oldest first',
      null,
      { start: 0 },
      { to: undefined, archiveQuery: { form: { start: '1970-01-01T00:00:00.000Z' }, set: { max: 100 } } },
    ],
    [
      'a private dialog, newest first',
      ben,
      { end: 1000, newestFirst: true },
      {
        archiveQuery: { form: { with: '56-1@chat.x', end: '1970-01-01T00:00:01.000Z' }, set: { max: 100, before: '' } },
      },
    ],
    [
      'a room, behind a place',
      team,
      { behind: 'a7' },
      { to: room, archiveQuery: { form: {}, set: { max: 100, after: 'a7' } } },
    ],
    [
      'a room, before a place',
      team,
      { behind: 'a7', newestFirst: true },
      { to: room, archiveQuery: { set: { max: 100, before: 'a7' } } },
    ],
  ])('asks for %s', (_name, dialog, query, expected) => {
    withArchive(({ read, requests }, { expectObservable, flush }) => {
      expectObservable(read(dialog, query)).toBe('--(r|)', { r: query.newestFirst === true ? 'a2,a1 a1' : 'a1,a2 a2' })
      flush()
      expect(requests.at(-1)).toMatchObject({ type: 'set', ...expected })
    }, two)
  })

  it('asks once in a session whether there is one, and again in the next', () => {
    withArchive(({ read, asked, event$ }, { cold, expectObservable, flush }) => {
      const page$ = concat(read(ben), read(ben), read(team))
      expectObservable(cold('a---------b|').pipe(mergeMap(() => page$))).toBe('--rr-r------rr-(r|)', { r: 'a1,a2 a2' })
      cold('----------u').subscribe(() => {
        event$.next({ type: 'up', link, userId: 21 })
      })
      flush()
      const once = ['features of own', 'page of own', 'page of own', `features of ${room}`, `page of ${room}`]
      expect(asked).toEqual([...once, ...once])
    }, two)
  })

  it('asks once for all who ask at the same time', () => {
    withArchive(({ read, asked }, { expectObservable, flush }) => {
      expectObservable(read(null)).toBe('--(r|)', { r: 'a1,a2 a2' })
      expectObservable(read(ben)).toBe('--(r|)', { r: 'a1,a2 a2' })
      flush()
      expect(asked.filter((each) => each.startsWith('features'))).toHaveLength(1)
    }, two)
  })

  it('says that there is none, and asks again a room that refused', () => {
    const features = (to: string | undefined) =>
      to === undefined ? of(['urn:xmpp:ping']) : throwError(() => refused('item-not-found'))
    withArchive(
      ({ read, asked }, { expectObservable, flush }) => {
        expectObservable(concat(read(ben), read(ben))).toBe('-(ee|)', { e: 'error session' })
        expectObservable(concat(read(team), read(team))).toBe('-e(e|)', { e: 'error session' })
        flush()
        expect(asked).toEqual(['features of own', `features of ${room}`, `features of ${room}`])
      },
      two,
      { features },
    )
  })

  it('takes nothing from who was not asked, and nothing that answers another question', () => {
    withArchive(
      ({ read, reports }, { expectObservable, flush }) => {
        expectObservable(concat(read(ben), read(team))).toBe('--r-(r|)', { r: 'a1 a2' })
        flush()
        expect(reports).toHaveLength(8)
      },
      (queryId) => [
        ...['56-1@chat.x/r', 'chat.x', `${own}/r`, `${room}/56`].map((from) => ({ from, ...two(queryId)[1] })),
        { archived: archived(1, 1000, {}, queryId) },
        { archived: archived(2, 2000, {}, 'another') },
        { body: 'no archived one' },
      ],
    )
  })

  it('tells whether there is more, and ends where the server does not say behind what', () => {
    withArchive(
      ({ read }, { expectObservable }) => expectObservable(read(ben)).toBe('--(r|)', { r: 'a1,a2 a2…' }),
      two,
      {
        fin: { complete: false, set: { last: 'a2' } },
      },
    )
    withArchive(({ read }, { expectObservable }) => expectObservable(read(ben)).toBe('--(r|)', { r: 'a1,a2 -' }), two, {
      fin: { complete: false, set: {} },
    })
  })

  it('lets go of the stream when it is left, and with the answer', () => {
    withArchive(({ read, stanza$ }, { cold, expectObservable, flush }) => {
      expectObservable(read(ben), '-!').toBe('-')
      expectObservable(read(ben), '---^').toBe('-----(r|)', { r: 'a1,a2 a2' })
      const seen: boolean[] = []
      cold('--------x').subscribe(() => seen.push(stanza$.observed))
      flush()
      expect(seen).toEqual([false])
    }, two)
  })
})
