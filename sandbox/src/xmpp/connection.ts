import type { Deps } from '../deps.js'
import { STEPS, takeStep } from '../faults.js'
import { child, el, NS, parseFrame, textOf, withAttrs, type Element } from '../xml/index.js'
import { authenticate } from './authenticate.js'
import type { Connection } from './chat-session.js'
import { endWithError, errorReply, PROBLEM } from './errors.js'
import { route } from './router.js'
import { countHandled } from './sm.js'
import { answerStreamManagement } from './stream-management.js'

export const STANZA_BYTES = 262_144

const features = (authenticated: boolean): Element => {
  const sm = el('sm', NS.sm)
  const mechanisms = el('mechanisms', NS.sasl, {}, [el('mechanism', NS.sasl, {}, ['PLAIN'])])
  const bindable = [el('bind', NS.bind), el('session', NS.session), sm, el('mobile', NS.mobile), el('csi', NS.csi)]
  return el('stream:features', NS.stream, {}, authenticated ? bindable : [mechanisms, sm])
}

/** protocol 3.2, steps 1 and 3. */
const open = (connection: Connection, frame: Element, { store }: Deps): void => {
  const { wire } = connection
  connection.domain = frame.attrs['to'] ?? connection.domain
  wire.send(
    el('open', NS.framing, { from: connection.domain, id: store.ids.token(), version: '1.0', 'xml:lang': 'en' }),
  )
  wire.send(features(wire.userId !== undefined))
}

/** A clean end is final: nothing of it can be resumed (XEP-0198 section 5). */
const close = (connection: Connection, { hub }: Deps): void => {
  if (connection.session !== undefined) hub.end(connection.session)
  connection.wire.send(el('close', NS.framing))
  connection.wire.close()
}

/** protocol 3.2, step 4. */
const bind = (connection: Connection, userId: number, iq: Element, { hub }: Deps): void => {
  const wanted = textOf(child(child(iq, 'bind', NS.bind), 'resource', NS.bind)).trim()
  const session = hub.bind(userId, wanted === '' ? undefined : wanted, connection.wire)
  connection.session = session
  const jid = el('jid', NS.bind, {}, [session.jid])
  const attrs = { type: 'result', id: iq.attrs['id'], to: session.jid }
  connection.wire.send(el('iq', NS.client, attrs, [el('bind', NS.bind, {}, [jid])]))
}

const takeStanza = (connection: Connection, stanza: Element, deps: Deps): void => {
  const { wire, session } = connection
  if (session !== undefined) {
    if (session.sm !== undefined) countHandled(session.sm)
    return route(session, withAttrs(stanza, { from: session.jid }), deps)
  }
  const isBind = stanza.name === 'iq' && stanza.attrs['type'] === 'set' && child(stanza, 'bind', NS.bind) !== undefined
  if (wire.userId !== undefined && isBind) bind(connection, wire.userId, stanza, deps)
  else wire.send(errorReply(stanza, PROBLEM.notAuthorized, undefined))
}

const NEGOTIATION: readonly string[] = [NS.framing, NS.sasl, NS.sm]
const isToFail = (frame: Element, { faults }: Deps): boolean => {
  const name = child(frame, 'bind', NS.bind)?.name ?? (NEGOTIATION.includes(frame.ns) ? frame.name : '')
  const step = STEPS.find((known) => known === name)
  return step !== undefined && takeStep(faults, step)
}

/** Takes one text frame of the client. */
export const takeFrame = (connection: Connection, text: string, deps: Deps): void => {
  const { wire } = connection
  wire.record('in', text)
  if (Buffer.byteLength(text) > STANZA_BYTES) return endWithError(wire, 'policy-violation')
  const frame = parseFrame(text)
  if ('refused' in frame) return endWithError(wire, frame.refused)
  if (isToFail(frame, deps)) return wire.terminate()
  if (frame.ns === NS.client && /^(message|presence|iq)$/.test(frame.name)) return takeStanza(connection, frame, deps)
  if (frame.ns === NS.framing && frame.name === 'open') return open(connection, frame, deps)
  if (frame.ns === NS.framing && frame.name === 'close') return close(connection, deps)
  if (frame.ns === NS.sasl && frame.name === 'auth') return authenticate(wire, frame, deps)
  if (frame.ns === NS.sm) return answerStreamManagement(connection, frame, deps)
  if (frame.ns !== NS.csi) return endWithError(wire, 'unsupported-stanza-type')
  // As `mobile#v2`, though no stanza and so not counted (protocol 3.17).
  if (connection.session !== undefined) deps.hub.setInactive(connection.session, frame.name === 'inactive')
}
