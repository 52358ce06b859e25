import { isAdmin, isMember } from '../state/roles.js'
import { DIALOG, type Dialog } from '../state/rows.js'
import { el, type Element } from '../xml/element.js'
import { NS } from '../xml/namespaces.js'
import type { ChatSession } from './chat-session.js'
import { errorReply, PROBLEM } from './errors.js'
import { dialogIdOf, roomJid, type Jid } from './jid.js'
import type { Deps } from '../deps.js'
import { denies } from './privacy.js'

const present = (dialog: Dialog, { hub }: Deps): ChatSession[] =>
  hub.all().filter((session) => session.rooms.has(dialog.id))

/** User ids of those who joined. */
export const onlineIn = (dialog: Dialog, deps: Deps): number[] => [
  ...new Set(present(dialog, deps).map((session) => session.userId)),
]

/** Shows one to the other, unless a list hides him (protocol 3.16). */
const show = (
  who: ChatSession,
  dialog: Dialog,
  to: ChatSession,
  deps: Deps,
  extra: { readonly id?: string | undefined; readonly type?: string } = {},
): void => {
  const room = roomJid(deps.settings, dialog.id)
  if (denies(deps, who, `${room}/${to.userId}`, 'presence-out')) return
  const admin = isAdmin(dialog, who.userId)
  const role = extra.type === 'unavailable' ? 'none' : admin ? 'moderator' : 'participant'
  const item = { affiliation: admin ? 'admin' : 'member', role, nick: String(who.userId), jid: who.jid }
  const status = who === to ? [el('status', NS.mucUser, { code: '110' })] : []
  const x = el('x', NS.mucUser, {}, [el('item', NS.mucUser, item), ...status])
  deps.hub.deliver(to, el('presence', NS.client, { ...extra, from: `${room}/${who.userId}`, to: to.jid }, [x]))
}

/** Occupants first, the own presence with status 110 last (protocol 3.14). */
export const joinRoom = (session: ChatSession, room: Jid, stanza: Element, deps: Deps): void => {
  const { store, hub } = deps
  const dialog = store.dialogs.byId(dialogIdOf(room.local))
  if (dialog === undefined || dialog.type === DIALOG.private) {
    return hub.deliver(session, errorReply(stanza, PROBLEM.noRoom, session.jid))
  }
  if (!isMember(dialog, session.userId)) {
    return hub.deliver(session, errorReply(stanza, PROBLEM.forbidden, session.jid))
  }
  for (const other of present(dialog, deps)) {
    if (other === session) continue
    show(other, dialog, session, deps)
    show(session, dialog, other, deps)
  }
  session.rooms.add(dialog.id)
  show(session, dialog, session, deps, { id: stanza.attrs['id'] })
}

const leave = (session: ChatSession, dialog: Dialog, deps: Deps): void => {
  const others = present(dialog, deps)
  session.rooms.delete(dialog.id)
  for (const other of others) show(session, dialog, other, deps, { type: 'unavailable' })
}

export const leaveRoom = (session: ChatSession, room: Jid, deps: Deps): void => {
  const dialog = deps.store.dialogs.byId(dialogIdOf(room.local))
  if (dialog !== undefined && session.rooms.has(dialog.id)) leave(session, dialog, deps)
}

export const leaveAllRooms = (session: ChatSession, deps: Deps): void => {
  for (const id of session.rooms) {
    const dialog = deps.store.dialogs.byId(id)
    if (dialog !== undefined) leave(session, dialog, deps)
  }
}
