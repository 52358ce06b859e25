import { ChatError } from '../errors/chat-error.js'

/** `ECONNREFUSED` and the like, which Node's fetch puts into the cause. Not by `instanceof`: errors cross realms. */
const codeOf = (error: unknown): string => {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? ` (${code})` : ''
}

/** The original error is not attached: fetch quotes header values, hence tokens, in some of its messages. */
export const networkError = (url: string, error: unknown): ChatError<'network'> => {
  const message = `No answer from ${url}${codeOf(error)}. Check the network and the base URL`
  return new ChatError('network', message, { url }, { retryable: true })
}

export const timeoutError = (waitedFor: string, ms: number): ChatError<'timeout'> => {
  const message = `${waitedFor} was not answered within ${String(ms)} ms`
  return new ChatError('timeout', message, { waitedFor, ms }, { retryable: true })
}
