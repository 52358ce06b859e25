import type { Element } from '../xml/index.js'
import type { ChatSession } from './chat-session.js'
import { PROBLEM } from './errors.js'
import { answerIq } from './iq.js'
import { isChatDomain, isRoomDomain, parseJid } from './jid.js'
import { takeGroupMessage } from './messages/group.js'
import { takePrivateMessage } from './messages/private.js'
import type { Deps } from '../deps.js'
import { takePresence } from './presence.js'

const takeMessage = (session: ChatSession, stanza: Element, deps: Deps): void => {
  const to = parseJid(stanza.attrs['to'] ?? session.bareJid)
  if (stanza.attrs['type'] === 'error') return
  if (isRoomDomain(deps.settings, to.domain)) return takeGroupMessage(session, stanza, to, deps)
  if (isChatDomain(deps.settings, to.domain) && to.local !== '') return takePrivateMessage(session, stanza, to, deps)
  deps.hub.refuse(session, stanza, PROBLEM.itemNotFound)
}

/** Stanzas of bound sessions, by kind; one sender's stay in order because everything here is synchronous. */
export const route = (session: ChatSession, stanza: Element, deps: Deps): void => {
  if (stanza.name === 'message') return takeMessage(session, stanza, deps)
  if (stanza.name === 'presence') return takePresence(session, stanza, deps)
  answerIq(session, stanza, deps)
}
