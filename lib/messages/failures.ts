import type { ChatError } from '../errors/chat-error.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { MessageId } from '../model/ids.js'
import type { Message } from '../model/message.js'
import type { Failed } from '../outbox/entries.js'
import type { Addresses } from '../xmpp/addresses.js'
import { toChange } from './changes.js'
import { asSent, toMessage } from './message-codec.js'

/** What will not be sent by itself any more. Plain data. */
export interface SendFailure {
  /** For `outbox.retry` and `outbox.cancel`. */
  readonly id: string
  readonly kind: 'message' | 'edit' | 'delete'
  readonly messageId: MessageId
  readonly dialog: DialogRef
  /** Missing for an edit and a deletion. */
  readonly message?: Message
  /** What is plain of the error that `send`, `edit` or `delete` gave to whoever watched. */
  readonly error: Pick<ChatError, '_tag' | 'message' | 'detail' | 'retryable'>
}

/** What failed in the outbox; nothing for what no app handed over here. */
export const toFailures = ({ entry, error }: Failed, addresses: Addresses): readonly SendFailure[] => {
  const { id, userId, at } = entry
  const stanza = asSent(entry.stanza, userId, addresses)
  const { _tag, message: words, detail, retryable } = error
  const failure = { id, error: { _tag, message: words, detail, retryable } }
  const message = toMessage(stanza, 'outgoing', addresses, at)
  if (message !== undefined) return [{ ...failure, kind: 'message', messageId: id, dialog: message.dialog, message }]
  const change = toChange(stanza, 'outgoing', addresses, at)
  if (change === undefined) return []
  const { type, messageId, dialog } = change
  return [{ ...failure, kind: type === 'edited' ? 'edit' : 'delete', messageId, dialog }]
}
