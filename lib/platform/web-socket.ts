/** @inline */
export interface WebSocketEventLike {
  readonly type: string
}

/** @inline */
export interface WebSocketMessageLike extends WebSocketEventLike {
  /** A string for a text frame. */
  readonly data: unknown
}

/** @inline */
export interface WebSocketCloseLike extends WebSocketEventLike {
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
}

/**
 * What a WebSocket tells, by type.
 * @inline
 */
export interface WebSocketEvents {
  readonly open: WebSocketEventLike
  readonly error: WebSocketEventLike
  readonly message: WebSocketMessageLike
  readonly close: WebSocketCloseLike
}

/**
 * What is under a WebSocket on Node and can hold writes back, to hand them to the system in one call.
 * @inline
 */
export interface CorkLike {
  cork(): void
  uncork(): void
}

/** What the library uses of a WebSocket: the part that the DOM's and the one of the package `ws` have in common. */
export interface WebSocketLike {
  /** The subprotocol the server chose, empty before it opened. */
  readonly protocol: string
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number
  /** Bytes handed over and not yet written. */
  readonly bufferedAmount: number
  /** Writes a text frame. */
  send(data: string): void
  /** Closes it in order (RFC 6455 7). */
  close(code?: number, reason?: string): void
  /** As of an `EventTarget`. */
  addEventListener<T extends keyof WebSocketEvents>(type: T, listener: (event: WebSocketEvents[T]) => void): void
  /** As of an `EventTarget`. */
  removeEventListener<T extends keyof WebSocketEvents>(type: T, listener: (event: WebSocketEvents[T]) => void): void
  /** As of the package `ws`: tells of the socket under it. The DOM's has none. */
  on?(type: 'upgrade', listener: (response: { readonly socket: CorkLike }) => void): unknown
}

/** The DOM's `WebSocket`, the one of `ws`, or a fake. */
export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => WebSocketLike

/** The WebSocket of the runtime; `undefined` where there is none (Node before 22). Read at each call, never at import. */
export const defaultWebSocket = (): WebSocketConstructor | undefined =>
  'WebSocket' in globalThis ? globalThis.WebSocket : undefined
