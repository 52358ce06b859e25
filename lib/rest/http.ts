import ky, { HTTPError, type Options } from 'ky'
import { asyncScheduler, Observable, type SchedulerLike, throwError, timeout } from 'rxjs'
import type { EpochMs } from '../model/ids.js'
import { readAnswer } from './answer.js'
import { type Endpoint, pathOf } from './endpoint.js'
import { expirationOf, serverDateOf } from './headers.js'
import { networkError, timeoutError } from './http-errors.js'
import { serializeQuery } from './query.js'
import { secretsOf } from './redact.js'
import { requestHeaders } from './request-headers.js'

export interface HttpDeps {
  /** For example `https://api.connectycube.com`. */
  readonly baseUrl: string
  /** Default: the global one, read at each request. */
  readonly fetch?: typeof fetch | undefined
  readonly token: () => string | undefined
  readonly authKey: string
  /** From subscription to the end of the answer, retries included. Default 30,000. */
  readonly timeoutMs?: number | undefined
  readonly scheduler?: SchedulerLike | undefined
  /** A request under `token` succeeded, which extends its session: to the time that the answer tells, if any (protocol 1.4). */
  readonly onSessionUsed?: ((token: string, expiresAt: EpochMs | undefined) => void) | undefined
  /** The server's clock, as each answer says it. */
  readonly onServerDate?: ((at: EpochMs) => void) | undefined
}

export interface Http {
  /** Cold: one subscription is one request, unsubscribing aborts it. Emits the output and completes; errors are `ChatError`. */
  readonly request: <Input, Output>(endpoint: Endpoint<Input, Output>, input: Input) => Observable<Output>
}

const defaultTimeoutMs = 30_000

/** The statuses that come with a Retry-After. Only GET is repeated: nobody knows whether another method took effect. */
const waits = [429, 503]

const fetched = async (url: string, options: Options, timeoutMs: number): Promise<Response> => {
  /** A dead network is the caller's to repeat; a wait beyond the deadline would turn a clear 429 into a timeout. */
  const shouldRetry = ({ error }: { error: Error }): boolean | undefined =>
    error instanceof HTTPError && Number(error.response.headers.get('Retry-After') ?? 0) * 1000 < timeoutMs
      ? undefined
      : false
  const retry = { limit: 2, methods: ['get' as const], statusCodes: waits, afterStatusCodes: waits, shouldRetry }
  try {
    return await ky(url, { ...options, timeout: false, throwHttpErrors: (status) => waits.includes(status), retry })
  } catch (error) {
    if (error instanceof HTTPError) return error.response
    throw error
  }
}

const exchange = async <Input, Output>(
  deps: HttpDeps,
  endpoint: Endpoint<Input, Output>,
  input: Input,
  signal: AbortSignal,
): Promise<Output> => {
  const { method, authorisation } = endpoint
  const path = pathOf(endpoint, input)
  const url = `${deps.baseUrl.replace(/\/+$/, '')}${path}`
  const query = serializeQuery(endpoint.query?.(input) ?? {}, endpoint.listStyle)
  const body = endpoint.body?.(input)
  const token = deps.token()
  const headers = requestHeaders(authorisation, token, deps.authKey)
  const json = body === undefined ? {} : { json: body }
  const own = deps.fetch === undefined ? {} : { fetch: deps.fetch }
  const options = { method, headers, signal, ...json, ...own }
  const { response, text } = await fetched(
    query === '' ? url : `${url}?${query}`,
    options,
    deps.timeoutMs ?? defaultTimeoutMs,
  )
    .then(async (response) => ({ response, text: await response.text() }))
    .catch((error: unknown) => {
      throw networkError(url, error)
    })
  if (response.ok && headers['CB-Token'] !== undefined)
    deps.onSessionUsed?.(headers['CB-Token'], expirationOf(response.headers))
  const date = serverDateOf(response.headers)
  if (date !== undefined) deps.onServerDate?.(date)
  const secrets = secretsOf([token, deps.authKey], body)
  return readAnswer(endpoint.answer, { method, path, status: response.status, body: text, secrets })
}

/** The REST edge: the only place that knows ky. */
export const createHttp = (deps: HttpDeps): Http => {
  const { timeoutMs = defaultTimeoutMs, scheduler = asyncScheduler } = deps
  const execute = <Input, Output>(endpoint: Endpoint<Input, Output>, input: Input): Observable<Output> =>
    new Observable((subscriber) => {
      const controller = new AbortController()
      exchange(deps, endpoint, input, controller.signal).then(
        (output) => {
          subscriber.next(output)
          subscriber.complete()
        },
        (error: unknown) => {
          subscriber.error(error)
        },
      )
      // The body was read before `next`, so this aborts nothing when it runs on completion.
      return () => {
        controller.abort()
      }
    })
  return {
    request: (endpoint, input) => {
      const late = () => throwError(() => timeoutError(`${endpoint.method} ${pathOf(endpoint, input)}`, timeoutMs))
      return execute(endpoint, input).pipe(timeout({ first: timeoutMs, scheduler, with: late }))
    },
  }
}
