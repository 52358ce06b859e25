import type { ConnectionEvent } from '../connection/connection-event.js'
import type { ChatError } from '../errors/chat-error.js'
import type { MessageStanza, Stanza } from '../model/stanza.js'
import { bareJid, parseJid } from '../xmpp/jid.js'
import { refusedBy } from './outbox-errors.js'
import type { OutboxState } from './outbox-reducer.js'

/** The last word on entries: the server has them, or will not take one. */
export type Settlement =
  | { readonly type: 'sent'; readonly ids: ReadonlySet<string> }
  | { readonly type: 'failed'; readonly ids: ReadonlySet<string>; readonly error: ChatError }

const idsOf = (stanzas: readonly Stanza[]): ReadonlySet<string> =>
  new Set(stanzas.flatMap(({ kind, id }) => (kind === 'message' && id !== undefined ? [id] : [])))

/** Only who was written to, or the server in between, may speak of a message: ids are no secret. */
const maySettle = (from: string | undefined, to: string | undefined): boolean => {
  if (from === undefined || to === undefined) return true
  return bareJid(from) === bareJid(to) || from === parseJid(to).domain
}

const ofMessage = (stanza: MessageStanza, state: OutboxState): Settlement | undefined => {
  const entry = state.find(({ id }) => id === stanza.id)
  if (entry === undefined || !maySettle(stanza.from, entry.stanza.to)) return undefined
  const ids = new Set([entry.id])
  if (stanza.type === 'error') return { type: 'failed', ids, error: refusedBy(stanza) }
  // The room's echo is as good as an acknowledgement (protocol 3.4).
  return stanza.type === 'groupchat' ? { type: 'sent', ids } : undefined
}

/** What an event settles among the entries on their way. Pure. */
export const settlementOf = (event: ConnectionEvent, state: OutboxState): Settlement | undefined => {
  if (event.type === 'acknowledged') return { type: 'sent', ids: idsOf(event.stanzas) }
  return event.type === 'stanza' && event.stanza.kind === 'message' ? ofMessage(event.stanza, state) : undefined
}
