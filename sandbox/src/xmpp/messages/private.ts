import { withAttrs, type Element } from '../../xml/element.js'
import type { ChatSession } from '../chat-session.js'
import { errorReply, PROBLEM } from '../errors.js'
import { userIdOf, userJid, type Jid } from '../jid.js'
import { isStorable } from '../offline.js'
import { copyToOwn } from './carbons.js'
import { applyControl, kindOf } from './control.js'
import { depositOf } from './deposit.js'
import type { Deps } from '../../deps.js'
import { stops } from '../privacy.js'

const deliver = (session: ChatSession, stanza: Element, opponentId: number, to: Jid, deps: Deps): void => {
  const { hub } = deps
  const addressed = to.resource === '' ? undefined : hub.find(opponentId, to.resource)
  if (addressed !== undefined) hub.deliver(addressed, stanza)
  else if (!hub.deliverToUser(opponentId, stanza) && isStorable(stanza)) hub.offline.keep(opponentId, stanza)
  if (opponentId !== session.userId) copyToOwn(hub, session.userId, stanza, session)
}

/** The pipeline of one-to-one messages (protocol 8). */
export const takePrivateMessage = (session: ChatSession, stanza: Element, to: Jid, deps: Deps): void => {
  const { settings, store, hub, repeats } = deps
  const userId = session.userId
  const opponentId = userIdOf(to.local)
  if (opponentId === undefined || store.users.byId(opponentId) === undefined) {
    return hub.deliver(session, errorReply(stanza, PROBLEM.unavailable, session.jid))
  }
  // What a list stops is not stored either (protocol 3.16; 9, A38).
  const isGroup = stanza.attrs['type'] === 'groupchat'
  const problem = isGroup ? PROBLEM.badRequest : stops(deps, session, opponentId, 'message')
  if (problem !== undefined) return hub.deliver(session, errorReply(stanza, problem, session.jid))
  const slash = to.resource === '' ? '' : `/${to.resource}`
  const addressed = withAttrs(stanza, { to: userJid(settings, opponentId) + slash })
  const kind = kindOf(addressed)
  const id = addressed.attrs['id']
  if (kind !== 'state' && id !== undefined && repeats.isRepeat(userId, id)) return
  // System messages are neither kept nor stored offline (protocol 3.13).
  const plain = kind === 'message' && addressed.attrs['type'] !== 'headline' && opponentId !== userId
  if (!plain) {
    applyControl(kind, addressed, userId, store)
    return deliver(session, addressed, opponentId, to, deps)
  }
  const dialog = store.privateDialog(userId, opponentId)
  const deposit = depositOf(addressed, dialog, userId, store)
  if (deposit.message !== undefined && !store.keep(deposit.message)) return
  deliver(session, deposit.stanza, opponentId, to, deps)
}
