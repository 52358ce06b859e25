import type { Basis } from '../basis.js'
import type { Element } from '../xml/element.js'
import type { ChatSession } from './chat-session.js'
import { createDelivery, type Delivery } from './delivery.js'
import { endWithError } from './errors.js'
import { userJid } from './jid.js'
import { createOffline, isStorable, type Offline } from './offline.js'
import { createSessionList, type Sessions } from './session-list.js'
import type { Wire } from './wire.js'

/** The bound sessions and what is delivered to them. */
export interface Hub extends Sessions, Delivery {
  readonly offline: Offline
  /** Binds a resource; the older session of the same name ends with a conflict (protocol 9, A28). */
  readonly bind: (userId: number, resource: string | undefined, wire: Wire) => ChatSession
  /** To all available resources; false when there is none. */
  readonly deliverToUser: (userId: number, stanza: Element) => boolean
  /** The wire is gone: keep the session for resumption, or end it. */
  readonly detach: (session: ChatSession, wire: Wire) => void
  /** Ends a session; its unacknowledged messages go elsewhere (XEP-0198 section 4). */
  readonly end: (session: ChatSession) => void
  readonly onGone: (listener: (session: ChatSession) => void) => void
}

const storable = (session: ChatSession): Element[] =>
  (session.sm?.unacked ?? []).filter((stanza) => typeof stanza !== 'string').filter(isStorable)

export const createHub = (deps: Basis): Hub => {
  const { settings, store, timers } = deps
  const list = createSessionList()
  const { availableOf } = list
  const listeners: ((session: ChatSession) => void)[] = []
  const offline = createOffline(settings, store)
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
    session.cancelAckTimer?.()
    list.remove(session)
    const others = availableOf(session.userId)
    for (const stanza of storable(session)) {
      for (const other of others) if (!other.given.has(stanza)) deliver(other, stanza)
      if (others.length === 0) offline.keep(session.userId, stanza)
    }
    for (const listener of listeners) listener(session)
  }
  const bind = (userId: number, wanted: string | undefined, wire: Wire): ChatSession => {
    const resource = wanted ?? store.ids.resource('sandbox')
    const older = list.find(userId, resource)
    const olderWire = older?.wire
    if (older !== undefined) end(older)
    if (olderWire !== undefined) endWithError(olderWire, 'conflict')
    return list.add(userId, resource, userJid(settings, userId), wire)
  }
  const detach = (session: ChatSession, wire: Wire): void => {
    if (session.wire !== wire || session.ended) return
    session.wire = undefined
    session.cancelAckTimer?.()
    session.cancelAckTimer = undefined
    if (session.sm?.resumable !== true) return end(session)
    session.cancelWindow = timers.after(settings.resumeWindowMs, () => end(session))
  }
  return {
    ...list,
    ...delivery,
    offline,
    bind,
    deliverToUser,
    detach,
    end,
    onGone: (told) => void listeners.push(told),
  }
}
