import type { Observable } from 'rxjs'
import { browserOnline, browserVisible } from './browser-flags.js'
import type { KeyValueStore } from './key-value-store.js'
import { webLock, type Lock } from './lock.js'
import { createObjectIds } from './object-id.js'
import { restPlatform, type RestPlatform } from './rest-platform.js'
import { createTabId } from './tab-id.js'
import { defaultWebSocket, type WebSocketConstructor } from './web-socket.js'

/** Everything the library takes from its surroundings. */
export interface Platform extends RestPlatform {
  /** Whether there is a network: the current value at once, then changes. */
  readonly online$: Observable<boolean>
  /** Whether the page is seen: the current value at once, then changes. */
  readonly visible$: Observable<boolean>
  /** `undefined` where the runtime has none. */
  readonly WebSocket: WebSocketConstructor | undefined
  /** A number from 0 up to 1. */
  readonly random: () => number
  /** A fresh message id: 24 lower-case hex digits. */
  readonly newId: () => string
  /** Where messages on their way survive a reload: IndexedDB in browsers. Where there is none, nothing does. */
  readonly storage: KeyValueStore | undefined
  /** Keeps tabs of one user apart: Web Locks in browsers. */
  readonly lock: Lock
  /** An id of this tab, the same over a reload. Emits once, holds it while subscribed. */
  readonly tabId: (scope: string) => Observable<string>
}

/** A number from 0 up to 1 with 32 random bits, from the runtime's strong source where it has one. */
const strongRandom = (): number =>
  'crypto' in globalThis ? (globalThis.crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32 : Math.random()

/**
 * The surroundings of a browser, a worker or Node, with `overrides` on top. Inert: globals are looked up when a field
 * is used, so it can be made on a server and a polyfill may come later. Override `scheduler` and `random`, and the ids
 * follow them.
 */
export const defaultPlatform = (overrides: Partial<Platform> = {}): Platform => {
  const { random = strongRandom, lock = webLock } = overrides
  const rest = restPlatform(overrides)
  const { scheduler, fetch, exchange } = rest
  const newId = overrides.newId ?? createObjectIds({ now: () => scheduler.now(), random })
  return {
    online$: overrides.online$ ?? browserOnline(),
    visible$: overrides.visible$ ?? browserVisible(),
    get WebSocket() {
      return overrides.WebSocket ?? defaultWebSocket()
    },
    get XMLHttpRequest() {
      return rest.XMLHttpRequest
    },
    scheduler,
    random,
    newId,
    fetch,
    exchange,
    storage: overrides.storage,
    lock,
    tabId: overrides.tabId ?? createTabId(lock, newId),
  }
}
