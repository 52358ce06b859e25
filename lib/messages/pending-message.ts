import type { DialogRef } from '../model/dialog-ref.js'
import type { MessageId, UserId } from '../model/ids.js'
import type { Message } from '../model/message.js'
import type { StanzaReactions } from '../model/stanza.js'
import type { OutboxEntry, OutboxFailure, OutboxState } from '../outbox/outbox-reducer.js'
import type { Addresses } from '../xmpp/addresses.js'
import { toMessage } from './message-codec.js'

/** What the server does not have yet, or what failed and waits for `outbox.retry` or `outbox.cancel`. */
interface Pending extends Pick<OutboxEntry, 'id' | 'userId' | 'status'> {
  readonly failure?: OutboxFailure
}

interface About {
  readonly messageId: MessageId
  readonly dialog: DialogRef
}

/** A message on its way. */
export interface PendingMessage extends Pending {
  readonly kind: 'message'
  readonly message: Message
}

/**
 * Anything of an app that is on its way, by `kind`. `id` is the one for `retry` and `cancel`; `messageId` tells which
 * message it is about.
 */
export type PendingEntry =
  | PendingMessage
  | (Pending & { readonly kind: 'edit'; readonly body: string } & About)
  | (Pending & { readonly kind: 'delete' } & About)
  | (Pending & { readonly kind: 'reaction' } & Omit<StanzaReactions, 'userId'>)

type Content<T = PendingEntry> = T extends PendingEntry ? Omit<T, keyof Pending> : never

const toContent = ({ stanza, userId, at }: OutboxEntry, addresses: Addresses): Content | undefined => {
  const { replace, remove, reactions, ...rest } = stanza
  if (reactions !== undefined) {
    const { userId: _, ...change } = reactions
    return { kind: 'reaction', ...change }
  }
  const from = stanza.type === 'groupchat' ? `${stanza.to ?? ''}/${String(userId)}` : addresses.userJid(userId)
  // Edits and deletions are addressed as messages are; a message without a body stays one.
  const about = remove ?? replace
  const message = toMessage({ ...(about && { body: '' }), ...rest, from }, 'outgoing', addresses, at)
  if (message === undefined) return undefined
  const { dialog, body } = message
  if (remove !== undefined) return { kind: 'delete', messageId: remove.id, dialog }
  return replace === undefined
    ? { kind: 'message', message }
    : { kind: 'edit', messageId: replace.id, dialog, body: body ?? '' }
}

/** Shows the outbox of one user; an entry that did not change keeps its reference. */
export const createPendingView = (
  addresses: Addresses,
): ((entries: OutboxState, userId: UserId | undefined) => readonly PendingEntry[]) => {
  const shown = new WeakMap<OutboxEntry, PendingEntry>()
  const show = (entry: OutboxEntry): readonly PendingEntry[] => {
    const found = shown.get(entry)
    if (found !== undefined) return [found]
    const { id, userId, status, failure } = entry
    const content = toContent(entry, addresses)
    if (content === undefined) return []
    const pending = { ...content, id, userId, status, ...(failure === undefined ? {} : { failure }) }
    shown.set(entry, pending)
    return [pending]
  }
  return (entries, userId) => entries.filter((entry) => entry.userId === userId && !entry.background).flatMap(show)
}
