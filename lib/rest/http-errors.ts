import { type MonoTypeOperatorFunction, type SchedulerLike, throwError, timeout } from 'rxjs'
import { ChatError, isChatError } from '../errors/chat-error.js'
import { isRecord } from '../model/is-record.js'

/** `ECONNREFUSED` and the like, which Node's fetch puts into the cause. Not by `instanceof`: errors cross realms. */
const codeOf = (error: unknown): string | undefined => {
  const cause = isRecord(error) ? error['cause'] : undefined
  return isRecord(cause) && typeof cause['code'] === 'string' ? cause['code'] : undefined
}

/** The original error is not attached: fetch quotes header values, hence tokens, in some of its messages. */
export const networkError = (url: string, error: unknown): ChatError<'network'> => {
  const code = codeOf(error)
  const message = `No answer from ${url}${code === undefined ? '' : ` (${code})`}. Check the network and the base URL`
  return new ChatError('network', message, { url, ...(code === undefined ? {} : { code }) }, { retryable: true })
}

/** An answer with all of its text; what keeps it from coming is a `network` error. */
export const readText = async (
  url: string,
  ask: () => Promise<Response>,
): Promise<readonly [Response, text: string]> => {
  try {
    const response = await ask()
    return [response, await response.text()]
  } catch (error) {
    throw networkError(url, error)
  }
}

/** Errors when no value came in time. */
export const withDeadline = <T>(
  { method, path }: { readonly method: string; readonly path: string },
  ms: number,
  scheduler: SchedulerLike,
): MonoTypeOperatorFunction<T> => {
  const waitedFor = `${method} ${path}`
  const message = `${waitedFor} was not answered within ${String(ms)} ms`
  const late = (): ChatError => new ChatError('timeout', message, { waitedFor, ms }, { retryable: true })
  return timeout({ first: ms, scheduler, with: () => throwError(late) })
}

/** No connection came about, so nothing was sent. Browsers do not tell. */
const neverMade = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)$/

/** Whether another host may be asked: it may have taken effect on this one, which only repeating a POST makes worse. */
export const isWorthAnotherHost = (error: unknown, method: string): boolean => {
  if (isChatError(error, 'network')) return method !== 'POST' || neverMade.test(error.detail.code ?? '')
  if (method === 'POST') return false
  return isChatError(error, 'timeout') || (isChatError(error, 'http') && [502, 503].includes(error.detail.status))
}
