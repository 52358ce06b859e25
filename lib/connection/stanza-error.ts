import { ChatError } from '../errors/chat-error.js'
import type { Stanza } from '../model/stanza.js'

/** What a stanza of type error means to whoever sent the request (RFC 6120 8.3); retryable where it says `wait`. */
export const stanzaError = ({ error, id }: Stanza, sentence: (condition: string) => string): ChatError<'stanza'> => {
  const { condition = 'undefined-condition', type = 'cancel', code } = error ?? {}
  const detail = { condition, type, ...(code === undefined ? {} : { code }), ...(id === undefined ? {} : { id }) }
  return new ChatError('stanza', sentence(condition), detail, { retryable: type === 'wait' })
}
