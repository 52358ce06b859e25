import type { Inbound } from '../model/stanza.js'
import type { RefusedFrame } from '../xmpp/codec.js'
import type { Receipts } from './receipts.js'
import type { SessionCell } from './session.js'
import type { StreamEvent } from './stream-event.js'
import * as sm from './stream-management.js'

/** What comes in after the handshake: counted, then passed on. */
export interface Traffic {
  readonly take: (element: Inbound) => void
  /** Counted all the same: the server would send it again at every resumption, for ever. */
  readonly refuse: (frame: RefusedFrame) => void
}

export const createTraffic = (
  emit: (event: StreamEvent) => void,
  session: SessionCell,
  receipts: Receipts,
): Traffic => ({
  take: (element: Inbound): void => {
    if (element.kind === 'sm') {
      receipts.manage(element)
      return
    }
    if (element.kind !== 'message' && element.kind !== 'presence' && element.kind !== 'iq') return
    session.sm = sm.read(session.sm)
    if (element.kind === 'iq' && receipts.answered(element)) return
    emit({ type: 'stanza', stanza: element })
  },
  refuse: ({ problem, counted }: RefusedFrame): void => {
    if (counted) session.sm = sm.read(session.sm)
    emit({ type: 'refused', problem })
  },
})
