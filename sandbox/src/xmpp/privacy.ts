import type { Basis } from '../basis.js'
import { elements, type Element } from '../xml/index.js'
import type { ChatSession } from './chat-session.js'
import { PROBLEM, type StanzaProblem } from './errors.js'
import { isChatDomain, isRoomDomain, parseJid, userIdOf, userJid } from './jid.js'
import type { Sessions } from './session-list.js'

type Place = Pick<Basis, 'settings' | 'store'>
type Peopled = Place & { readonly hub: Sessions }

/** The children of an item; `other` is what only one without children speaks of: what its owner writes, and subscriptions (protocol 3.16). */
type Traffic = 'message' | 'presence-in' | 'presence-out' | 'iq' | 'other'

/** Whose list: without a session the default one is in force. */
export type Owner = Pick<ChatSession, 'userId'> & Partial<Pick<ChatSession, 'activeList'>>

/** By the parts that are written, so that `muc.{chat}/34` is user 34 in every room (protocol 3.16). */
const speaksOf = ({ settings }: Place, written: string, peer: string): boolean => {
  const [wanted, found] = [parseJid(written), parseJid(peer)]
  const place = ({ domain }: typeof found): string =>
    isRoomDomain(settings, domain) ? settings.muc : isChatDomain(settings, domain) ? settings.chat : domain
  const isPart = (part: 'local' | 'resource'): boolean => ['', found[part]].includes(wanted[part])
  return place(wanted) === place(found) && isPart('local') && isPart('resource')
}

/** The name of the list in force: the session's own, else the default (protocol 3.16). */
export const listInForce = ({ store }: Place, { userId, activeList }: Owner): string =>
  activeList ?? store.privacy.byId(userId)?.chosen ?? ''

/** The first item that speaks of the peer decides; nobody is kept from himself, nor from the server (protocol 3.16). */
export const denies = (place: Place, owner: Owner, peer: string, traffic: Traffic): boolean => {
  const name = listInForce(place, owner)
  const list = place.store.privacy.byId(owner.userId)?.lists.find(({ attrs }) => attrs['name'] === name)
  const { local, domain, resource } = parseJid(peer)
  const peerId = isRoomDomain(place.settings, domain) ? Number(resource) : userIdOf(local)
  if (list === undefined || peerId === undefined || peerId === owner.userId) return false
  const decides = (item: Element): boolean =>
    (item.children.length === 0 || elements(item).some(({ name }) => name === traffic)) &&
    speaksOf(place, item.attrs['value'] ?? peer, peer)
  return elements(list).find(decides)?.attrs['action'] === 'deny'
}

/** Whether nothing of the user takes it: every session, or the default list when there is none. */
export const turnsAway = (place: Peopled, userId: number, peer: string, traffic: Traffic): boolean => {
  const sessions: readonly Owner[] = place.hub.availableOf(userId)
  return (sessions.length > 0 ? sessions : [{ userId }]).every((owner) => denies(place, owner, peer, traffic))
}

/** Why a session's stanza does not reach the user, if a list of one of them is in the way (protocol 3.16). */
export const stops = (place: Peopled, from: ChatSession, to: number, traffic: Traffic): StanzaProblem | undefined => {
  if (denies(place, from, userJid(place.settings, to), 'other')) return PROBLEM.notAcceptable
  return turnsAway(place, to, from.jid, traffic) ? PROBLEM.unavailable : undefined
}
