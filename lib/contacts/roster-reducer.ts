import type { RosterItem } from '../model/stanza.js'
import type { UserId } from '../model/ids.js'
import type { Addresses } from '../xmpp/addresses.js'
import type { RosterContact, ContactChange } from './contacts.js'

export const noContacts: readonly RosterContact[] = []

const subscriptions: ReadonlySet<unknown> = new Set(['to', 'from', 'both'])
const isSubscription = (word: string | undefined): word is 'to' | 'from' | 'both' => subscriptions.has(word)

/** What an item says; `undefined` for who is no user of this application. Pure. */
export const toChange = (item: RosterItem, { parse }: Addresses): ContactChange | undefined => {
  const { jid, name = '', subscription, ask, groups } = item
  const address = parse(jid)
  if (address.type !== 'user') return undefined
  const { userId } = address
  if (subscription === 'remove') return { userId, contact: null }
  const contact: RosterContact = {
    userId,
    ...(name === '' ? {} : { name }),
    groups,
    subscription: isSubscription(subscription) ? subscription : 'none',
    pending: ask === 'subscribe',
  }
  return { userId, contact }
}

const isSame = (one: RosterContact | undefined, other: RosterContact | null): boolean =>
  JSON.stringify(one ?? null) === JSON.stringify(other)

/** The list after a change, by user id; the same reference where nothing changed. Pure. */
export const applyChange = (
  list: readonly RosterContact[],
  { userId, contact }: ContactChange,
): readonly RosterContact[] => {
  const known = list.find((one) => one.userId === userId)
  if (isSame(known, contact)) return list
  const others = list.filter((one) => one !== known)
  return contact === null ? others : [...others, contact].sort((one, other) => one.userId - other.userId)
}

/** The whole list anew; contacts that did not change keep their reference, and so does the list if none did. Pure. */
export const replaceList = (
  list: readonly RosterContact[],
  changes: readonly ContactChange[],
): readonly RosterContact[] => {
  const told = new Set<UserId>(changes.map(({ userId }) => userId))
  const gone = list.filter(({ userId }) => !told.has(userId)).map(({ userId }) => ({ userId, contact: null }))
  return [...gone, ...changes].reduce(applyChange, list)
}
