import type { Outbound } from '../model/stanza.js'
import type { NegotiationState } from './negotiation.js'
import type { Receipts } from './receipts.js'
import type { SessionCell } from './session.js'
import type { Link, StreamEvent } from './stream-event.js'
import * as sm from './stream-management.js'

/** What the handshake ends in: a link over a resumed session or over a fresh one. */
export interface Links {
  /** `promptly`: ejabberd that answers late has lost touch with the old session, and what came for it. */
  readonly resume: (h: number, promptly: boolean, clientState: boolean) => void
  readonly bind: (jid: string, offered: Pick<NegotiationState, 'streamManagement' | 'clientState'>) => void
}

export const createLinks = (
  session: SessionCell,
  send: (element: Outbound) => void,
  receipts: Receipts,
  emit: (event: StreamEvent) => void,
): Links => {
  const link = (resumed: boolean, contiguous: boolean, clientState: boolean): Link => ({
    jid: session.jid,
    resumed,
    contiguous,
    write: receipts.write,
    probe: receipts.ask,
    setClientState: (type) => {
      // A server that does not know it would end the stream.
      if (clientState) send({ kind: 'client-state', type })
    },
    close: () => {
      if (session.sm.enabled) send({ kind: 'sm', type: 'ack', h: session.sm.read })
      send({ kind: 'presence', type: 'unavailable' })
      send({ kind: 'close' })
      session.sm = sm.forget(session.sm)
    },
  })
  return {
    resume: (h, promptly, clientState) => {
      receipts.acknowledge(h)
      session.unproven += 1
      for (const stanza of session.sm.unacknowledged) send(stanza)
      receipts.ask()
      emit({ type: 'up', link: link(true, promptly, clientState) })
    },
    bind: (jid, { streamManagement, clientState }) => {
      session.jid = jid
      session.sm = streamManagement ? sm.enabling() : sm.noStreamManagement
      session.unproven = 0
      if (streamManagement) send({ kind: 'sm', type: 'enable' })
      emit({ type: 'up', link: link(false, false, clientState) })
    },
  }
}
