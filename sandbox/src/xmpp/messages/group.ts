import { isMember, may } from '../../state/roles.js'
import { DIALOG, type Dialog } from '../../state/rows.js'
import { withAttrs, type Element } from '../../xml/element.js'
import type { ChatSession } from '../chat-session.js'
import { errorReply, PROBLEM, type StanzaProblem } from '../errors.js'
import { dialogIdOf, roomJid, type Jid } from '../jid.js'
import { applyControl, kindOf } from './control.js'
import { depositOf } from './deposit.js'
import type { Deps } from '../../deps.js'
import { denies, type Owner } from '../privacy.js'

/** To every resource of every occupant, the sender's included (protocol 3.10, 3.14), but of none the sender blocks (3.16). */
export const fanOut = (deps: Deps, dialog: Dialog, stanza: Element, sender: Owner): void => {
  const room = roomJid(deps.settings, dialog.id)
  for (const session of deps.hub.all()) {
    if (session.presence === undefined || !isMember(dialog, session.userId)) continue
    if (denies(deps, sender, `${room}/${session.userId}`, 'message')) continue
    deps.hub.deliver(session, withAttrs(stanza, { to: session.jid }))
  }
}

const problemOf = (
  session: ChatSession,
  stanza: Element,
  to: Jid,
  dialog: Dialog | undefined,
  deps: Deps,
): StanzaProblem | undefined => {
  if (stanza.attrs['type'] === 'headline') return PROBLEM.notImplemented
  if (to.resource !== '') return PROBLEM.occupantAddressed
  if (dialog === undefined || dialog.type === DIALOG.private) return PROBLEM.noRoom
  if (stanza.attrs['type'] !== 'groupchat') return PROBLEM.badRequest
  const isOutside = deps.faults.requireJoin && !session.rooms.has(dialog.id)
  return may('send', dialog, session.userId) && !isOutside ? undefined : PROBLEM.forbidden
}

/** The pipeline of room messages: membership is the REST list, no join is needed (protocol 3.14, 8). */
export const takeGroupMessage = (session: ChatSession, stanza: Element, to: Jid, deps: Deps): void => {
  const { settings, store, hub, repeats } = deps
  const userId = session.userId
  const dialog = store.dialogs.byId(dialogIdOf(to.local))
  const problem = problemOf(session, stanza, to, dialog, deps)
  if (problem !== undefined || dialog === undefined) {
    return hub.deliver(session, errorReply(stanza, problem ?? PROBLEM.noRoom, session.jid))
  }
  const sent = withAttrs(stanza, { from: `${roomJid(settings, dialog.id)}/${userId}` })
  const kind = kindOf(sent)
  const id = sent.attrs['id']
  if (kind !== 'state' && id !== undefined && repeats.isRepeat(userId, id)) return
  if (kind !== 'message') {
    applyControl(kind, sent, userId, store)
    return fanOut(deps, dialog, sent, session)
  }
  const deposit = depositOf(sent, dialog, userId, store)
  if (deposit.message !== undefined && !store.keep(deposit.message)) return
  fanOut(deps, dialog, deposit.stanza, session)
}
