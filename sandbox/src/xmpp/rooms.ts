import { isMember, rankOf } from '../state/roles.js'
import { DIALOG, type Dialog } from '../state/rows.js'
import { el, elements, NS, type Element } from '../xml/index.js'
import type { ChatSession } from './chat-session.js'
import { PROBLEM } from './errors.js'
import { dialogIdOf, roomJid, userJid, type Jid } from './jid.js'
import type { Deps } from '../deps.js'
import { denies } from './privacy.js'

const present = (dialog: Dialog, { hub }: Deps): ChatSession[] =>
  hub.all().filter((session) => session.rooms.has(dialog.id))

/** Whether a list of one of them keeps the one from seeing the other there (protocol 3.16). */
const isHidden = (who: ChatSession, dialog: Dialog, from: ChatSession, deps: Deps): boolean => {
  const room = roomJid(deps.settings, dialog.id)
  const [seen, unseen] = [`${room}/${who.userId}`, `${room}/${from.userId}`]
  return denies(deps, who, unseen, 'presence-out') || denies(deps, from, seen, 'presence-in')
}

/** User ids of those who joined, as the asker may know them. */
export const onlineIn = (dialog: Dialog, asker: ChatSession, deps: Deps): number[] => {
  const seen = present(dialog, deps).filter((session) => !isHidden(session, dialog, asker, deps))
  return [...new Set(seen.map(({ userId }) => userId))]
}

interface Notice {
  readonly id?: string | undefined
  readonly type?: 'unavailable'
  /** Beside 110, which says that it is one's own. */
  readonly code?: string
  readonly actor?: string
  readonly isDestroyed?: boolean
}

/** What `x` says of an occupant (protocol 3.14). */
const detailsOf = (who: ChatSession, dialog: Dialog, isOwn: boolean, notice: Notice): Element => {
  const { type, code, actor, isDestroyed = false } = notice
  const rank = isDestroyed ? 'stranger' : rankOf(dialog, who.userId)
  const role = type === 'unavailable' ? 'none' : rank === 'member' ? 'participant' : 'moderator'
  const item = { affiliation: rank === 'stranger' ? 'none' : rank, role, nick: String(who.userId), jid: who.jid }
  const by = actor === undefined ? [] : [el('actor', NS.mucUser, { jid: actor })]
  const codes = [isOwn ? '110' : undefined, code].flatMap((value) => value ?? [])
  const statuses = codes.map((value) => el('status', NS.mucUser, { code: value }))
  const destroyed = isDestroyed ? [el('destroy', NS.mucUser)] : []
  return el('x', NS.mucUser, {}, [el('item', NS.mucUser, item, by), ...statuses, ...destroyed])
}

/** Shows one to the other, with the show and status of the one, unless a list hides him. */
const show = (who: ChatSession, dialog: Dialog, to: ChatSession, deps: Deps, notice: Notice = {}): void => {
  if (isHidden(who, dialog, to, deps)) return
  const { id, type } = notice
  const attrs = { id, type, from: `${roomJid(deps.settings, dialog.id)}/${who.userId}`, to: to.jid }
  const said = elements(who.rooms.get(dialog.id) ?? el('presence', NS.client)).filter(({ ns }) => ns === NS.client)
  const x = detailsOf(who, dialog, who === to, notice)
  deps.hub.deliver(to, el('presence', NS.client, attrs, [...said, x]))
}

/** Occupants first, the own presence with status 110 last; once joined, a change of presence (protocol 3.14). */
export const joinRoom = (session: ChatSession, room: Jid, stanza: Element, deps: Deps): void => {
  const { store, hub } = deps
  const dialog = store.dialogs.byId(dialogIdOf(room.local))
  const isRoom = dialog !== undefined && dialog.type !== DIALOG.private
  if (!isRoom || !isMember(dialog, session.userId)) {
    return hub.refuse(session, stanza, isRoom ? PROBLEM.forbidden : PROBLEM.noRoom)
  }
  const others = present(dialog, deps).filter((other) => other !== session)
  const isNew = !session.rooms.has(dialog.id)
  session.rooms.set(dialog.id, stanza)
  for (const other of others) {
    if (isNew) show(other, dialog, session, deps)
    show(session, dialog, other, deps)
  }
  show(session, dialog, session, deps, { id: stanza.attrs['id'] })
}

/** The others are told when no resource of the same nick stays. */
const leave = (session: ChatSession, dialog: Dialog, deps: Deps, notice: Notice = {}): void => {
  session.rooms.delete(dialog.id)
  const left = present(dialog, deps)
  const others = left.some(({ userId }) => userId === session.userId) ? [] : left
  for (const to of [session, ...others]) show(session, dialog, to, deps, { type: 'unavailable', ...notice })
}

/** One's rooms, or some of them. */
export const leaveRooms = (session: ChatSession, ids: Iterable<string>, deps: Deps, notice: Notice = {}): void => {
  for (const id of ids) {
    const dialog = deps.store.dialogs.byId(id)
    if (dialog !== undefined && session.rooms.has(id)) leave(session, dialog, deps, notice)
  }
}

/** Who is no member any more leaves: kicked by another (307), or without affiliation (321); all do when the dialog is gone. */
export const expel = (dialog: Dialog, actorId: number, deps: Deps, isDestroyed = false): void => {
  for (const session of present(dialog, deps)) {
    if (isMember(dialog, session.userId) && !isDestroyed) continue
    const isKick = session.userId !== actorId && !isDestroyed
    const how = isKick ? { code: '307', actor: userJid(deps.settings, actorId) } : { code: '321', isDestroyed }
    leave(session, dialog, deps, how)
  }
}
