import type { RosterItem } from '../model/stanza.js'
import { kept } from '../model/same.js'
import type { ContactsDeps } from './contacts-deps.js'
import type { RosterContact, ContactChange } from './contacts.js'

export const noContacts: readonly RosterContact[] = []

const subscriptions = ['to', 'from', 'both'] as const

/** What an item says; `undefined` for who is no user of this application. Pure. */
export const toChange = (item: RosterItem, { parse }: ContactsDeps['addresses']): ContactChange | undefined => {
  const { jid, name = '', subscription, ask, groups } = item
  const address = parse(jid)
  if (address.type !== 'user') return undefined
  const { userId } = address
  if (subscription === 'remove') return { userId, contact: null }
  const contact: RosterContact = {
    userId,
    ...(name === '' ? {} : { name }),
    groups,
    subscription: subscriptions.find((word) => word === subscription) ?? 'none',
    pending: ask === 'subscribe',
  }
  return { userId, contact }
}

/** The list after changes, or the `whole` list anew, by user id; what did not change keeps its reference, and so does the list. Pure. */
export const applyChanges = (
  list: readonly RosterContact[],
  changes: readonly ContactChange[],
  whole = false,
): readonly RosterContact[] => {
  const before = new Map(list.map((contact) => [contact.userId, contact]))
  const now = new Map(whole ? [] : before)
  for (const { userId, contact } of changes)
    if (contact === null) now.delete(userId)
    else now.set(userId, kept(before.get(userId), contact))
  return kept(
    list,
    [...now.values()].sort((one, other) => one.userId - other.userId),
  )
}
