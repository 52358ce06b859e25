import type { Deps } from '../deps.js'
import type { RosterItem } from '../state/rows.js'
import { el, NS, type Element } from '../xml/index.js'
import { userJid } from './jid.js'

const EMPTY = { name: null, groups: [], to: false, from: false, ask: false, request: null, listed: false }

export const rosterItem = ({ store }: Deps, userId: number, contactId: number): RosterItem => {
  const id = `${userId} ${contactId}`
  return store.roster.byId(id) ?? { id, userId, contactId, ...EMPTY }
}

export const rosterElement = ({ settings }: Deps, item: RosterItem): Element => {
  const { contactId, name, to, from, ask } = item
  const subscription = to && from ? 'both' : to ? 'to' : from ? 'from' : 'none'
  const asked = { name: name ?? undefined, ask: ask ? 'subscribe' : undefined }
  const groups = item.groups.map((group) => el('group', NS.roster, {}, [group]))
  return el('item', NS.roster, { jid: userJid(settings, contactId), subscription, ...asked }, groups)
}

/** A roster push to every resource that asked for the roster (RFC 6121 2.1.6). */
export const pushItem = ({ hub }: Deps, userId: number, item: Element): void => {
  for (const session of hub.of(userId)) {
    if (session.interested === true) hub.push(session, el('query', NS.roster, {}, [item]))
  }
}

/** Keeps the item as changed, as long as it says anything, and tells of it. */
export const changeItem = (deps: Deps, item: RosterItem, change: Partial<RosterItem>): void => {
  const changed = { ...item, ...change }
  if (!changed.listed && changed.request === null) return deps.store.roster.remove(item.id)
  deps.store.roster.put(changed)
  if (changed.listed) pushItem(deps, item.userId, rosterElement(deps, changed))
}
