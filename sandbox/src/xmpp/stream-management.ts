import type { Deps } from '../deps.js'
import { el, NS, type Element } from '../xml/index.js'
import { stopAckTimer, type ChatSession, type Connection } from './chat-session.js'
import { endWithError } from './errors.js'
import type { Hub } from './hub.js'
import { acknowledge, createStreamManagement, parseH, sentCount, type StreamManagement } from './sm.js'
import type { Wire } from './wire.js'

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

/** Takes the `h` of an element in; what is above what was sent ends the stream. */
const takeH = (wire: Wire, sm: StreamManagement, element: Element): boolean => {
  const h = parseH(element.attrs['h'])
  if (h !== undefined && acknowledge(sm, h)) return true
  const told = { h: String(h ?? 0), 'send-count': String(sentCount(sm)) }
  endWithError(wire, 'undefined-condition', [el('handled-count-too-high', NS.sm, told)])
  return false
}

/** Moves the session to this wire and sends again what was not acknowledged. */
const takeOver = (connection: Connection, session: ChatSession, sm: StreamManagement, hub: Hub): void => {
  const { wire } = connection
  const stale = session.wire
  session.wire = wire
  connection.session = session
  session.cancelWindow?.()
  stopAckTimer(session)
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
  const sm = session?.sm
  const isHis = sm?.resumable === true && session?.userId === wire.userId
  if (session === undefined || sm === undefined || !isHis) return wire.send(failed('item-not-found'))
  if (faults.resume === 'refuse') return refuse(connection, session, sm, hub)
  if (takeH(wire, sm, request)) takeOver(connection, session, sm, hub)
}

const answerAck = ({ session, wire }: Connection, ack: Element): void => {
  if (session?.sm === undefined) return
  stopAckTimer(session)
  takeH(wire, session.sm, ack)
}

/** protocol 3.4. */
export const answerStreamManagement = (connection: Connection, frame: Element, deps: Deps): void => {
  const { session, wire } = connection
  if (frame.name === 'enable') return enable(connection, frame, deps)
  if (frame.name === 'resume') return resume(connection, frame, deps)
  if (frame.name === 'a') return answerAck(connection, frame)
  if (frame.name !== 'r') return endWithError(wire, 'unsupported-stanza-type')
  if (session?.sm !== undefined && !deps.faults.dropAcks) wire.send(el('a', NS.sm, { h: String(session.sm.handled) }))
}
