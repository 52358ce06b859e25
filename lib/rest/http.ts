import ky, { HTTPError, type Options, type RetryOptions } from 'ky'
import { catchError, defer, map, type Observable, type SchedulerLike, throwError } from 'rxjs'
import type { EpochMs } from '../model/ids.js'
import type { Exchange, HttpCall, HttpReply } from '../platform/rest-platform.js'
import { abortable } from '../rx/abortable.js'
import { readAnswer } from './read-answer.js'
import type { Report } from './decode.js'
import type { RestRequest } from './endpoint.js'
import { expirationOf, requestHeaders, serverDateOf } from './headers.js'
import { isWorthAnotherHost, readText, withDeadline } from './http-errors.js'
import { serializeQuery } from './query.js'
import { secretsOf } from './redact.js'

export interface HttpDeps {
  /** For example `https://api.connectycube.com`; of several the next is tried where one fails, and kept while it works. */
  readonly hosts: readonly string[]
  readonly fetch: typeof fetch
  readonly exchange?: Exchange | undefined
  readonly token: () => string | undefined
  readonly authKey: string
  /** From subscription to the end of the answer, retries included. */
  readonly timeoutMs: number
  readonly scheduler: SchedulerLike
  /** A request under `token` succeeded, which extends its session to that time (protocol 1.4). */
  readonly onSessionUsed: (token: string, expiresAt: EpochMs) => void
  /** The server's clock, as each answer says it. */
  readonly onServerDate?: ((at: EpochMs) => void) | undefined
  /** Told of the items of a list that did not decode. */
  readonly report: Report
}

export interface Http {
  /** Cold: one subscription is one request, unsubscribing aborts it. Emits the output and completes; errors are `ChatError`. */
  readonly request: <Output>(request: RestRequest<Output>) => Observable<Output>
  /** The host that worked last. */
  readonly baseUrl: () => string
}

/** The statuses that come with a Retry-After. A 503 is no word on whether a write took effect; a 429 says it did not. */
const waits = [429, 503]

const fetched = async (url: string, options: Options, { timeoutMs, hosts }: HttpDeps): Promise<Response> => {
  /** A dead network is not repeated here; a wait beyond the deadline would turn a clear 429 into a timeout. */
  const shouldRetry = ({ error }: { error: Error }): boolean | undefined =>
    error instanceof HTTPError &&
    (error.response.status === 429 || (hosts.length === 1 && options.method === 'GET')) &&
    Number(error.response.headers.get('Retry-After') ?? 0) * 1000 < timeoutMs
      ? undefined
      : false
  const methods: RetryOptions['methods'] = ['get', 'post', 'put', 'delete']
  const retry = { limit: 2, methods, statusCodes: waits, afterStatusCodes: waits, shouldRetry }
  try {
    return await ky(url, { ...options, timeout: false, throwHttpErrors: (status) => waits.includes(status), retry })
  } catch (error) {
    if (error instanceof HTTPError) return error.response
    throw error
  }
}

/** By fetch. */
const fetchReply = (call: HttpCall, deps: HttpDeps): Observable<HttpReply> =>
  abortable(async (signal) => {
    const { url, ...options } = call
    const answering = fetched(url, { ...options, signal, fetch: deps.fetch }, deps)
    const [{ status, headers }, body] = await readText(url, answering)
    return { status, headers, body }
  })

const exchange = <Output>(deps: HttpDeps, host: string, request: RestRequest<Output>): Observable<Output> =>
  defer(() => {
    const { authKey, report } = deps
    const { method, authorisation, path, query = {}, body: json, answer } = request
    const search = serializeQuery(query, request.listStyle)
    const token = deps.token()
    const headers = requestHeaders(authorisation, token, authKey)
    const call = { method, url: `${host}${path}${search === '' ? '' : `?${search}`}`, headers, json }
    return (deps.exchange?.(call) ?? fetchReply(call, deps)).pipe(
      map((reply) => {
        const { status, body } = reply
        const expiresAt = expirationOf(reply.headers, deps.scheduler.now())
        if (status >= 200 && status < 300 && headers['CB-Token'] !== undefined)
          deps.onSessionUsed(headers['CB-Token'], expiresAt)
        const date = serverDateOf(reply.headers)
        if (date !== undefined) deps.onServerDate?.(date)
        const secrets = [...secretsOf([token, authKey], json), ...(request.secrets ?? [])]
        return readAnswer(answer, { method, path, query, status, body, expiresAt, secrets, report })
      }),
    )
  })

/** The REST edge: the only place that knows ky. */
export const createHttp = (config: HttpDeps): Http => {
  const { timeoutMs, scheduler } = config
  const hosts = config.hosts.map((url) => url.replace(/\/+$/, ''))
  let working = 0

  const attempt = <Output>(request: RestRequest<Output>, at: number, left: number): Observable<Output> =>
    exchange(config, hosts[at] ?? '', request).pipe(
      // A host that is silent leaves time for the next; a POST is not repeated after that, so it may wait longer.
      withDeadline(request, request.method === 'POST' ? timeoutMs : timeoutMs / hosts.length, scheduler),
      catchError((error: unknown) => {
        if (left === 1 || !isWorthAnotherHost(error, request.method)) return throwError(() => error)
        working = (at + 1) % hosts.length
        return attempt(request, working, left - 1)
      }),
    )
  return {
    baseUrl: () => hosts[working] ?? '',
    request: (request) =>
      defer(() => attempt(request, working, hosts.length)).pipe(withDeadline(request, timeoutMs, scheduler)),
  }
}
