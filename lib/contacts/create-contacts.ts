import { defer, ignoreElements, merge, mergeMap, share, tap, type Observable } from 'rxjs'
import type { ConcernDeps } from '../connection/concern-deps.js'
import type { UserId } from '../model/ids.js'
import { act } from '../rx/act.js'
import { filterMap } from '../rx/filter-map.js'
import type { Link } from '../stream/stream-event.js'
import { checkUserId } from '../xmpp/check-dialog.js'
import { checkDetails, checkOwnPresence } from './check-contacts.js'
import type { ContactDetails, Contacts, OwnPresence } from './contacts.js'
import { createPresences, type PresencesDeps } from './create-presences.js'
import { createRoster, type RosterDeps } from './create-roster.js'
import { toRequest } from './presence-reducer.js'

export type ContactsDeps = RosterDeps & PresencesDeps & Pick<ConcernDeps, 'send' | 'link' | 'userId'>

/** Our own presence, repeated in every session of the user who chose it. */
const createOwnPresence = ({ event$, link, userId }: ContactsDeps) => {
  let own: { readonly presence: OwnPresence; readonly by: UserId | undefined } | undefined
  const write = (to: Link | null): void => {
    if (own === undefined || (own.by ?? userId()) !== userId()) return
    own = { ...own, by: userId() }
    to?.write({ kind: 'presence', show: own.presence.show, status: own.presence.status })
  }
  return {
    setPresence: (presence: OwnPresence): Observable<void> =>
      act(() => {
        checkOwnPresence(presence)
        own = { presence, by: userId() }
        write(link())
      }),
    background$: event$.pipe(
      tap((event) => {
        if (event.type === 'renewed') write(event.link)
      }),
      ignoreElements(),
    ),
  }
}

/** Creates `chat.contacts`. `background$` is to be subscribed for as long as the chat lives. */
export const createContacts = (deps: ContactsDeps): Contacts & { readonly background$: Observable<never> } => {
  const { send, presence$, addresses } = deps
  const roster = createRoster(deps)
  const { answered, background$, ...presences } = createPresences(deps, roster)
  const { setPresence, background$: own$ } = createOwnPresence(deps)

  const checked = (userId: UserId, details: ContactDetails = {}): UserId => {
    checkUserId('userId', userId)
    checkDetails(details)
    return userId
  }
  const say = (userId: UserId, type: 'subscribe' | 'subscribed' | 'unsubscribed'): Observable<void> =>
    send({ kind: 'presence', type, to: addresses.userJid(userId) })
  const answer = (userId: UserId, type: 'subscribed' | 'unsubscribed'): Observable<void> =>
    defer(() => say(checked(userId), type)).pipe(tap(() => answered(userId)))

  return {
    ...presences,
    setPresence,
    changed$: roster.changed$,
    requested$: presence$.pipe(
      filterMap((stanza) => toRequest(stanza, addresses)),
      share(),
    ),
    add: (userId, details = {}) =>
      defer(() => roster.set(checked(userId, details), { groups: [], ...details })).pipe(
        mergeMap(() => say(userId, 'subscribe')),
      ),
    update: (userId, details) =>
      defer(() => roster.get(checked(userId, details))).pipe(
        mergeMap(({ name, groups }) => roster.set(userId, { name, groups, ...details })),
      ),
    remove: (userId) => defer(() => roster.set(checked(userId), { subscription: 'remove', groups: [] })),
    approve: (userId) => answer(userId, 'subscribed'),
    decline: (userId) => answer(userId, 'unsubscribed'),
    background$: merge(background$, own$),
  }
}
