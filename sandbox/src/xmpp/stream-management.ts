import type { Deps } from '../deps.js'
import { el, type Element } from '../xml/element.js'
import { NS } from '../xml/namespaces.js'
import type { ChatSession } from './chat-session.js'
import type { Connection } from './negotiated.js'
import { endWithError } from './errors.js'
import type { Hub } from './hub.js'
import { acknowledge, createStreamManagement, parseH, sentCount, type StreamManagement } from './sm.js'

const failed = (condition: string, h?: number): Element =>
  el('failed', NS.sm, { h: h === undefined ? undefined : String(h) }, [el(condition, NS.stanzas)])

const enable = (connection: Connection, request: Element, { settings, store }: Deps): void => {
  const { session, wire } = connection
  if (session === undefined || session.sm !== undefined) return wire.send(failed('unexpected-request'))
  const resume = request.attrs['resume'] === 'true' || request.attrs['resume'] === '1'
  session.sm = createStreamManagement(store.ids.token(), resume)
  const max = String(Math.ceil(settings.resumeWindowMs / 1000))
  wire.send(el('enabled', NS.sm, resume ? { id: session.sm.id, resume: 'true', max } : {}))
}

const tooHigh = (session: ChatSession, wire: Connection['wire'], h: number): void => {
  const sent = session.sm === undefined ? 0 : sentCount(session.sm)
  const told = { h: String(h), 'send-count': String(sent) }
  endWithError(wire, 'undefined-condition', [el('handled-count-too-high', NS.sm, told)])
}

/** Whether this stream may take the session over at all. */
const isHis = (connection: Connection, session: ChatSession): boolean =>
  session.sm?.resumable === true && session.userId === connection.wire.userId

/** Moves the session to this wire and sends again what was not acknowledged. */
const takeOver = (connection: Connection, session: ChatSession, sm: StreamManagement, hub: Hub): void => {
  const { wire } = connection
  const stale = session.wire
  session.wire = wire
  connection.session = session
  session.cancelWindow?.()
  session.cancelAckTimer?.()
  session.cancelAckTimer = undefined
  stale?.terminate()
  wire.send(el('resumed', NS.sm, { previd: sm.id, h: String(sm.handled) }))
  for (const stanza of sm.unacked) wire.send(stanza)
  if (sm.unacked.length > 0) hub.askForAck(session)
}

/** The state is lost on purpose; its messages go where they can. */
const refuse = (connection: Connection, session: ChatSession, sm: StreamManagement, hub: Hub): void => {
  connection.wire.send(failed('item-not-found', sm.handled))
  const stale = session.wire
  hub.end(session)
  stale?.terminate()
}

/** `<resume/>` instead of bind. */
const resume = (connection: Connection, request: Element, { faults, hub }: Deps): void => {
  const { wire } = connection
  if (faults.resume === 'ignore') return
  if (connection.session !== undefined || wire.userId === undefined) return wire.send(failed('unexpected-request'))
  const session = hub.bySmId(request.attrs['previd'] ?? '')
  if (session?.sm === undefined || !isHis(connection, session)) return wire.send(failed('item-not-found'))
  const { sm } = session
  if (faults.resume === 'refuse') return refuse(connection, session, sm, hub)
  const h = parseH(request.attrs['h'])
  if (h === undefined || !acknowledge(sm, h)) return tooHigh(session, wire, h ?? 0)
  takeOver(connection, session, sm, hub)
}

const answerAck = (connection: Connection, ack: Element): void => {
  const { session, wire } = connection
  if (session?.sm === undefined) return
  session.cancelAckTimer?.()
  session.cancelAckTimer = undefined
  const h = parseH(ack.attrs['h'])
  if (h === undefined || !acknowledge(session.sm, h)) tooHigh(session, wire, h ?? 0)
}

/** protocol 3.4. */
export const answerStreamManagement = (connection: Connection, frame: Element, deps: Deps): void => {
  const { session, wire } = connection
  switch (frame.name) {
    case 'enable':
      return enable(connection, frame, deps)
    case 'resume':
      return resume(connection, frame, deps)
    case 'a':
      return answerAck(connection, frame)
    case 'r':
      if (session?.sm === undefined || deps.faults.dropAcks) return
      return wire.send(el('a', NS.sm, { h: String(session.sm.handled) }))
    default:
      return endWithError(wire, 'unsupported-stanza-type')
  }
}
