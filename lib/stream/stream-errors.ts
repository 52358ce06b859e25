import { ChatError, isChatError, type ChatErrorDetails } from '../errors/chat-error.js'
import { fatalSaslConditions, fatalStreamConditions } from '../errors/retryable.js'
import type { Inbound } from '../model/stanza.js'
import type { NegotiationStep } from './negotiation.js'

/** By what the server says, which may be any name. */
const authenticationAdvice: ReadonlyMap<string, string> = new Map([
  ['not-authorized', 'Check the user id and the password; a user without one connects with a current session token.'],
  ['temporary-auth-failure', 'The server could not check it just now; it is tried again.'],
])

const authentication = (reason: string): ChatError =>
  new ChatError(
    'authentication',
    `The chat server refused to sign in: ${reason}. ${authenticationAdvice.get(reason) ?? 'The reason is the server’s.'}`,
    { reason },
    { retryable: !fatalSaslConditions.has(reason) },
  )

const streamAdvice: ReadonlyMap<string, string> = new Map([
  ['conflict', 'The same user connected elsewhere under the same resource.'],
  ['host-unknown', 'Check endpoints.chat: the server does not serve this domain.'],
  ['policy-violation', 'The server refused what was sent, for its size or its rate.'],
])

const streamError = (condition: string, retryable = !fatalStreamConditions.has(condition)): ChatError =>
  new ChatError(
    'stream',
    `The chat server ended the stream: ${condition}. ${streamAdvice.get(condition) ?? ''}`.trim(),
    { condition },
    { retryable },
  )

const streamClosed = ({ seeOtherUri }: { readonly seeOtherUri?: string | undefined }): ChatError =>
  linkLost('the server closed the stream', { byServer: true, ...(seeOtherUri === undefined ? {} : { seeOtherUri }) })

/** The error an element ends the stream with; `undefined` for everything that does not end it. */
export const endingError = (element: Inbound): ChatError | undefined => {
  if (element.kind === 'sasl' && element.type === 'failure') return authentication(element.condition)
  if (element.kind === 'stream-error') return streamError(element.condition)
  if (element.kind === 'close') return streamClosed(element)
  return undefined
}

/** Two nodes of a cluster took an older session for the newer one: worth another attempt. */
export const clash = (): ChatError => streamError('conflict', true)

/** ms to wait at least before the next attempt: sessions of the same second cannot be told apart. */
export const leastDelay = (error: unknown): number =>
  isChatError(error, 'stream') && error.detail.condition === 'conflict' ? 1000 : 0

/** The link is gone or was given up: always worth another attempt. */
export const linkLost = (reason: string, detail: Omit<ChatErrorDetails['link'], 'reason'> = {}): ChatError =>
  new ChatError(
    'link',
    `The connection to the chat server was lost: ${reason}.`,
    { reason, ...detail },
    { retryable: true },
  )

/** Nothing is answered any more on the way to a link. */
export const stoodStill = (step: NegotiationStep): ChatError =>
  linkLost(`the handshake stood still at "${step}"`, { stoodAt: step })

export const isResumptionUnanswered = (error: unknown): boolean =>
  isChatError(error, 'link') && error.detail.stoodAt === 'resuming'

/** Whether the server said that it ends the link; all else may be the network's doing. */
export const isByServer = (error: unknown): boolean =>
  isChatError(error, 'stream') || (isChatError(error, 'link') && error.detail.byServer === true)

/** The other end does not speak XMPP: no further attempt would change that. */
export const notXmpp = (problem: string): ChatError =>
  new ChatError(
    'decode',
    `The server at endpoints.websocket does not answer as an XMPP server: ${problem}. Check the URL.`,
    { where: 'handshake', issues: [problem] },
  )

/** Whether an attempt that ended with this error makes further ones pointless. */
export const isFatal = (error: unknown): boolean => !(error instanceof ChatError) || !error.retryable
