import type { Subscription } from 'rxjs'
import type { IqStanza, Outbound, Stanza, StreamManagementNonza } from '../model/stanza.js'
import { mayAnswer } from './may-answer.js'
import type { SessionCell } from './session.js'
import { linkLost } from './stream-errors.js'
import type { StreamEvent } from './stream-event.js'
import * as sm from './stream-management.js'

export interface ReceiptsDeps {
  readonly session: SessionCell
  readonly send: (element: Outbound) => void
  /** Encodes at once, which may throw ('argument'); what it gives writes. */
  readonly prepare: (element: Outbound) => () => void
  readonly emit: (event: StreamEvent) => void
  /** The server is out of step or no longer answers. */
  readonly fail: (error: unknown) => void
  readonly after: (ms: number, work: () => void) => Subscription
  /** ms */
  readonly answerTimeout: number
}

/** Keeps the account of what was written and what the server confirmed, over the session that outlives the attempt. */
export interface Receipts {
  readonly write: (stanza: Stanza) => void
  /** Asks for a confirmation unless one is being waited for. */
  readonly ask: () => void
  readonly acknowledge: (h: number) => void
  readonly manage: (nonza: StreamManagementNonza) => void
  /** Takes the answer to a ping that stood in for a request. */
  readonly answered: (iq: IqStanza) => boolean
  /** A resumed link that dies unproven would die again at the next resumption: its session is forgotten. */
  readonly poisoned: () => void
}

const pingId = 'receipt'

/** ms after which a server that answered without having handled anything more is asked again. */
const patience = 1000

/** The server's own answer, result or error: it read what came before the ping. */
const isPingAnswer = ({ id, type, from }: IqStanza, ownJid: string): boolean =>
  id === pingId && (type === 'result' || type === 'error') && mayAnswer(from, undefined, ownJid)

/** The server has handled `h` stanzas in all. */
const takeCount = ({ session, emit, fail }: ReceiptsDeps, h: number): void => {
  const result = sm.acknowledge(session.sm, h)
  session.sm = result?.state ?? sm.forget(session.sm)
  if (result === null) fail(linkLost('the server acknowledged more than was sent'))
  else if (result.stanzas.length > 0) {
    session.unproven = 0
    emit({ type: 'acknowledged', stanzas: result.stanzas })
  }
}

/**
 * Requests are asked one at a time, each after the answer to the one before: enough to learn of every stanza, and one
 * request covers a whole burst. Where the server has no stream management a ping stands in: stanzas of one stream are
 * processed in order (RFC 6120 10.1), so its answer confirms what was written before it.
 */
export const createReceipts = (deps: ReceiptsDeps): Receipts => {
  const { session, send, prepare, after, answerTimeout } = deps
  /** The open question, or the pause before it; `count`: how many stanzas it is about. */
  let open: { readonly timer: Subscription; readonly count: number } | undefined

  const poisoned = (): void => {
    if (session.unproven > 0) session.sm = sm.forget(session.sm)
  }
  const wait = (ms: number, count: number, then: () => void): void => {
    open?.timer.unsubscribe()
    open = { timer: after(ms, then), count }
  }
  const askAnew = (): void => {
    wait(answerTimeout, session.sm.unacknowledged.length, () => {
      poisoned()
      deps.fail(linkLost('the server no longer acknowledges'))
    })
    send(session.sm.counting ? { kind: 'sm', type: 'request' } : { kind: 'iq', type: 'get', id: pingId, ping: true })
  }
  const ask = (): void => {
    if (open === undefined) askAnew()
  }
  /** The open question, if there is one, is answered by `h`. */
  const settle = (h: number): void => {
    const [before, about] = [session.sm.unacknowledged.length, open?.count]
    open?.timer.unsubscribe()
    open = undefined
    session.unproven = 0
    takeCount(deps, h)
    const { length } = session.sm.unacknowledged
    // A server that is behind is asked again later: asking on its answer would be a storm of requests.
    if (length > 0 && length === before && length === about) wait(patience, 0, askAnew)
    else if (length > 0) ask()
  }

  return {
    write: (stanza) => {
      // What cannot be encoded must not be counted: it would end every resumption.
      const put = prepare(stanza)
      session.sm = sm.wrote(session.sm, stanza)
      put()
      ask()
    },
    ask,
    acknowledge: (h) => takeCount(deps, h),
    manage: (nonza) => {
      if (nonza.type === 'request') send({ kind: 'sm', type: 'ack', h: session.sm.read })
      if (nonza.type === 'enabled') session.sm = sm.enabled(session.sm, nonza.id, nonza.resume)
      if (nonza.type === 'ack') settle(nonza.h)
      if (nonza.type !== 'failed' || !session.sm.counting) return
      // `<enable/>` was refused: what was asked by request until now is asked by ping.
      session.sm = sm.refused(session.sm)
      if (open !== undefined) askAnew()
    },
    answered: (iq) => {
      if (open === undefined || session.sm.counting || !isPingAnswer(iq, session.jid)) return false
      settle(session.sm.acknowledged + open.count)
      return true
    },
    poisoned,
  }
}
