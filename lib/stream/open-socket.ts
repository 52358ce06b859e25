import { Observable } from 'rxjs'
import { ChatError } from '../errors/chat-error.js'
import type {
  CorkLike,
  WebSocketCloseLike,
  WebSocketConstructor,
  WebSocketLike,
  WebSocketMessageLike,
} from '../platform/web-socket.js'
import { linkLost } from './stream-errors.js'

/** What a socket tells: once that it is open, with the means to write, then each frame. */
export type SocketEvent =
  { readonly type: 'open'; readonly write: (frame: string) => void } | { readonly type: 'frame'; readonly text: string }

const openState = 1

/** What a WebSocket says of itself when the other end said nothing (RFC 6455 7.1.5). */
const abnormalClosure = 1006

const closed = (code: number): ChatError =>
  linkLost(`the socket closed with code ${String(code)}`, code === abnormalClosure ? {} : { byServer: true })

/** Where a URL leads, without what may be secret in it: user information, query and fragment. */
const placeOf = (url: string): string => {
  if (!URL.canParse(url)) return 'no URL at all'
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}

const unreachable = (url: string): ChatError =>
  new ChatError(
    'link',
    `The chat server at ${placeOf(url)} could not be reached. Check endpoints.websocket, that the server speaks XMPP over WebSocket there, and the network.`,
    { reason: 'unreachable' },
    { retryable: true },
  )

/**
 * One WebSocket as a cold Observable (RFC 7395, subprotocol `xmpp`): subscribing opens it, unsubscribing closes it, its
 * end by itself is an error ('link', retryable). Writes to a socket that is no longer open are dropped: what matters is
 * still in the queue of stream management.
 */
export const openSocket = (url: string, WebSocket: WebSocketConstructor): Observable<SocketEvent> =>
  new Observable((subscriber) => {
    const socket = create(url, WebSocket)
    let opened = false
    let wire: CorkLike | undefined
    let held: CorkLike | undefined
    socket.on?.('upgrade', (response) => (wire = response.socket))
    const release = (): void => {
      held?.uncork()
      held = undefined
    }
    // The frames of one turn go together, where the socket can: a call of the system for each costs more than to make it.
    // No longer than that: a request over REST must not overtake them.
    const hold = (): void => {
      if (wire === undefined || held !== undefined) return
      held = wire
      held.cork()
      // By a turn of its own: what an app schedules as soon as possible may throw, and would take this with it.
      void Promise.resolve().then(release)
    }
    const write = (frame: string): void => {
      if (socket.readyState !== openState) return
      hold()
      socket.send(frame)
    }
    const onOpen = (): void => {
      opened = true
      subscriber.next({ type: 'open', write })
    }
    const onMessage = ({ data }: WebSocketMessageLike): void => {
      if (typeof data === 'string') subscriber.next({ type: 'frame', text: data })
      else subscriber.error(linkLost('the server sent a binary frame, which XMPP does not use'))
    }
    const onClose = ({ code }: WebSocketCloseLike): void => {
      subscriber.error(opened ? closed(code) : unreachable(url))
    }
    socket.addEventListener('open', onOpen)
    socket.addEventListener('message', onMessage)
    socket.addEventListener('close', onClose)
    // Never removed: closing a socket that is still connecting makes some implementations report an error to nobody.
    socket.addEventListener('error', () => undefined)
    return () => {
      socket.removeEventListener('open', onOpen)
      socket.removeEventListener('message', onMessage)
      socket.removeEventListener('close', onClose)
      socket.close()
      // At once: the process may end with this turn.
      release()
    }
  })

const create = (url: string, WebSocket: WebSocketConstructor): WebSocketLike => {
  try {
    return new WebSocket(url, 'xmpp')
  } catch {
    // Without its cause, which quotes the whole URL.
    throw new ChatError('config', `endpoints.websocket is not a URL a WebSocket can open: ${placeOf(url)}.`, {
      issues: ['endpoints.websocket'],
    })
  }
}
