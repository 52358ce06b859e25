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

const request: Outbound = { kind: 'sm', type: 'request' }
const ping: Outbound = { kind: 'iq', type: 'get', id: pingId, ping: true }

/** ms after which a server that answered without having handled anything more is asked again. */
const patience = 1000

/** So many stanzas get a request of their own while others wait for their answers: half of what may be in flight. */
const stride = 10

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

/** What the server is asked: how far it is. */
interface Questions {
  readonly ask: () => void
  /** The oldest one is answered by `h`. */
  readonly settle: (h: number) => void
  /** Those asked before are in vain: asks anew if there were any. */
  readonly restart: () => void
  /** How many stanzas, in all, the latest one is about; `undefined` while none is open. */
  readonly about: () => number | undefined
}

/**
 * The first stanza is asked about at once, so that it is known soon; a burst behind it every ten, so that the answers to one
 * half make room while the other is on its way: one question at a time would take two round trips for each window.
 */
const createQuestions = (deps: ReceiptsDeps, poisoned: () => void): Questions => {
  const { session, send, after, answerTimeout } = deps
  /** Runs while an answer is awaited, or between two questions. */
  let timer: Subscription | undefined
  let unanswered = 0
  let about = 0

  const written = (): number => session.sm.acknowledged + session.sm.unacknowledged.length
  const wait = (ms: number, then: () => void): void => {
    timer?.unsubscribe()
    timer = after(ms, then)
  }
  const expectAnswer = (): void =>
    wait(answerTimeout, () => {
      poisoned()
      deps.fail(linkLost('the server no longer acknowledges'))
    })
  const question = (): void => {
    unanswered += 1
    about = written()
    send(session.sm.counting ? request : ping)
  }
  const askAnew = (): void => {
    expectAnswer()
    question()
  }
  const ask = (): void => {
    if (timer === undefined) askAnew()
    else if (session.sm.counting && unanswered > 0 && written() - about >= stride) question()
  }
  return {
    ask,
    about: () => (unanswered > 0 ? about : undefined),
    restart: () => {
      if (unanswered === 0) return
      unanswered = 0
      askAnew()
    },
    settle: (h) => {
      const isBehind = h === session.sm.acknowledged && about === written()
      unanswered = Math.max(0, unanswered - 1)
      if (unanswered > 0) expectAnswer()
      else {
        timer?.unsubscribe()
        timer = undefined
      }
      takeCount(deps, h)
      if (session.sm.unacknowledged.length === 0) return
      // A server that is behind is asked again later: asking on its answer would be a storm of requests.
      if (isBehind && unanswered === 0) wait(patience, askAnew)
      else ask()
    },
  }
}

/**
 * Where the server has no stream management a ping stands in for the question, one at a time: stanzas of one stream are
 * processed in order (RFC 6120 10.1), so its answer confirms what was written before it.
 */
export const createReceipts = (deps: ReceiptsDeps): Receipts => {
  const { session, send, prepare } = deps
  const poisoned = (): void => {
    if (session.unproven > 0) session.sm = sm.forget(session.sm)
  }
  const { ask, settle, restart, about } = createQuestions(deps, poisoned)
  const answered = (h: number): void => {
    session.unproven = 0
    settle(h)
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
      if (nonza.type === 'ack') answered(nonza.h)
      if (nonza.type !== 'failed' || !session.sm.counting) return
      // `<enable/>` was refused: what was asked by request until now is asked by ping.
      session.sm = sm.refused(session.sm)
      restart()
    },
    answered: (iq) => {
      const count = about()
      if (count === undefined || session.sm.counting || !isPingAnswer(iq, session.jid)) return false
      answered(count)
      return true
    },
    poisoned,
  }
}
