import { el, withAttrs, type Element } from '../xml/element.js'
import { NS } from '../xml/namespaces.js'
import { pushActivity } from './activity.js'
import type { ChatSession } from './chat-session.js'
import { isRoomDomain, parseJid } from './jid.js'
import type { Deps } from '../deps.js'
import { joinRoom, leaveAllRooms, leaveRoom } from './rooms.js'

const goOnline = (session: ChatSession, presence: Element, deps: Deps): void => {
  const { hub } = deps
  const first = hub.availableOf(session.userId).length === 0
  const initial = !session.available
  session.available = true
  hub.deliver(session, withAttrs(presence, { from: session.jid, to: session.bareJid }))
  if (!initial) return
  for (const stanza of hub.offline.take(session.userId)) hub.deliver(session, stanza)
  if (first) pushActivity(deps, session.userId, 0)
}

/** To be called for every session that ended, too. */
export const goOffline = (session: ChatSession, deps: Deps): void => {
  const { store, hub } = deps
  if (!session.available) return
  session.available = false
  leaveAllRooms(session, deps)
  if (hub.availableOf(session.userId).length > 0) return
  const user = store.users.byId(session.userId)
  if (user !== undefined) store.users.patch(user, { lastSeenAt: Date.now() })
  pushActivity(deps, session.userId, 1)
}

/** Own presence is reflected and frees offline messages (protocol 3.3); rooms: 3.14. */
export const takePresence = (session: ChatSession, stanza: Element, deps: Deps): void => {
  const type = stanza.attrs['type']
  const to = stanza.attrs['to']
  if (to !== undefined) {
    const jid = parseJid(to)
    if (!isRoomDomain(deps.settings, jid.domain)) return
    if (type === 'unavailable') return leaveRoom(session, jid, deps)
    if (type === undefined) joinRoom(session, jid, stanza, deps)
    return
  }
  if (type === undefined) return goOnline(session, stanza, deps)
  if (type !== 'unavailable') return
  goOffline(session, deps)
  const gone = { type: 'unavailable', from: session.jid, to: session.bareJid }
  deps.hub.deliver(session, el('presence', NS.client, gone))
}
