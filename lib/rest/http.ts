import ky, { HTTPError, type RetryOptions } from 'ky'
import { catchError, defer, map, type Observable, throwError } from 'rxjs'
import type { EpochMs } from '../model/ids.js'
import type { HttpCall, HttpReply, RestPlatform } from '../platform/rest-platform.js'
import { abortable } from '../rx/abortable.js'
import { readAnswer } from './read-answer.js'
import type { Report } from './decode.js'
import type { RestRequest } from './endpoint.js'
import { expirationOf, requestHeaders, serverDateOf } from './headers.js'
import { isWorthAnotherHost, readText, withDeadline } from './http-errors.js'
import { serializeQuery } from './query.js'
import { secretsOf } from './secrets-of.js'

export interface HttpDeps extends Pick<RestPlatform, 'fetch' | 'scheduler'>, Partial<Pick<RestPlatform, 'exchange'>> {
  /** For example `https://api.connectycube.com`; of several the next is tried where one fails, and kept while it works. */
  readonly hosts: readonly string[]
  readonly token: () => string | undefined
  readonly authKey: string
  /** From subscription to the end of the answer, retries included. */
  readonly timeoutMs: number
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

/** By fetch. */
const fetchReply = ({ url, ...call }: HttpCall, { timeoutMs, hosts, fetch }: HttpDeps): Observable<HttpReply> =>
  abortable(async (signal) => {
    /** A dead network is not repeated here; a wait beyond the deadline would turn a clear 429 into a timeout. */
    const shouldRetry = ({ error }: { error: Error }): boolean | undefined =>
      error instanceof HTTPError &&
      (error.response.status === 429 || (hosts.length === 1 && call.method === 'GET')) &&
      Number(error.response.headers.get('Retry-After') ?? 0) * 1000 < timeoutMs
        ? undefined
        : false
    // Of itself ky repeats no POST; otherwise it waits for what the server says, and repeats twice at most.
    const retry: RetryOptions = { methods: ['get', 'post', 'put', 'delete'], shouldRetry }
    const throwHttpErrors = (status: number): boolean => waits.includes(status)
    const options = { ...call, signal, fetch, timeout: false, throwHttpErrors, retry } as const
    const [{ status, headers }, body] = await readText(url, () =>
      ky(url, options).catch((error: unknown) => {
        if (error instanceof HTTPError) return error.response
        throw error
      }),
    )
    return { status, headers, body }
  })

const exchange = <Output>(deps: HttpDeps, host: string, request: RestRequest<Output>): Observable<Output> =>
  defer(() => {
    const { authKey, report } = deps
    const { method, authorisation, path, query = {}, body: json, answer } = request
    const search = serializeQuery(query)
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
