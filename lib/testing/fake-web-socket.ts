import type { WebSocketConstructor, WebSocketEvents, WebSocketLike } from '../platform/web-socket.js'

type Type = keyof WebSocketEvents
type Listener<T extends Type> = (event: WebSocketEvents[T]) => void
type Listeners = { readonly [T in Type]: Set<Listener<T>> }

/** The far end of a socket: makes it tell something. */
export type Tell = <T extends Type>(type: T, event: WebSocketEvents[T]) => void

/** WebSockets in memory: `accept` gets the far end of each new one and gives what takes the frames that are written to it. */
export const fakeWebSocket = (accept: (tell: Tell) => (frame: string) => void): WebSocketConstructor =>
  class implements WebSocketLike {
    readonly bufferedAmount = 0
    readonly protocol = 'xmpp'
    readyState = 0
    readonly #on: Listeners = { open: new Set(), error: new Set(), message: new Set(), close: new Set() }
    readonly send = accept((type, event) => {
      if (type !== 'message') this.readyState = type === 'open' ? 1 : 3
      for (const listener of [...this.#on[type]]) listener(event)
    })
    readonly close = (): number => (this.readyState = 3)
    readonly addEventListener = <T extends Type>(type: T, listener: Listener<T>): unknown =>
      this.#on[type].add(listener)
    readonly removeEventListener = <T extends Type>(type: T, listener: Listener<T>): unknown =>
      this.#on[type].delete(listener)
  }
