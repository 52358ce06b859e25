import type { Observable, SchedulerLike } from 'rxjs'
import type { ChatConfig } from '../config.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { UserId } from '../model/ids.js'
import type { MessageStanza, Stanza } from '../model/stanza.js'
import type { HttpCall } from '../platform/rest-platform.js'

/** How a server is to behave. */
export interface Script {
  /** Its clock and the chat's: a `TestScheduler` for marbles. Default: real time. */
  readonly scheduler: SchedulerLike
  /** ms that each frame and each REST answer takes. Default 0: all within one frame of a marble diagram. */
  readonly latency: number
  /** Who signs in by `session.create`. Default 1. */
  readonly userId: UserId
  /**
   * What REST answers, by routes as docs/rest.md has them: `GET /chat/Dialog`, `PUT /chat/Message/:id`. The JSON of the
   * wire, or a number as the status of a failure, or an Observable of either, which answers when it emits. `POST /session`
   * has an answer of its own, what is not there is a 404.
   */
  readonly rest: Readonly<Record<string, (call: HttpCall) => object | number>>
  /** Asked at every sign-in of the stream: the SASL condition to refuse it with, `not-authorized` for one. Default: takes anybody. */
  readonly refusal: () => string | undefined
  /** What it says to a stanza. Default, and for `undefined`: a result to each iq, an echo of what is said in a room. */
  readonly answer: (stanza: Stanza) => Stanza | undefined
  /** Whether it acknowledges by itself; else `acknowledge` does, or the link is given up after 6 s (`timeouts.answer`). Default true. */
  readonly acknowledges: boolean
}

/** A ConnectyCube for one chat in a test: the chat's own frames, codecs and reconnection, no network, its clock the test's. */
export interface ScriptedServer {
  /** For `createChat`, as it is or with more on top. Ids and delays are the same in every run. */
  readonly config: ChatConfig
  /** Every message, presence and iq of the chat, as it is written. Hot; replays nothing. */
  readonly sent$: Observable<Stanza>
  /**
   * Says a stanza to the chat. While the link is cut it is kept for the resumption; throws while nobody is connected. To be
   * subscribed with: `hot('-a', { a: ben({ body: 'hi' }) }).subscribe(server.receive)`.
   */
  readonly receive: (stanza: Stanza) => void
  /** Makes what a user says, for `receive`: `const ben = server.from(56)`. Default: in private. */
  readonly from: (userId: UserId, dialog?: DialogRef) => (what: Partial<MessageStanza>) => MessageStanza
  /** Acknowledges what was sent. */
  readonly acknowledge: () => void
  /** The link is lost; the session is kept for a resumption. */
  readonly cut: () => void
  /** The session is not kept, nor what was not delivered: the next link begins another. */
  readonly forget: () => void
  /** Without a network the link is lost, none comes up and REST does not answer. */
  readonly setOnline: (online: boolean) => void
  /** Whether the page is seen. */
  readonly setVisible: (visible: boolean) => void
}
