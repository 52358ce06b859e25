import { isMember, may } from '../../state/roles.js'
import { DIALOG, type Dialog } from '../../state/rows.js'
import { withAttrs, type Element } from '../../xml/index.js'
import type { ChatSession } from '../chat-session.js'
import { PROBLEM, type StanzaProblem } from '../errors.js'
import { dialogIdOf, roomJid, type Jid } from '../jid.js'
import { accept } from './deposit.js'
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

/** The room a message is for, or why it does not get there (protocol 3.14). */
const roomFor = (session: ChatSession, { attrs: { type } }: Element, to: Jid, deps: Deps): Dialog | StanzaProblem => {
  const dialog = deps.store.dialogs.byId(dialogIdOf(to.local))
  if (type === 'headline') return PROBLEM.notImplemented
  if (to.resource !== '') return PROBLEM.occupantAddressed
  if (dialog === undefined || dialog.type === DIALOG.private) return PROBLEM.noRoom
  if (type !== 'groupchat') return PROBLEM.badRequest
  const isOutside = deps.faults.requireJoin && !session.rooms.has(dialog.id)
  return may('send', dialog, session.userId) && !isOutside ? dialog : PROBLEM.forbidden
}

/** The pipeline of room messages: membership is the REST list, no join is needed (protocol 3.14, 8). */
export const takeGroupMessage = (session: ChatSession, stanza: Element, to: Jid, deps: Deps): void => {
  const room = roomFor(session, stanza, to, deps)
  if ('condition' in room) return deps.hub.refuse(session, stanza, room)
  const sent = withAttrs(stanza, { from: `${roomJid(deps.settings, room.id)}/${session.userId}` })
  const accepted = accept(sent, session.userId, () => room, deps)
  if (accepted !== undefined) fanOut(deps, room, accepted, session)
}
