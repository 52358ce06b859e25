import {
  AsyncSubject,
  defer,
  filter,
  map,
  of,
  scan,
  share,
  startWith,
  switchMap,
  throwError,
  withLatestFrom,
} from 'rxjs'
import type { Observable } from 'rxjs'
import type { ConcernDeps } from '../connection/concern-deps.js'
import { isSessionOver } from '../connection/connection-event.js'
import { whenRefused } from '../connection/stanza-error.js'
import { sessionError } from '../errors/session-error.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { EpochMs } from '../model/ids.js'
import type { ArchivedMessage, Stanza } from '../model/stanza.js'
import { filterMap } from '../rx/filter-map.js'
import { bareJid } from '../xmpp/jid.js'

type Needed = 'event$' | 'link' | 'request' | 'addresses' | 'newId' | 'report'
export interface ArchiveDeps extends Pick<ConcernDeps, Needed> {
  readonly stanza$: Observable<Stanza>
}

/** Which messages. */
export interface ArchiveQuery {
  /** When the archive got them, both included. */
  readonly start?: EpochMs | undefined
  readonly end?: EpochMs | undefined
  readonly newestFirst?: boolean
  /** The place, in that direction, behind which to go on. */
  readonly behind?: string | undefined
}

export interface ArchivePage {
  /** In the direction that was asked for. */
  readonly items: readonly ArchivedMessage[]
  /** The place of the last one. */
  readonly last: string | undefined
  /** Whether there are more. */
  readonly hasMore: boolean
}

/** What a server keeps of a user's messages, and of those of each room (XEP-0313). */
export interface Archive {
  /**
   * One page of a dialog, or of all private ones. Cold. Errors: 'session' where the server announces no archive, since then
   * only REST has a history; those of every request.
   */
  readonly page: (dialog: DialogRef | null, query: ArchiveQuery) => Observable<ArchivePage>
}

const namespace = 'urn:xmpp:mam:2'
/** How many are asked for at once; a server may give fewer. */
const max = 100

/** Whether an archive is announced (XEP-0030), asked once in a session; a refusal is no answer: a room may come to be. */
const createOffers = ({ request, event$ }: ArchiveDeps): ((to: string | undefined) => Observable<boolean>) => {
  const offers = new Map<string | undefined, Observable<boolean>>()
  const ask = (to: string | undefined): Observable<boolean> =>
    request({ type: 'get', to, discoInfo: { features: [] } }).pipe(
      map(({ discoInfo }) => discoInfo?.features.includes(namespace) === true),
      share({ connector: () => new AsyncSubject(), resetOnComplete: () => event$.pipe(filter(isSessionOver)) }),
    )
  return (to) => {
    const offer$ = offers.get(to) ?? ask(to)
    offers.set(to, offer$)
    return offer$.pipe(whenRefused(of(false)))
  }
}

/** XEP-0082. */
const time = (at: EpochMs | undefined): string | undefined => (at === undefined ? at : new Date(at).toISOString())

/** Creates the reader of archives. */
export const createArchive = (deps: ArchiveDeps): Archive => {
  const { link, request, addresses, newId, report, stanza$ } = deps
  const isOffered = createOffers(deps)

  /** What the one archive that was asked says to that question. */
  const itemsOf = (queryId: string, room: string | undefined): Observable<readonly ArchivedMessage[]> =>
    stanza$.pipe(
      filterMap((stanza) => {
        if (stanza.kind !== 'message' || stanza.archived?.queryId !== queryId) return undefined
        const own = bareJid(link()?.jid ?? '')
        if ((stanza.from ?? own) === (room ?? own)) return stanza.archived
        report('an archived message of another archive than the one asked')
        return undefined
      }),
      scan((items: readonly ArchivedMessage[], item) => [...items, item], []),
      startWith([]),
    )
  return {
    page: (dialog, { start, end, newestFirst = false, behind }) =>
      defer(() => {
        const queryId = newId()
        const peer = dialog?.type === 'private' ? addresses.dialogJid(dialog) : undefined
        const room = dialog === null || peer !== undefined ? undefined : addresses.dialogJid(dialog)
        const form = { with: peer, start: time(start), end: time(end) }
        const set = newestFirst ? { max, before: behind ?? '' } : { max, after: behind }
        const page$ = request({ type: 'set', to: room, archiveQuery: { queryId, form, set } }).pipe(
          withLatestFrom(itemsOf(queryId, room)),
          map(([{ archivePage }, items]): ArchivePage => {
            const { complete = true, set = {} } = archivePage ?? {}
            const last = newestFirst ? set.first : set.last
            return { items: newestFirst ? [...items].reverse() : items, last, hasMore: !complete && last !== undefined }
          }),
        )
        return isOffered(room).pipe(switchMap((isOne) => (isOne ? page$ : throwError(() => sessionError('no-user')))))
      }),
  }
}
