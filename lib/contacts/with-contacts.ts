import { defer, filter, ignoreElements, merge, mergeMap, share, tap, type Observable } from 'rxjs'
import type { UserId } from '../model/ids.js'
import { act } from '../rx/act.js'
import { filterMap } from '../rx/filter-map.js'
import { checkUserId } from '../xmpp/check-dialog.js'
import { checkDetails, checkOwnPresence } from './check-contacts.js'
import type { ContactsDeps } from './contacts-deps.js'
import type { ContactDetails, Contacts, OwnPresence } from './contacts.js'
import { createPresences } from './create-presences.js'
import { createRoster } from './create-roster.js'
import { toRequest } from './presence-reducer.js'

/** Our own presence, written as soon as there is a link, and repeated in every session of the user who chose it. */
const createOwnPresence = ({ usable$, link, userId }: ContactsDeps) => {
  let own: { readonly presence: OwnPresence; readonly by: UserId | undefined } | undefined
  let written = false
  const write = (): void => {
    if (own === undefined || (own.by ?? userId()) !== userId()) return
    own = { ...own, by: userId() }
    const to = link()
    written = to !== null
    to?.write({ kind: 'presence', show: own.presence.show, status: own.presence.status })
  }
  return {
    setPresence: (presence: OwnPresence): Observable<void> =>
      act(() => {
        checkOwnPresence(presence)
        own = { presence, by: userId() }
        write()
      }),
    background$: usable$.pipe(
      filter((isNew) => isNew || !written),
      tap(write),
      ignoreElements(),
    ),
  }
}

/** What `withContacts` gives a chat. */
export interface ContactsFeature {
  /** `chat.contacts`. */
  readonly contacts: Contacts
  /** Keeps what is told only once. Cold; to be subscribed for as long as the chat lives; never errors. */
  readonly background$: Observable<never>
}

/**
 * The contact list of `chat.contacts`, for `createChat(config, { contacts: withContacts })`. Handed over by the app, so that
 * one without a contact list does not carry it. Inert until `background$` is subscribed, which `createChat` does.
 */
export const withContacts = (deps: ContactsDeps): ContactsFeature => {
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

  const contacts: Contacts = {
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
  }
  return { contacts, background$: merge(background$, own$) }
}
