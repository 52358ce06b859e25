import type { ChatError } from '../errors/chat-error.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { MessageId, UserId } from '../model/ids.js'
import type { Message } from '../model/message.js'
import type { StanzaReactions } from '../model/stanza.js'
import type { Failed } from '../outbox/entries.js'
import type { OutboxEntry, OutboxFailure, OutboxState } from '../outbox/outbox-reducer.js'
import type { Addresses } from '../xmpp/addresses.js'
import { toChange, type MessageChange } from './changes.js'
import { asSent, toMessage } from './message-codec.js'

/**
 * What the server does not have yet, or what failed and waits for `outbox.retry` or `outbox.cancel`.
 * @inline
 */
interface Pending extends Pick<OutboxEntry, 'id' | 'userId' | 'at' | 'status'> {
  readonly failure?: OutboxFailure
}

/** @inline */
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

/**
 * What an entry is, without where it stands.
 * @inline
 */
type Content<T = PendingEntry> = T extends PendingEntry ? Omit<T, keyof Pending> : never

/** What will not be sent by itself any more, by `kind`, as in `outbox.pending$`. Plain data. */
export type SendFailure = Content & {
  /** For `outbox.retry` and `outbox.cancel`. */
  readonly id: string
  /** What is plain of the error that whoever watched was given. */
  readonly error: Pick<ChatError, '_tag' | 'message' | 'detail' | 'retryable'>
}

/** The message or the change that an entry is; `undefined` when it is neither. */
export const ofEntry = (
  { stanza, userId, at }: OutboxEntry,
  addresses: Addresses,
): Message | MessageChange | undefined => {
  const sent = asSent(stanza, userId, addresses)
  return toMessage(sent, 'outgoing', addresses, at) ?? toChange(sent, 'outgoing', addresses, at)
}

/** `undefined` for what no app handed over. */
const toContent = (entry: OutboxEntry, addresses: Addresses): Content | undefined => {
  if (entry.stanza.reactions !== undefined) {
    const { userId: _, ...change } = entry.stanza.reactions
    return { kind: 'reaction', ...change }
  }
  const own = ofEntry(entry, addresses)
  if (own === undefined) return undefined
  if (!('type' in own)) return { kind: 'message', message: own }
  const { messageId, dialog } = own
  return own.type === 'edited'
    ? { kind: 'edit', messageId, dialog, body: own.body }
    : { kind: 'delete', messageId, dialog }
}

/** What failed in the outbox; nothing for what no app handed over. */
export const toFailures = ({ entry, error }: Failed, addresses: Addresses): readonly SendFailure[] => {
  const content = toContent(entry, addresses)
  const { _tag, message, detail, retryable } = error
  return content === undefined ? [] : [{ ...content, id: entry.id, error: { _tag, message, detail, retryable } }]
}

/** Shows the outbox of one user; an entry that did not change keeps its reference. */
export const createPendingView = (
  addresses: Addresses,
): ((entries: OutboxState, userId: UserId | undefined) => readonly PendingEntry[]) => {
  const shown = new WeakMap<OutboxEntry, PendingEntry>()
  const show = (entry: OutboxEntry): readonly PendingEntry[] => {
    const found = shown.get(entry)
    if (found !== undefined) return [found]
    const { id, userId, at, status, failure } = entry
    const content = toContent(entry, addresses)
    if (content === undefined) return []
    const pending = { ...content, id, userId, at, status, ...(failure === undefined ? {} : { failure }) }
    shown.set(entry, pending)
    return [pending]
  }
  return (entries, userId) => entries.filter((entry) => entry.userId === userId && !entry.background).flatMap(show)
}
