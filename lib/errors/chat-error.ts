/** What each kind of error carries, all plain data; never a secret, a token or a message body. */
export interface ChatErrorDetails {
  /** A wrong configuration: each issue names the field and what is expected there. */
  readonly config: { readonly issues: readonly string[] }
  /** A wrong argument, found before any request. */
  readonly argument: { readonly name: string; readonly expected: string }
  /** No HTTP answer: unreachable host, refused or dropped connection. `code` is Node's name for it. */
  readonly network: { readonly url: string; readonly code?: string }
  /** No answer by the deadline. */
  readonly timeout: { readonly waitedFor: string; readonly ms: number }
  /** An HTTP answer outside 2xx, its body normalised: `messages` as sentences, `fields` what is wrong with each. */
  readonly http: {
    readonly status: number
    readonly method: string
    readonly path: string
    readonly messages: readonly string[]
    readonly fields: Readonly<Record<string, readonly string[]>>
  }
  /** An answer or a stanza that is not what the protocol says: paths and expectations only, no values. */
  readonly decode: { readonly where: string; readonly issues: readonly string[] }
  /** The realtime server refused the credentials; `reason` is the SASL condition. */
  readonly authentication: { readonly reason: string }
  /** The realtime server ended the stream; `condition` is the stream error's (RFC 6120 4.9.3). */
  readonly stream: { readonly condition: string }
  /**
   * The realtime link is down, was lost, or was never opened. `byServer`: the server said that it ends it, by `<close/>`
   * (RFC 7395 3.6) or by a WebSocket close code (RFC 6455 7.4); `seeOtherUri` is where it refers to; `stoodAt`: the step of
   * the handshake that it did not answer.
   */
  readonly link: {
    readonly reason: string
    readonly byServer?: true
    readonly seeOtherUri?: string
    readonly stoodAt?: string
  }
  /** The server or a peer answered a stanza with an error (RFC 6120 8.3). */
  readonly stanza: { readonly condition: string; readonly type: string; readonly code?: number; readonly id?: string }
  /** The stanza is larger than the server takes. */
  readonly size: { readonly bytes: number; readonly limit: number }
  /** There is no signed-in user, and the call needs one. */
  readonly session: { readonly reason: string }
  /** `destroy()` or `disconnect()` ended the work. */
  readonly closed: { readonly reason: string }
}

/** What kinds of errors there are. */
export type ChatErrorTag = keyof ChatErrorDetails

/**
 * The one error type. `_tag` says what kind it is and decides the shape of `detail`; `retryable` says whether the same
 * call may succeed later without a change by the app. Narrow with `isChatError(error, 'http')`.
 */
export class ChatError<Tag extends ChatErrorTag = ChatErrorTag> extends Error {
  override readonly name = 'ChatError'
  /** What kind of error. */
  readonly _tag: Tag
  /** What is known of it, by kind. Plain data. */
  readonly detail: ChatErrorDetails[Tag]
  /** Whether the same call may succeed later. */
  readonly retryable: boolean

  constructor(
    tag: Tag,
    message: string,
    detail: ChatErrorDetails[Tag],
    options: { retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this._tag = tag
    this.detail = detail
    this.retryable = options.retryable ?? false
  }
}

/** Whether `error` is a `ChatError`, of the given kind if one is named. Compares names, so copies of the package agree. */
export function isChatError(error: unknown): error is ChatError
export function isChatError<Tag extends ChatErrorTag>(error: unknown, tag: Tag): error is ChatError<Tag>
export function isChatError(error: unknown, tag?: ChatErrorTag): boolean {
  return (
    error instanceof Error && error.name === 'ChatError' && '_tag' in error && (tag === undefined || error._tag === tag)
  )
}
