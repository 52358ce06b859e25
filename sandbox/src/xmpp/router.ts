import type { Settings } from '../options.js'
import type { Element } from '../xml/element.js'
import type { ChatSession } from './chat-session.js'
import { errorReply, PROBLEM } from './errors.js'
import type { Hub } from './hub.js'
import { answerIq } from './iq.js'
import { isChatDomain, isRoomDomain, parseJid } from './jid.js'
import { takeGroupMessage } from './messages/group.js'
import { takePrivateMessage } from './messages/private.js'
import type { MessageDeps } from './messages/message-deps.js'
import { takePresence } from './presence.js'

export interface RouterDeps extends MessageDeps {
  readonly settings: Settings
  readonly hub: Hub
}

const takeMessage = (session: ChatSession, stanza: Element, deps: RouterDeps): void => {
  const to = parseJid(stanza.attrs['to'] ?? session.bareJid)
  if (stanza.attrs['type'] === 'error') return
  if (isRoomDomain(deps.settings, to.domain)) return takeGroupMessage(session, stanza, to, deps)
  if (isChatDomain(deps.settings, to.domain) && to.local !== '') return takePrivateMessage(session, stanza, to, deps)
  deps.hub.deliver(session, errorReply(stanza, PROBLEM.itemNotFound, session.jid))
}

/** Stanzas of bound sessions, by kind; one sender's stay in order because everything here is synchronous. */
export const createRouter =
  (deps: RouterDeps) =>
  (session: ChatSession, stanza: Element): void => {
    if (stanza.name === 'message') return takeMessage(session, stanza, deps)
    if (stanza.name === 'presence') return takePresence(session, stanza, deps)
    answerIq(session, stanza, deps)
  }
