import type { Basis } from '../basis.js'
import { el, NS, parseFrame, type Element } from '../xml/index.js'
import type { ChatSession } from './chat-session.js'
import { isStateOnly } from './offline.js'
import { denies } from './privacy.js'

export interface Delivery {
  /** Counts, queues and writes one stanza its list lets through, and asks for its acknowledgement. */
  readonly deliver: (session: ChatSession, stanza: Element) => void
  /** The user looks away, or looks again (protocol 3.17). */
  readonly setInactive: (session: ChatSession, on: boolean) => void
  /** Sends raw text; what is no nonza, be it malformed, counts as a stanza and comes back at a resume. */
  readonly inject: (session: ChatSession, frame: string) => void
  readonly askForAck: (session: ChatSession) => void
}

export const createDelivery = (deps: Basis): Delivery => {
  const { settings, faults, timers } = deps
  /** Answers and errors are what the session asked for (protocol 3.16). */
  const isUnwanted = (session: ChatSession, { name, attrs: { type, from = '' } }: Element): boolean => {
    if (name === 'iq' || type === 'error') return false
    const isNotice = type === undefined || type === 'unavailable'
    return denies(deps, session, from, name === 'message' ? 'message' : isNotice ? 'presence-in' : 'other')
  }
  const askForAck = (session: ChatSession): void => {
    if (session.sm === undefined || !settings.smAcks || session.wire === undefined) return
    session.wire.send(el('r', NS.sm))
    session.cancelAckTimer ??= timers.after(settings.ackTimeoutMs, () => session.wire?.terminate())
  }
  const write = (session: ChatSession, stanza: Element): void => {
    session.given.add(stanza)
    for (let copy = 0; copy < (faults.duplicate && stanza.name === 'message' ? 2 : 1); copy += 1) {
      session.sm?.unacked.push(stanza)
      session.wire?.send(stanza)
    }
    askForAck(session)
  }
  const release = (session: ChatSession): void => {
    for (const stanza of session.held.splice(0)) write(session, stanza)
  }
  return {
    askForAck,
    deliver: (session, stanza) => {
      if (session.ended || isUnwanted(session, stanza)) return
      if (session.inactive && isStateOnly(stanza)) return void session.held.push(stanza)
      if (stanza.name === 'message') release(session)
      write(session, stanza)
    },
    setInactive: (session, on) => {
      session.inactive = on
      if (!on) release(session)
    },
    inject: (session, frame) => {
      const parsed = parseFrame(frame)
      if ('refused' in parsed || parsed.ns === NS.client) session.sm?.unacked.push(frame)
      session.wire?.send(frame)
      askForAck(session)
    },
  }
}
