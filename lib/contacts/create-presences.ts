import {
  distinctUntilChanged,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  mergeMap,
  pairwise,
  share,
  tap,
} from 'rxjs'
import type { Observable } from 'rxjs'
import type { UserId } from '../model/ids.js'
import { same } from '../model/same.js'
import { createState } from '../rx/create-state.js'
import { shareState } from '../rx/share-state.js'
import type { ContactsDeps } from './contacts-deps.js'
import type { ContactPresence, Contacts, PresenceChange, RosterContact } from './contacts.js'
import type { Roster } from './create-roster.js'
import { applyPresence, noPresences, presenceOf, withoutRequest, type Presences } from './presence-reducer.js'
import { noContacts } from './roster-reducer.js'

/** What was told and, while somebody watches them, the contacts. */
interface Known {
  readonly presences: Presences
  readonly contacts: readonly RosterContact[] | null
}

const initially: Known = { presences: noPresences, contacts: null }

type View = Readonly<Record<UserId, ContactPresence>>

/** What the contacts are told to be. */
const viewOf = ({ presences, contacts }: Known): View =>
  Object.fromEntries(
    (contacts ?? noContacts).flatMap(({ userId }) => {
      const presence = presenceOf(presences, userId)
      return presence === null ? [] : [[userId, presence]]
    }),
  )

const changesOf = (before: View, now: View): readonly PresenceChange[] =>
  Object.keys({ ...before, ...now })
    .map(Number)
    .filter((userId) => !same(before[userId], now[userId]))
    .map((userId) => ({ userId, presence: now[userId] ?? null }))

export interface ContactPresences extends Pick<Contacts, 'list$' | 'presence$' | 'presenceChanged$' | 'requests$'> {
  /** The request of the user needs no answer any more. */
  readonly answered: (userId: UserId) => void
  readonly background$: Observable<never>
}

/** Who is there and who asks. It is told once in a session, so it is kept whether or not anybody watches. */
export const createPresences = (
  { over$, session$, presence$, addresses }: ContactsDeps,
  roster: Roster,
): ContactPresences => {
  const known = createState(initially)
  const know = (contacts: Known['contacts']): void => known.set({ ...known.get(), contacts })
  const tell = (presences: Presences): void => known.set({ ...known.get(), presences })
  const answered = (userId: UserId): void => tell(withoutRequest(known.get().presences, userId))
  const list$ = shareState(
    noContacts,
    roster.list$.pipe(
      tap((contacts) => know(contacts)),
      finalize(() => know(null)),
    ),
  )
  const view$ = known.value$.pipe(map(viewOf), distinctUntilChanged<View>(same))
  const background$ = merge(
    merge(over$, session$.pipe(filter((other) => other))).pipe(tap(() => tell(noPresences))),
    presence$.pipe(tap((stanza) => tell(applyPresence(known.get().presences, stanza, addresses)))),
    roster.changed$.pipe(
      filter(({ contact }) => contact?.subscription === 'from' || contact?.subscription === 'both'),
      tap(({ userId }) => answered(userId)),
    ),
  )
  return {
    list$,
    presence$: merge(list$.pipe(ignoreElements()), view$),
    presenceChanged$: view$.pipe(
      pairwise(),
      // That nobody watches any more is no news of the contacts.
      mergeMap(([before, now]) => (known.get().contacts === null ? [] : changesOf(before, now))),
      share(),
    ),
    requests$: known.value$.pipe(
      map(({ presences }) => presences.requests),
      distinctUntilChanged(),
    ),
    answered,
    background$: background$.pipe(finalize(known.complete), ignoreElements()),
  }
}
