import type { UserId } from '../model/ids.js'
import type { Message } from '../model/message.js'
import type { OutboxEntry, OutboxState } from '../outbox/outbox-reducer.js'
import type { Addresses } from '../xmpp/addresses.js'
import { toMessage } from './message-codec.js'

/** A message that is not with the server yet, or that failed and waits for `outbox.retry` or `outbox.cancel`. */
export interface PendingMessage extends Pick<OutboxEntry, 'id' | 'userId' | 'status' | 'failure'> {
  readonly message: Message
}

/** Shows the outbox of one user as messages; an entry that did not change keeps its reference. */
export const createPendingView = (
  addresses: Addresses,
): ((entries: OutboxState, userId: UserId | undefined) => readonly PendingMessage[]) => {
  const shown = new WeakMap<OutboxEntry, PendingMessage>()
  const show = (entry: OutboxEntry): readonly PendingMessage[] => {
    const found = shown.get(entry)
    if (found !== undefined) return [found]
    const { id, userId, status, failure, stanza, at } = entry
    const from = stanza.type === 'groupchat' ? `${stanza.to ?? ''}/${String(userId)}` : addresses.userJid(userId)
    const message = toMessage({ ...stanza, from }, 'outgoing', addresses, at)
    if (message === undefined) return []
    const pending = { id, userId, status, message, ...(failure === undefined ? {} : { failure }) }
    shown.set(entry, pending)
    return [pending]
  }
  return (entries, userId) => entries.filter((entry) => entry.userId === userId && !entry.background).flatMap(show)
}
