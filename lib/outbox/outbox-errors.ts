import { stanzaError } from '../connection/stanza-error.js'
import { argumentError } from '../errors/argument-error.js'
import { ChatError, isChatError } from '../errors/chat-error.js'
import type { MessageStanza } from '../model/stanza.js'
import type { OutboxFailure } from './outbox-reducer.js'

export const destroyed = (): ChatError =>
  new ChatError('closed', 'The chat was destroyed before the server had it.', { reason: 'destroyed' })

export const cancelled = (): ChatError =>
  new ChatError('closed', 'It was cancelled before it was sent.', { reason: 'cancelled' })

export const signedOut = (): ChatError =>
  new ChatError('closed', 'The user signed out before the server had it.', { reason: 'signed out' })

export const notOurs = (expected: string): ChatError =>
  argumentError('id', `the id of a message in outbox.pending$, ${expected}`)

export const tooLarge = (bytes: number, limit: number): ChatError =>
  new ChatError(
    'size',
    `The message takes ${String(bytes)} bytes on the wire and the server takes at most ${String(limit)}: send it in parts, or as an attachment.`,
    { bytes, limit },
  )

/** Link after link died while it was the oldest in flight: it stands aside, so that the others go on. */
export const poison = (): ChatError =>
  new ChatError(
    'link',
    'The connection was lost again and again while this was sent; it is held back so that others are not. Retry or cancel it.',
    { reason: 'poison' },
    { retryable: true },
  )

/** It failed for no known reason. Without the cause, which may quote what was said. */
export const callFailed = (): ChatError => new ChatError('link', 'The call failed.', { reason: 'call failed' })

/** The server, or the addressee's server, sent it back. */
export const refusedBy = (stanza: MessageStanza): ChatError =>
  stanzaError(stanza, (condition) => `The server refused it: ${condition}.`)

/** A room that we thought to be in was not there. */
export const lostBy = (stanza: MessageStanza): ChatError =>
  refusedBy({ ...stanza, error: { condition: 'not-acceptable', type: 'cancel' } })

/** What is kept of the error while the entry waits to be retried or cancelled. */
export const failureOf = (error: ChatError): OutboxFailure => ({
  reason: isChatError(error, 'stanza')
    ? error.detail.condition
    : isChatError(error, 'link')
      ? error.detail.reason
      : error._tag,
  retryable: error.retryable,
})
