import { ChatError } from '../errors/chat-error.js'
import type { MessageStanza } from '../model/stanza.js'

export const noUser = (): ChatError =>
  new ChatError('session', 'There is no user to send as: connect, or create a user session, first.', {
    reason: 'no user',
  })

export const destroyed = (): ChatError =>
  new ChatError('closed', 'The chat was destroyed before the server had the message.', { reason: 'destroyed' })

export const tooLarge = (bytes: number, limit: number): ChatError =>
  new ChatError(
    'size',
    `The message takes ${String(bytes)} bytes on the wire and the server takes at most ${String(limit)}: send it in parts, or as an attachment.`,
    { bytes, limit },
  )

/** The server, or the addressee's server, sent it back. */
export const refusedBy = ({ error, id }: MessageStanza): ChatError => {
  const { condition = 'undefined-condition', type = 'cancel', code } = error ?? {}
  const detail = { condition, type, ...(code === undefined ? {} : { code }), ...(id === undefined ? {} : { id }) }
  return new ChatError('stanza', `The message was refused: ${condition}.`, detail, { retryable: type === 'wait' })
}
