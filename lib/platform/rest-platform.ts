import { asyncScheduler, type SchedulerLike } from 'rxjs'

/** What REST takes from its surroundings. */
export interface RestPlatform {
  /** Clock and timers. */
  readonly scheduler: SchedulerLike
  readonly fetch: typeof globalThis.fetch
  /** Tells the progress of uploads; `undefined` where the runtime has none: `fetch` uploads then. */
  readonly XMLHttpRequest: typeof globalThis.XMLHttpRequest | undefined
}

/** The part of `defaultPlatform` that REST needs; as inert. */
export const restPlatform = (overrides: Partial<RestPlatform> = {}): RestPlatform => ({
  scheduler: overrides.scheduler ?? asyncScheduler,
  fetch: overrides.fetch ?? ((input, init) => globalThis.fetch(input, init)),
  get XMLHttpRequest() {
    return overrides.XMLHttpRequest ?? ('XMLHttpRequest' in globalThis ? globalThis.XMLHttpRequest : undefined)
  },
})
