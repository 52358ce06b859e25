import { distinctUntilChanged, filter, finalize, ignoreElements, map, merge, Subject, tap, type Observable } from 'rxjs'
import type { ConnectionEvent } from '../connection/connection-event.js'
import type { UserId } from '../model/ids.js'
import type { PresenceStanza } from '../model/stanza.js'
import { createState } from '../rx/create-state.js'
import { shareState } from '../rx/share-state.js'
import type { Addresses } from '../xmpp/addresses.js'
import type { ContactPresence, Contacts, PresenceChange, RosterContact } from './contacts.js'
import type { Roster } from './create-roster.js'
import { applyPresence, noPresences, presenceOf, withoutRequest, type Presences } from './presence-reducer.js'
import { noContacts } from './roster-reducer.js'

export interface PresencesDeps {
  readonly event$: Observable<ConnectionEvent>
  readonly session$: Observable<boolean>
  readonly presence$: Observable<PresenceStanza>
  readonly addresses: Addresses
}

type View = Readonly<Record<UserId, ContactPresence>>
const nothing: View = {}

/** Whoever was there in it has to be told anew. */
const isSessionOver = (event: ConnectionEvent): boolean =>
  (event.type === 'up' && !event.link.resumed) ||
  (event.type === 'state' && event.state.type === 'closed' && event.state.reason !== 'attempts-used-up') ||
  (event.type === 'state' && event.state.type === 'authenticationFailure')

/** What the contacts that are known are told to be, and what changed with them. */
const createView = () => {
  const view = createState<View>(nothing)
  const change$ = new Subject<PresenceChange>()
  const look = (known: readonly RosterContact[], state: Presences): void => {
    const before = view.get()
    const now = known.flatMap(({ userId }) => {
      const presence = presenceOf(state, userId)
      return presence === null ? [] : [{ userId, presence }]
    })
    const after: View = Object.fromEntries(now.map(({ userId, presence }) => [userId, presence]))
    const left = Object.keys(before).filter((userId) => !(userId in after))
    const changes = [
      ...left.map((userId) => ({ userId: Number(userId), presence: null })),
      ...now.filter(({ userId, presence }) => presence !== before[userId]),
    ]
    if (changes.length > 0) view.set(after)
    for (const change of changes) change$.next(change)
  }
  const complete = (): void => {
    view.complete()
    change$.complete()
  }
  return { value$: view.value$, changed$: change$.asObservable(), look, forget: () => view.set(nothing), complete }
}

export interface ContactPresences extends Pick<Contacts, 'list$' | 'presence$' | 'presenceChanged$' | 'requests$'> {
  /** The request of the user needs no answer any more. */
  readonly answered: (userId: UserId) => void
  readonly background$: Observable<never>
}

/** Who is there and who asks. It is told once in a session, so it is kept whether or not anybody watches. */
export const createPresences = (
  { event$, session$, presence$, addresses }: PresencesDeps,
  roster: Roster,
): ContactPresences => {
  const presences = createState<Presences>(noPresences)
  const view = createView()
  let known = noContacts

  const know = (list: readonly RosterContact[]): void => {
    known = list
    view.look(known, presences.get())
  }
  const set = (next: Presences): void => {
    presences.set(next)
    view.look(known, next)
  }
  const answered = (userId: UserId): void => set(withoutRequest(presences.get(), userId))
  const followed$ = roster.list$.pipe(
    tap(know),
    finalize(() => {
      known = noContacts
      view.forget()
    }),
  )
  const list$ = shareState(noContacts, followed$)
  const over$ = merge(event$.pipe(filter(isSessionOver)), session$.pipe(filter((other) => other)))
  const background$ = merge(
    over$.pipe(tap(() => set(noPresences))),
    presence$.pipe(tap((stanza) => set(applyPresence(presences.get(), stanza, addresses)))),
    roster.changed$.pipe(
      filter(({ contact }) => contact?.subscription === 'from' || contact?.subscription === 'both'),
      tap(({ userId }) => answered(userId)),
    ),
  ).pipe(
    finalize(() => {
      presences.complete()
      view.complete()
    }),
    ignoreElements(),
  )
  return {
    list$,
    presence$: merge(list$.pipe(ignoreElements()), view.value$),
    presenceChanged$: view.changed$,
    requests$: presences.value$.pipe(
      map(({ requests }) => requests),
      distinctUntilChanged(),
    ),
    answered,
    background$,
  }
}
