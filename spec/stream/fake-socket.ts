import type {
  WebSocketCloseLike,
  WebSocketConstructor,
  WebSocketEventLike,
  WebSocketLike,
  WebSocketMessageLike,
} from '../../lib/platform/web-socket.js'
import { learnFromFrame } from '../support/recording/recorder.js'

/** The far end of one fake socket, for a script to play. */
export interface FakeSocket {
  readonly url: string
  /** What was written, oldest first. */
  readonly written: readonly string[]
  /** Listeners for open, message and close; the one for errors stays by design. */
  readonly listeners: () => number
  /** Whether the near end closed it. */
  readonly closed: () => boolean
  readonly open: () => void
  readonly say: (data: unknown) => void
  /** The link is gone: error and close are told, as the DOM does. */
  readonly drop: (code?: number) => void
}

export interface FakeNetwork {
  readonly WebSocket: WebSocketConstructor
  /** Every socket made, oldest first. */
  readonly sockets: readonly FakeSocket[]
  /** Drops all sockets but the latest from the list, and what was written over it. */
  readonly forget: () => void
}

export interface FakeNetworkOptions {
  readonly onSocket?: (socket: FakeSocket) => void
  /** Called after each write. */
  readonly onWrite?: (socket: FakeSocket, frame: string) => void
}

interface Listeners {
  readonly open: Set<(event: WebSocketEventLike) => void>
  readonly error: Set<(event: WebSocketEventLike) => void>
  readonly message: Set<(event: WebSocketMessageLike) => void>
  readonly close: Set<(event: WebSocketCloseLike) => void>
}

/** WebSockets in memory: nothing happens by itself, writes to a socket that is not open are an error. */
export const createFakeNetwork = ({ onSocket, onWrite }: FakeNetworkOptions = {}): FakeNetwork => {
  const sockets: FakeSocket[] = []
  const logs: string[][] = []

  class FakeWebSocket implements WebSocketLike {
    readonly bufferedAmount = 0
    readonly protocol = 'xmpp'
    readyState = 0
    readonly #listeners: Listeners = { open: new Set(), error: new Set(), message: new Set(), close: new Set() }
    readonly #written: string[] = []
    readonly #far: FakeSocket

    constructor(url: string) {
      const { open, message, close, error } = this.#listeners
      this.#far = {
        url,
        written: this.#written,
        listeners: () => open.size + message.size + close.size,
        closed: () => this.readyState >= 2,
        open: () => {
          if (this.readyState !== 0) return
          this.readyState = 1
          for (const listener of [...open]) listener({ type: 'open' })
        },
        say: (data) => {
          if (this.readyState !== 1) return
          for (const listener of [...message]) listener({ type: 'message', data })
        },
        drop: (code = 1006) => {
          if (this.readyState === 3) return
          this.readyState = 3
          for (const listener of [...error]) listener({ type: 'error' })
          for (const listener of [...close]) listener({ type: 'close', code, reason: '', wasClean: false })
        },
      }
      sockets.push(this.#far)
      logs.push(this.#written)
      onSocket?.(this.#far)
    }

    send(data: string): void {
      if (this.readyState !== 1) throw new Error('written to a socket that is not open')
      learnFromFrame(data)
      this.#written.push(data)
      onWrite?.(this.#far, data)
    }

    close(): void {
      if (this.readyState < 2) this.readyState = 2
    }

    addEventListener(type: 'open' | 'error', listener: (event: WebSocketEventLike) => void): void
    addEventListener(type: 'message', listener: (event: WebSocketMessageLike) => void): void
    addEventListener(type: 'close', listener: (event: WebSocketCloseLike) => void): void
    addEventListener(
      type: keyof Listeners,
      listener: (event: WebSocketEventLike & WebSocketMessageLike & WebSocketCloseLike) => void,
    ): void {
      const set: Set<typeof listener> = this.#listeners[type]
      set.add(listener)
    }

    removeEventListener(type: 'open' | 'error', listener: (event: WebSocketEventLike) => void): void
    removeEventListener(type: 'message', listener: (event: WebSocketMessageLike) => void): void
    removeEventListener(type: 'close', listener: (event: WebSocketCloseLike) => void): void
    removeEventListener(
      type: keyof Listeners,
      listener: (event: WebSocketEventLike & WebSocketMessageLike & WebSocketCloseLike) => void,
    ): void {
      const set: Set<typeof listener> = this.#listeners[type]
      set.delete(listener)
    }
  }

  const forget = (): void => {
    sockets.splice(0, sockets.length - 1)
    logs.splice(0, logs.length - 1)
    logs[0]?.splice(0)
  }
  return { WebSocket: FakeWebSocket, sockets, forget }
}
