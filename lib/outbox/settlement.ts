import type { ConnectionEvent } from '../connection/connection-event.js'
import type { ChatError } from '../errors/chat-error.js'
import type { MessageStanza, Stanza } from '../model/stanza.js'
import { bareJid, parseJid } from '../xmpp/jid.js'
import { refusedBy } from './outbox-errors.js'
import type { OutboxEntry } from './outbox-reducer.js'

/** The last word on entries: the server has them, or will not take one. */
export type Settlement<W extends Written = OutboxEntry> =
  | { readonly type: 'sent'; readonly entries: readonly W[] }
  | { readonly type: 'failed'; readonly entry: W; readonly error: ChatError }

/** What was written, whether or not the outbox keeps it. A call was not: no stanza settles it. */
type Written = Pick<OutboxEntry, 'id' | 'stanza' | 'userId'> & Partial<Pick<OutboxEntry, 'call'>>

/** What was written under an id, if it was. */
type Find<W> = (id: string | undefined) => W | undefined

/** By reference: what was refused and is written again under its id waits for a word of its own. */
const entriesOf = <W extends Written>(stanzas: readonly Stanza[], find: Find<W>): readonly W[] => {
  const found: W[] = []
  for (const stanza of stanzas) {
    const entry = find(stanza.id)
    if (entry?.stanza === stanza) found.push(entry)
  }
  return found
}

/** What the room repeats to all under its author's name; ids are no secret, so no other occupant's word counts. */
const isEcho = ({ type, from }: MessageStanza, { stanza, userId }: Written): boolean =>
  type === 'groupchat' &&
  stanza.type === 'groupchat' &&
  stanza.to !== undefined &&
  from === `${stanza.to}/${String(userId)}`

/** Only who was written to, we ourselves, or a server in between; an occupant is not the room. */
const mayRefuse = (from: string | undefined, { type, to }: MessageStanza, ownJid: string): boolean => {
  if (from === undefined || to === undefined) return true
  if ([to, ownJid].some((jid) => parseJid(jid).domain === from)) return true
  return type === 'groupchat' ? from === to : [to, ownJid].some((jid) => bareJid(jid) === bareJid(from))
}

const ofMessage = <W extends Written>(
  stanza: MessageStanza,
  find: Find<W>,
  ownJid: string,
): Settlement<W> | undefined => {
  const entry = find(stanza.id)
  if (entry === undefined || entry.call === true) return undefined
  if (stanza.type === 'error')
    return mayRefuse(stanza.from, entry.stanza, ownJid)
      ? { type: 'failed', entry, error: refusedBy(stanza) }
      : undefined
  // The room's echo is as good as an acknowledgement (protocol 3.4).
  return isEcho(stanza, entry) ? { type: 'sent', entries: [entry] } : undefined
}

/** What an event settles among the entries on their way; `ownJid` of the latest link. Pure. */
export const settlementOf = <W extends Written>(
  event: ConnectionEvent,
  find: Find<W>,
  ownJid: string,
): Settlement<W> | undefined => {
  if (event.type === 'acknowledged') return { type: 'sent', entries: entriesOf(event.stanzas, find) }
  return event.type === 'stanza' && event.stanza.kind === 'message' ? ofMessage(event.stanza, find, ownJid) : undefined
}
