import type { Basis } from '../basis.js'
import { el, NS, type Element } from '../xml/index.js'
import { stopAckTimer, type ChatSession } from './chat-session.js'
import { createDelivery, type Delivery } from './delivery.js'
import { endWithError, errorReply, type StanzaProblem } from './errors.js'
import { userJid } from './jid.js'
import { isStorable, keepOffline } from './offline.js'
import { createSessionList, type Sessions } from './session-list.js'
import type { Wire } from './wire.js'

/** The bound sessions and what is delivered to them. */
export interface Hub extends Sessions, Delivery {
  /** Binds a resource; the older session of the same name ends with a conflict (protocol 9, A28). */
  readonly bind: (userId: number, resource: string | undefined, wire: Wire) => ChatSession
  /** To all available resources; false when there is none. */
  readonly deliverToUser: (userId: number, stanza: Element) => boolean
  /** The wire is gone: keep the session for resumption, or end it. */
  readonly detach: (session: ChatSession, wire: Wire) => void
  /** Ends a session; its unacknowledged messages go elsewhere (XEP-0198 section 4). */
  readonly end: (session: ChatSession) => void
  /** Sends a stanza back with what is wrong with it. */
  readonly refuse: (session: ChatSession, stanza: Element, problem: StanzaProblem) => void
  /** An iq of the server's own accord. */
  readonly push: (to: ChatSession, payload: Element) => void
}

const storable = (session: ChatSession): Element[] =>
  (session.sm?.unacked ?? []).filter((stanza) => typeof stanza !== 'string').filter(isStorable)

const newSession = (userId: number, resource: string, bareJid: string, wire: Wire): ChatSession => {
  const sets = { held: [], watched: new Set<number>(), directed: new Set<number>(), rooms: new Map<string, Element>() }
  return { userId, resource, jid: `${bareJid}/${resource}`, bareJid, wire, ...sets, given: new WeakSet() }
}

/** Sessions that end are told to `onGone`. */
export const createHub = (deps: Basis, onGone: (session: ChatSession) => void): Hub => {
  const { settings, store, timers } = deps
  const sessions = new Set<ChatSession>()
  const list = createSessionList(sessions)
  const { availableOf } = list
  const delivery = createDelivery(deps)
  const { deliver } = delivery
  const deliverToUser = (userId: number, stanza: Element): boolean => {
    const targets = availableOf(userId)
    for (const session of targets) deliver(session, stanza)
    return targets.length > 0
  }
  const end = (session: ChatSession): void => {
    if (session.ended) return
    session.ended = true
    session.cancelWindow?.()
    stopAckTimer(session)
    sessions.delete(session)
    const others = availableOf(session.userId)
    for (const stanza of storable(session)) {
      for (const other of others) if (!other.given.has(stanza)) deliver(other, stanza)
      if (others.length === 0) keepOffline(deps, session.userId, stanza)
    }
    onGone(session)
  }
  const bind = (userId: number, wanted: string | undefined, wire: Wire): ChatSession => {
    const resource = wanted ?? store.ids.resource('sandbox')
    const older = list.find(userId, resource)
    const olderWire = older?.wire
    if (older !== undefined) end(older)
    if (olderWire !== undefined) endWithError(olderWire, 'conflict')
    const session = newSession(userId, resource, userJid(settings, userId), wire)
    sessions.add(session)
    return session
  }
  const detach = (session: ChatSession, wire: Wire): void => {
    if (session.wire !== wire || session.ended) return
    session.wire = undefined
    stopAckTimer(session)
    if (session.sm?.resumable !== true) return end(session)
    session.cancelWindow = timers.after(settings.resumeWindowMs, () => end(session))
  }
  return {
    ...list,
    ...delivery,
    bind,
    deliverToUser,
    detach,
    end,
    refuse: (session, stanza, problem) => deliver(session, errorReply(stanza, problem, session.jid)),
    push: (to, payload) =>
      deliver(to, el('iq', NS.client, { type: 'set', id: store.ids.objectId(), to: to.jid }, [payload])),
  }
}
