import type { Store } from '../state/store.js'
import type { FaultState } from '../faults.js'
import type { Settings } from '../options.js'
import { el, type Element } from '../xml/element.js'
import { NS } from '../xml/namespaces.js'
import type { ChatSession } from './chat-session.js'
import { endWithError, type Connection } from './connection.js'
import type { Hub } from './hub.js'
import { acknowledge, createStreamManagement, parseH, sentCount } from './sm.js'

interface Deps {
  readonly settings: Settings
  readonly store: Store
  readonly faults: FaultState
  readonly hub: Hub
}

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

/** `<resume/>` instead of bind: the session moves to this wire and what was not acknowledged is sent again. */
const resume = (connection: Connection, request: Element, { faults, hub }: Deps): void => {
  const { wire } = connection
  if (faults.resume === 'ignore') return
  const session = hub.bySmId(request.attrs['previd'] ?? '')
  const { sm } = session ?? {}
  if (connection.session !== undefined || wire.userId === undefined) return wire.send(failed('unexpected-request'))
  if (session === undefined || sm?.resumable !== true || session.userId !== wire.userId) {
    return wire.send(failed('item-not-found'))
  }
  if (faults.resume === 'refuse') {
    wire.send(failed('item-not-found', sm.handled))
    const stale = session.wire
    hub.end(session)
    return stale?.terminate()
  }
  const h = parseH(request.attrs['h'])
  if (h === undefined || !acknowledge(sm, h)) return tooHigh(session, wire, h ?? 0)
  const stale = session.wire
  session.wire = wire
  connection.session = session
  session.cancelWindow?.()
  session.cancelWindow = undefined
  session.cancelAckTimer?.()
  session.cancelAckTimer = undefined
  stale?.terminate()
  wire.send(el('resumed', NS.sm, { previd: sm.id, h: String(sm.handled) }))
  for (const stanza of sm.unacked) wire.send(stanza)
  if (sm.unacked.length > 0) hub.askForAck(session)
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
