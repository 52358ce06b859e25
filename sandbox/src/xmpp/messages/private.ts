import { withAttrs, type Element } from '../../xml/index.js'
import type { ChatSession } from '../chat-session.js'
import { PROBLEM } from '../errors.js'
import { userIdOf, userJid, type Jid } from '../jid.js'
import { isStorable, keepOffline } from '../offline.js'
import { copyToOwn } from './carbons.js'
import { accept } from './deposit.js'
import type { Deps } from '../../deps.js'
import { stops } from '../privacy.js'

const deliver = (session: ChatSession, stanza: Element, opponentId: number, to: Jid, deps: Deps): void => {
  const { hub } = deps
  const addressed = to.resource === '' ? undefined : hub.find(opponentId, to.resource)
  if (addressed !== undefined) hub.deliver(addressed, stanza)
  else if (!hub.deliverToUser(opponentId, stanza) && isStorable(stanza)) keepOffline(deps, opponentId, stanza)
  if (opponentId !== session.userId) copyToOwn(hub, session.userId, stanza, session)
}

/** The pipeline of one-to-one messages (protocol 8). */
export const takePrivateMessage = (session: ChatSession, stanza: Element, to: Jid, deps: Deps): void => {
  const { settings, store, hub } = deps
  const { userId } = session
  const { type } = stanza.attrs
  const opponentId = userIdOf(to.local)
  if (opponentId === undefined || store.users.byId(opponentId) === undefined) {
    return hub.refuse(session, stanza, PROBLEM.unavailable)
  }
  // What a list stops is not stored either (protocol 3.16; 9, A38).
  const problem = type === 'groupchat' ? PROBLEM.badRequest : stops(deps, session, opponentId, 'message')
  if (problem !== undefined) return hub.refuse(session, stanza, problem)
  const slash = to.resource === '' ? '' : `/${to.resource}`
  const addressed = withAttrs(stanza, { to: userJid(settings, opponentId) + slash })
  // System messages are neither kept nor stored offline (protocol 3.13).
  const isKept = type !== 'headline' && opponentId !== userId
  const accepted = accept(addressed, userId, () => (isKept ? store.privateDialog(userId, opponentId) : undefined), deps)
  if (accepted !== undefined) deliver(session, accepted, opponentId, to, deps)
}
