import { el, elements, NS, type Element } from '../xml/index.js'
import { secondsSinceSeen } from './activity.js'
import type { ChatSession } from './chat-session.js'
import { PROBLEM, type StanzaProblem } from './errors.js'
import type { Answer, Handler } from './handler.js'
import { dialogIdOf, isRoomDomain, parseJid, roomJid, userIdOf } from './jid.js'
import type { Deps } from '../deps.js'
import { readPrivacy, writePrivacy } from './privacy-iq.js'
import { stops } from './privacy.js'
import { onlineIn } from './rooms.js'
import { readRoster, writeRoster } from './roster-iq.js'

const ok: Handler = () => []

const isProblem = (answer: Answer): answer is StanzaProblem => 'condition' in answer

/** Features of protocol 3.3: without the first two the Flutter SDK has neither carbons nor privacy. */
const FEATURES = [NS.carbons, NS.privacy, NS.ping, NS.last, NS.roster, 'msgoffline', NS.discoInfo, NS.discoItems]

const info: Handler = (_session, iq, payload, { settings }) => {
  const room = isRoomDomain(settings, parseJid(iq.attrs['to'] ?? '').domain)
  const identity = room ? { category: 'conference', type: 'text' } : { category: 'server', type: 'im' }
  const features = (room ? [NS.muc] : FEATURES).map((name) => el('feature', NS.discoInfo, { var: name }))
  return [el('query', NS.discoInfo, payload.attrs, [el('identity', NS.discoInfo, identity), ...features])]
}

/** Who is online in a room, and not hidden by a list (protocol 3.14, 3.16). */
const items: Handler = (session, iq, _payload, deps) => {
  const to = parseJid(iq.attrs['to'] ?? '')
  if (!isRoomDomain(deps.settings, to.domain) || to.local === '') return [el('query', NS.discoItems)]
  const dialog = deps.store.dialogs.byId(dialogIdOf(to.local))
  if (dialog === undefined) return PROBLEM.noRoom
  const room = roomJid(deps.settings, dialog.id)
  const entry = (id: number): Element => el('item', NS.discoItems, { jid: `${room}/${id}`, name: String(id) })
  return [el('query', NS.discoItems, {}, onlineIn(dialog, session, deps).map(entry))]
}

/** protocol 3.15; 3.16 for who may not know. */
const last: Handler = (session, iq, _payload, deps) => {
  const userId = userIdOf(parseJid(iq.attrs['to'] ?? session.bareJid).local)
  if (userId === undefined) return PROBLEM.itemNotFound
  const seconds = secondsSinceSeen(deps, userId)
  const found = seconds === undefined ? PROBLEM.itemNotFound : [el('query', NS.last, { seconds: String(seconds) })]
  return stops(deps, session, userId, 'iq') ?? found
}

/** protocol 3.15: per session. */
const watch: Handler = ({ watched }, _iq, { attrs: { user_jid: jid = '', enable } }) => {
  const userId = userIdOf(parseJid(jid).local)
  if (userId === undefined) return PROBLEM.badRequest
  watched[enable === 'true' ? 'add' : 'delete'](userId)
  return []
}

/** Does it and has nothing to say. */
const done =
  (act: (session: ChatSession, payload: Element, deps: Deps) => void): Handler =>
  (session, _iq, payload, deps) => {
    act(session, payload, deps)
    return []
  }
const carbons = done((session, { name }) => void (session.carbons = name === 'enable'))
/** protocol 3.17: `enable="true"` means inactive. */
const mobile = done((session, { attrs }, { hub }) => hub.setInactive(session, attrs['enable'] === 'true'))

const HANDLERS: Readonly<Record<string, Handler>> = {
  [`get ping ${NS.ping}`]: ok,
  [`set session ${NS.session}`]: ok,
  [`get query ${NS.roster}`]: readRoster,
  [`set query ${NS.roster}`]: writeRoster,
  [`get query ${NS.discoInfo}`]: info,
  [`get query ${NS.discoItems}`]: items,
  [`get query ${NS.last}`]: last,
  [`set subscribe ${NS.statusStreaming}`]: watch,
  [`get query ${NS.privacy}`]: readPrivacy,
  [`set query ${NS.privacy}`]: writePrivacy,
  [`set enable ${NS.carbons}`]: carbons,
  [`set disable ${NS.carbons}`]: carbons,
  [`set mobile ${NS.mobile}`]: mobile,
}

/** Answers a get or set, anything unknown with `service-unavailable` (protocol 3.3). */
export const answerIq = (session: ChatSession, iq: Element, deps: Deps): void => {
  const type = iq.attrs['type']
  if (type !== 'get' && type !== 'set') return
  const [payload] = elements(iq)
  const handler = payload && HANDLERS[`${type} ${payload.name} ${payload.ns}`]
  const answer = payload && handler ? handler(session, iq, payload, deps) : PROBLEM.unavailable
  if (isProblem(answer)) return deps.hub.refuse(session, iq, answer)
  const attrs = { type: 'result', id: iq.attrs['id'], from: iq.attrs['to'], to: session.jid }
  deps.hub.deliver(session, el('iq', NS.client, attrs, answer))
}
