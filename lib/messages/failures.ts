import type { ChatError } from '../errors/chat-error.js'
import type { Failed } from '../outbox/entries.js'
import type { Addresses } from '../xmpp/addresses.js'
import { toContent, type Content } from './pending-message.js'

/** What will not be sent by itself any more, by `kind`, as in `outbox.pending$`. Plain data. */
export type SendFailure = Content & {
  /** For `outbox.retry` and `outbox.cancel`. */
  readonly id: string
  /** What is plain of the error that whoever watched was given. */
  readonly error: Pick<ChatError, '_tag' | 'message' | 'detail' | 'retryable'>
}

/** What failed in the outbox; nothing for what no app handed over. */
export const toFailures = ({ entry, error }: Failed, addresses: Addresses): readonly SendFailure[] => {
  const content = toContent(entry, addresses)
  const { _tag, message, detail, retryable } = error
  return content === undefined ? [] : [{ ...content, id: entry.id, error: { _tag, message, detail, retryable } }]
}
