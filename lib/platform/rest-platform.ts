import { asyncScheduler, type Observable, type SchedulerLike } from 'rxjs'

/** A REST request as it goes over the network. */
export interface HttpCall {
  readonly method: string
  /** With its query. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The body, to be sent as JSON; `undefined` for none. */
  readonly json: unknown
}

/** An answer, whatever its status, read to its end. */
export interface HttpReply {
  readonly status: number
  readonly headers: Pick<Headers, 'get'>
  readonly body: string
}

/** Cold: one subscription is one request, unsubscribing aborts it; emits one reply. */
export type Exchange = (call: HttpCall) => Observable<HttpReply>

/** What REST takes from its surroundings. */
export interface RestPlatform {
  /** Clock and timers. */
  readonly scheduler: SchedulerLike
  /** The runtime's own, looked up at each call. */
  readonly fetch: typeof globalThis.fetch
  /** Makes REST requests instead of `fetch`, uploads apart; for virtual time, which a promise does not keep to. */
  readonly exchange: Exchange | undefined
  /** Tells the progress of uploads; `undefined` where the runtime has none: `fetch` uploads then. */
  readonly XMLHttpRequest: typeof globalThis.XMLHttpRequest | undefined
}

/** The part of `defaultPlatform` that REST needs; as inert. */
export const restPlatform = (overrides: Partial<RestPlatform> = {}): RestPlatform => ({
  scheduler: overrides.scheduler ?? asyncScheduler,
  fetch: overrides.fetch ?? ((input, init) => globalThis.fetch(input, init)),
  exchange: overrides.exchange,
  get XMLHttpRequest() {
    return overrides.XMLHttpRequest ?? ('XMLHttpRequest' in globalThis ? globalThis.XMLHttpRequest : undefined)
  },
})
