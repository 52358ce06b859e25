import ky, { HTTPError, type Options } from 'ky'
import { asyncScheduler, catchError, defer, Observable, type SchedulerLike, throwError } from 'rxjs'
import type { EpochMs } from '../model/ids.js'
import { readAnswer } from './read-answer.js'
import type { Report } from './decode.js'
import type { RestRequest } from './endpoint.js'
import { expirationOf, serverDateOf } from './headers.js'
import { isWorthAnotherHost, networkError, withDeadline } from './http-errors.js'
import { serializeQuery } from './query.js'
import { secretsOf } from './redact.js'
import { requestHeaders } from './request-headers.js'

export interface HttpDeps {
  /** For example `https://api.connectycube.com`; of several the next is tried where one fails, and kept while it works. */
  readonly baseUrl: string | readonly string[]
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
  /** Told of the items of a list that did not decode. */
  readonly report?: Report | undefined
}

export interface Http {
  /** Cold: one subscription is one request, unsubscribing aborts it. Emits the output and completes; errors are `ChatError`. */
  readonly request: <Output>(request: RestRequest<Output>) => Observable<Output>
  /** The host that worked last. */
  readonly baseUrl: () => string
}

export const defaultTimeoutMs = 30_000

type Settled = HttpDeps & { readonly timeoutMs: number; readonly scheduler: SchedulerLike; readonly alone: boolean }

/** The statuses that come with a Retry-After. A 503 is no word on whether a write took effect; a 429 says it did not. */
const waits = [429, 503]

const fetched = async (url: string, options: Options, { timeoutMs, alone }: Settled): Promise<Response> => {
  /** A dead network is not repeated here; a wait beyond the deadline would turn a clear 429 into a timeout. */
  const shouldRetry = ({ error }: { error: Error }): boolean | undefined =>
    error instanceof HTTPError &&
    (error.response.status === 429 || (alone && options.method === 'GET')) &&
    Number(error.response.headers.get('Retry-After') ?? 0) * 1000 < timeoutMs
      ? undefined
      : false
  const methods = ['get', 'post', 'put', 'delete'] as const
  const retry = { limit: 2, methods: [...methods], statusCodes: waits, afterStatusCodes: waits, shouldRetry }
  try {
    return await ky(url, { ...options, timeout: false, throwHttpErrors: (status) => waits.includes(status), retry })
  } catch (error) {
    if (error instanceof HTTPError) return error.response
    throw error
  }
}

const exchange = async <Output>(
  deps: Settled,
  baseUrl: string,
  request: RestRequest<Output>,
  signal: AbortSignal,
): Promise<Output> => {
  const { method, authorisation, path, query = {}, body, answer } = request
  const url = `${baseUrl}${path}`
  const search = serializeQuery(query, request.listStyle)
  const token = deps.token()
  const headers = requestHeaders(authorisation, token, deps.authKey)
  const json = body === undefined ? {} : { json: body }
  const own = deps.fetch === undefined ? {} : { fetch: deps.fetch }
  const { response, text } = await fetched(
    search === '' ? url : `${url}?${search}`,
    { method, headers, signal, ...json, ...own },
    deps,
  )
    .then(async (response) => ({ response, text: await response.text() }))
    .catch((error: unknown) => {
      throw networkError(url, error)
    })
  const expiresAt = expirationOf(response.headers, deps.scheduler.now())
  if (response.ok && headers['CB-Token'] !== undefined) deps.onSessionUsed?.(headers['CB-Token'], expiresAt)
  const date = serverDateOf(response.headers)
  if (date !== undefined) deps.onServerDate?.(date)
  const secrets = [...secretsOf([token, deps.authKey], body), ...(request.secrets ?? [])]
  const { report = () => undefined } = deps
  return readAnswer(answer, { method, path, query, status: response.status, body: text, expiresAt, secrets, report })
}

const execute = <Output>(deps: Settled, baseUrl: string, request: RestRequest<Output>): Observable<Output> =>
  new Observable((subscriber) => {
    const controller = new AbortController()
    exchange(deps, baseUrl, request, controller.signal).then(
      (output) => {
        subscriber.next(output)
        subscriber.complete()
      },
      (error: unknown) => subscriber.error(error),
    )
    // The body was read before `next`, so this aborts nothing when it runs on completion.
    return () => controller.abort()
  })

/** The REST edge: the only place that knows ky. */
export const createHttp = (deps: HttpDeps): Http => {
  const { timeoutMs = defaultTimeoutMs, scheduler = asyncScheduler } = deps
  const hosts = [deps.baseUrl].flat().map((url) => url.replace(/\/+$/, ''))
  const settled: Settled = { ...deps, timeoutMs, scheduler, alone: hosts.length === 1 }
  let working = 0

  const attempt = <Output>(request: RestRequest<Output>, host: number, left: number): Observable<Output> =>
    execute(settled, hosts[host] ?? '', request).pipe(
      // A host that is silent leaves time for the next; a POST is not repeated after that, so it may wait longer.
      withDeadline(request, request.method === 'POST' ? timeoutMs : timeoutMs / hosts.length, scheduler),
      catchError((error: unknown) => {
        if (left === 1 || !isWorthAnotherHost(error, request.method)) return throwError(() => error)
        working = (host + 1) % hosts.length
        return attempt(request, working, left - 1)
      }),
    )
  return {
    baseUrl: () => hosts[working] ?? '',
    request: (request) =>
      defer(() => attempt(request, working, hosts.length)).pipe(withDeadline(request, timeoutMs, scheduler)),
  }
}
