import type { FaultState } from '../faults.js'
import type { Settings } from '../options.js'
import type { Store } from '../state/store.js'
import type { Timers } from '../timers.js'
import { el, type Element } from '../xml/element.js'
import { NS } from '../xml/namespaces.js'
import { parseFrame } from '../xml/parse.js'
import type { ChatSession } from './chat-session.js'
import { streamError } from './errors.js'
import { userJid } from './jid.js'
import { createOffline, isStorable, type Offline } from './offline.js'
import type { Wire } from './wire.js'

export interface HubDeps {
  readonly settings: Settings
  readonly store: Store
  readonly faults: FaultState
  readonly timers: Timers
}

/** The bound sessions and what is delivered to them. */
export interface Hub {
  readonly offline: Offline
  readonly all: () => ChatSession[]
  /** Sessions with initial presence, cut ones that may still resume included. */
  readonly availableOf: (userId: number) => ChatSession[]
  readonly find: (userId: number, resource: string) => ChatSession | undefined
  readonly bySmId: (id: string) => ChatSession | undefined
  readonly bind: (userId: number, resource: string | undefined, wire: Wire) => ChatSession
  /** Counts, queues and writes one stanza, and asks for its acknowledgement. */
  readonly deliver: (session: ChatSession, stanza: Element) => void
  /** Sends raw text; what is no nonza, be it malformed, counts as a stanza and comes back at a resume. */
  readonly inject: (session: ChatSession, frame: string) => void
  /** To all available resources; false when there is none. */
  readonly deliverToUser: (userId: number, stanza: Element) => boolean
  readonly askForAck: (session: ChatSession) => void
  /** The wire is gone: keep the session for resumption, or end it. */
  readonly detach: (session: ChatSession, wire: Wire) => void
  /** Ends a session; its unacknowledged messages go elsewhere (XEP-0198 section 4). */
  readonly end: (session: ChatSession) => void
  readonly onGone: (listener: (session: ChatSession) => void) => void
}

const storable = (session: ChatSession): Element[] =>
  (session.sm?.unacked ?? []).filter((stanza) => typeof stanza !== 'string').filter(isStorable)

const newSession = (userId: number, resource: string, bareJid: string, wire: Wire): ChatSession => ({
  userId,
  resource,
  jid: `${bareJid}/${resource}`,
  bareJid,
  wire,
  sm: undefined,
  available: false,
  ended: false,
  carbons: false,
  inactive: false,
  watched: new Set(),
  rooms: new Set(),
  given: new WeakSet(),
  cancelWindow: undefined,
  cancelAckTimer: undefined,
})

export const createHub = ({ settings, store, faults, timers }: HubDeps): Hub => {
  const sessions = new Set<ChatSession>()
  const listeners: ((session: ChatSession) => void)[] = []
  const offline = createOffline(settings)
  const all = (): ChatSession[] => [...sessions]
  const availableOf = (userId: number): ChatSession[] =>
    all().filter((item) => item.userId === userId && item.available)
  const find = (userId: number, resource: string): ChatSession | undefined =>
    all().find((item) => item.userId === userId && item.resource === resource)

  const askForAck = (session: ChatSession): void => {
    if (session.sm === undefined || !settings.smAcks || session.wire === undefined) return
    session.wire.send(el('r', NS.sm))
    session.cancelAckTimer ??= timers.after(settings.ackTimeoutMs, () => session.wire?.terminate())
  }
  const deliver = (session: ChatSession, stanza: Element): void => {
    if (session.ended) return
    session.given.add(stanza)
    for (let copy = 0; copy < (faults.duplicate && stanza.name === 'message' ? 2 : 1); copy += 1) {
      session.sm?.unacked.push(stanza)
      session.wire?.send(stanza)
    }
    askForAck(session)
  }
  const inject = (session: ChatSession, frame: string): void => {
    const parsed = parseFrame(frame)
    if ('refused' in parsed || parsed.ns === NS.client) session.sm?.unacked.push(frame)
    session.wire?.send(frame)
    askForAck(session)
  }
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
    sessions.delete(session)
    const others = availableOf(session.userId)
    for (const stanza of storable(session)) {
      for (const other of others) if (!other.given.has(stanza)) deliver(other, stanza)
      if (others.length === 0) offline.keep(session.userId, stanza)
    }
    for (const listener of listeners) listener(session)
  }
  const bind = (userId: number, wanted: string | undefined, wire: Wire): ChatSession => {
    const resource = wanted ?? store.ids.resource('sandbox')
    const older = find(userId, resource)
    if (older !== undefined) {
      const olderWire = older.wire
      end(older)
      olderWire?.send(streamError('conflict'))
      olderWire?.send(el('close', NS.framing))
      olderWire?.close()
    }
    const session = newSession(userId, resource, userJid(settings, userId), wire)
    sessions.add(session)
    return session
  }
  const detach = (session: ChatSession, wire: Wire): void => {
    if (session.wire !== wire || session.ended) return
    session.wire = undefined
    session.cancelAckTimer?.()
    session.cancelAckTimer = undefined
    if (session.sm?.resumable !== true) return end(session)
    session.cancelWindow = timers.after(settings.resumeWindowMs, () => end(session))
  }
  const onGone = (listener: (session: ChatSession) => void): void => {
    listeners.push(listener)
  }
  const bySmId = (id: string): ChatSession | undefined => all().find((item) => item.sm?.id === id)
  return {
    offline,
    all,
    availableOf,
    find,
    bySmId,
    bind,
    deliver,
    inject,
    deliverToUser,
    askForAck,
    detach,
    end,
    onGone,
  }
}
