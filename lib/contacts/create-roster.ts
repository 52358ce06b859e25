import { catchError, concat, EMPTY, map, merge, mergeMap, of, scan, share, switchMap, type Observable } from 'rxjs'
import { argumentError } from '../errors/argument-error.js'
import { isChatError } from '../errors/chat-error.js'
import type { UserId } from '../model/ids.js'
import type { RosterItem } from '../model/stanza.js'
import type { ContactsDeps } from './contacts-deps.js'
import type { ContactChange, RosterContact } from './contacts.js'
import { applyChanges, noContacts, toChange } from './roster-reducer.js'

/** The list on the server. */
export interface Roster {
  /** Read and followed at each subscription; without contacts until it is read. */
  readonly list$: Observable<readonly RosterContact[]>
  /** Pushes, which a server sends once the list was read in a session. Hot. */
  readonly changed$: Observable<ContactChange>
  /** Cold; errs with 'argument' for who is not on the list. */
  readonly get: (userId: UserId) => Observable<RosterContact>
  /** Cold. */
  readonly set: (userId: UserId, item: Omit<RosterItem, 'jid'>) => Observable<void>
}

export const createRoster = ({ request, push$, session$, addresses, report }: ContactsDeps): Roster => {
  const changesOf = (items: readonly RosterItem[] = []) => items.flatMap((item) => toChange(item, addresses) ?? [])
  const all$ = request({ type: 'get', roster: { items: [] } }).pipe(map(({ roster }) => changesOf(roster?.items)))
  const changed$ = push$.pipe(
    mergeMap(({ roster }) => changesOf(roster?.items)),
    share(),
  )
  let reported = false
  const load$ = all$.pipe(
    catchError((error: unknown) => {
      if (isChatError(error, 'stanza') && !reported) report('the server keeps no contact list')
      reported ||= isChatError(error, 'stanza')
      return EMPTY
    }),
  )
  const list$ = merge(
    session$.pipe(
      switchMap((other) => (other ? concat(of([]), load$) : load$)),
      map((changes) => ({ changes, whole: true })),
    ),
    changed$.pipe(map((change) => ({ changes: [change], whole: false }))),
  ).pipe(scan((list, { changes, whole }) => applyChanges(list, changes, whole), noContacts))
  const get = (userId: UserId): Observable<RosterContact> =>
    all$.pipe(
      map((changes) => {
        const contact = changes.find((change) => change.userId === userId)?.contact ?? null
        if (contact === null) throw argumentError('userId', 'somebody on the contact list')
        return contact
      }),
    )
  const set = (userId: UserId, item: Omit<RosterItem, 'jid'>): Observable<void> =>
    request({ type: 'set', roster: { items: [{ jid: addresses.userJid(userId), ...item }] } }).pipe(
      map(() => undefined),
    )
  return { list$, changed$, get, set }
}
