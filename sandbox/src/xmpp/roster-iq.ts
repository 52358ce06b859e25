import { el, elements, NS, textOf } from '../xml/index.js'
import { PROBLEM } from './errors.js'
import type { Handler } from './handler.js'
import { isChatDomain, parseJid, userIdOf } from './jid.js'
import { changeItem, pushItem, rosterElement, rosterItem } from './roster.js'
import { exchange } from './subscriptions.js'

/** RFC 6121 2.1.3: from now on the session is told of changes. */
export const readRoster: Handler = (session, _iq, _payload, deps) => {
  session.interested = true
  const listed = deps.store.roster.of(session.userId).filter((item) => item.listed)
  const items = listed.map((item) => rosterElement(deps, item))
  return [el('query', NS.roster, {}, items)]
}

/** Ends what there is between the two, both ways (RFC 6121 2.5). */
const remove: Handler = ({ userId }, _iq, element, deps) => {
  const item = rosterItem(deps, userId, userIdOf(parseJid(element.attrs['jid'] ?? '').local) ?? 0)
  if (!item.listed) return PROBLEM.itemNotFound
  deps.store.roster.remove(item.id)
  pushItem(deps, userId, el('item', NS.roster, { jid: element.attrs['jid'], subscription: 'remove' }))
  if (item.to || item.ask) exchange(deps, userId, item.contactId, 'unsubscribe')
  if (item.from || item.request !== null) exchange(deps, userId, item.contactId, 'unsubscribed')
  return []
}

/** One item: name and groups are replaced, the subscription is the server's (RFC 6121 2.3, 2.4). */
export const writeRoster: Handler = (session, iq, payload, deps) => {
  const [item, more] = elements(payload)
  if (item?.name !== 'item' || more !== undefined) return PROBLEM.badRequest
  const { jid = '', name = null, subscription } = item.attrs
  const { local, domain } = parseJid(jid)
  const contactId = userIdOf(local)
  if (contactId === undefined || !isChatDomain(deps.settings, domain)) return PROBLEM.badRequest
  if (contactId === session.userId) return PROBLEM.notAllowed
  if (subscription === 'remove') return remove(session, iq, item, deps)
  const groups = elements(item).map(textOf)
  if (new Set(groups).size < groups.length) return PROBLEM.badRequest
  if (groups.includes('')) return PROBLEM.notAcceptable
  changeItem(deps, rosterItem(deps, session.userId, contactId), { name, groups, listed: true })
  return []
}
