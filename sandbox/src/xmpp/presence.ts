import type { Element } from '../xml/index.js'
import { pushActivity } from './activity.js'
import type { ChatSession } from './chat-session.js'
import { dialogIdOf, isRoomDomain, parseJid, userIdOf } from './jid.js'
import type { Deps } from '../deps.js'
import { takeOffline } from './offline.js'
import { joinRoom, leaveRooms } from './rooms.js'
import { show, showToUser, stepOf, takeStep, unavailable } from './subscriptions.js'

/** To the user's own resources, to who is subscribed to him, and to whom the session addressed (RFC 6121 4.2.2, 4.6.3). */
const broadcast = (session: ChatSession, presence: Element, deps: Deps): void => {
  const { userId, directed } = session
  const subscribed = deps.store.roster.of(userId).filter(({ from }) => from)
  const audience = new Set([userId, ...subscribed.map(({ contactId }) => contactId), ...directed])
  for (const id of audience) showToUser(session, id, presence, deps)
}

/** What the server asks for in the name of a new resource: who else is there, and who wants to subscribe (RFC 6121 4.3, 3.1.3). */
const tellWhoIsThere = (session: ChatSession, deps: Deps): void => {
  const { store, hub } = deps
  const roster = store.roster.of(session.userId)
  const seen = roster.filter(({ to }) => to).map(({ contactId }) => contactId)
  for (const other of [session.userId, ...seen].flatMap(hub.availableOf)) {
    if (other !== session && other.presence !== undefined) show(other, session, other.presence, deps)
  }
  for (const { request } of roster) if (request !== null) hub.deliver(session, request)
}

const goOnline = (session: ChatSession, presence: Element, deps: Deps): void => {
  const { hub } = deps
  const first = hub.availableOf(session.userId).length === 0
  const initial = session.presence === undefined
  session.presence = presence
  broadcast(session, presence, deps)
  if (!initial) return
  tellWhoIsThere(session, deps)
  for (const stanza of takeOffline(deps, session.userId)) hub.deliver(session, stanza)
  if (first) pushActivity(deps, session.userId, 0)
}

/** To be called for every session that ended, too. */
export const goOffline = (session: ChatSession, deps: Deps, gone = unavailable): void => {
  const { store, hub } = deps
  if (session.presence === undefined) return
  leaveRooms(session, session.rooms.keys(), deps)
  broadcast(session, gone, deps)
  session.presence = undefined
  session.directed.clear()
  if (hub.availableOf(session.userId).length > 0) return
  const user = store.users.byId(session.userId)
  if (user !== undefined) store.users.patch(user, { lastSeenAt: Date.now() })
  pushActivity(deps, session.userId, 1)
}

/** To a room (protocol 3.14), or to a user (RFC 6121 3 and 4.6). */
const takeDirected = (session: ChatSession, stanza: Element, to: string, deps: Deps): void => {
  const { type, id } = stanza.attrs
  const jid = parseJid(to)
  const userId = userIdOf(jid.local)
  const step = stepOf(type)
  if (isRoomDomain(deps.settings, jid.domain)) {
    if (type === 'unavailable') leaveRooms(session, [dialogIdOf(jid.local)], deps, { id })
    else if (type === undefined) joinRoom(session, jid, stanza, deps)
  } else if (userId !== undefined && step !== undefined) takeStep(session, stanza, userId, step, deps)
  else if (userId !== undefined && (type === undefined || type === 'unavailable')) {
    session.directed[type === undefined ? 'add' : 'delete'](userId)
    showToUser(session, userId, stanza, deps)
  }
}

/** Own presence is reflected and frees offline messages (protocol 3.3). */
export const takePresence = (session: ChatSession, stanza: Element, deps: Deps): void => {
  const { type, to } = stanza.attrs
  if (to !== undefined) takeDirected(session, stanza, to, deps)
  else if (type === undefined) goOnline(session, stanza, deps)
  else if (type === 'unavailable') goOffline(session, deps, stanza)
}
