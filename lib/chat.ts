import type { Observable } from 'rxjs'
import type { CredentialsSource } from './connection/credentials.js'
import type { DialogsApi } from './dialogs/dialogs.js'
import type { ChatErrorDetails } from './errors/chat-error.js'
import type { History } from './messages/history/history.js'
import type { Messages, ReceivedMessage } from './messages/messages.js'
import type { StatusChange } from './messages/statuses.js'
import type { ConnectionState } from './model/connection-state.js'
import type { Stanza } from './model/stanza.js'
import type { OutboxEntry } from './outbox/outbox-reducer.js'
import type { SessionApi } from './session/session.js'
import type { Typing, TypingChange } from './typing/create-typing.js'
import type { UsersApi } from './users/users.js'

/** A payload that did not decode, or a stanza that was not to be trusted: paths and reasons, never content. */
export type ChatIssue = ChatErrorDetails['decode']

/** Every event as one discriminated union: ready-made actions for a store. */
export type ChatEvent =
  | { readonly type: 'connection/state'; readonly state: ConnectionState }
  | { readonly type: 'message/received'; readonly message: ReceivedMessage }
  | { readonly type: 'message/status'; readonly change: StatusChange }
  | { readonly type: 'typing/changed'; readonly change: TypingChange }

/** A message that is not with the server yet. */
export type PendingMessage = Pick<OutboxEntry, 'id' | 'userId' | 'status'>

/** `chat.connection`. */
export interface ChatConnection {
  /** Replays the current state; never errors; completes on `destroy()`. */
  readonly state$: Observable<ConnectionState>
  /** The one stanza stream, decoded, in order: open to protocols of your own. Replays nothing. */
  readonly stanza$: Observable<Stanza>
  /** Whether there is a network, as far as the browser knows. Replays. */
  readonly online$: Observable<boolean>
  /**
   * Records the wish to be online, as the user of the session with a token fresh at every attempt, or with credentials
   * of your own. Cold; emits the first `ready` and completes; from then on the link belongs to the chat, which brings it
   * back whenever it is lost. Unsubscribing before withdraws the wish. The same user joins a running wish, another user
   * switches. Errors: 'authentication' (withdraws the wish), 'link' with `retryable` when the tries are used up (the wish
   * stays), 'session' without a user, 'argument', 'closed'.
   */
  readonly connect: (credentials?: CredentialsSource) => Observable<Extract<ConnectionState, { type: 'ready' }>>
  /** Withdraws the wish: the link is closed in order. Cold; completes at once; `connect()` comes back. */
  readonly disconnect: () => Observable<void>
  /** Tries at once where it waits to reconnect. */
  readonly retryNow: () => void
  /** Writes a stanza of your own. Cold; completes when written; errors ('link') while there is no link. */
  readonly send: (stanza: Stanza) => Observable<void>
}

/** Everything a chat app needs. `$` properties are shared and never error, methods are cold and fail with `ChatError`. */
export interface Chat {
  readonly session: SessionApi
  readonly connection: ChatConnection
  readonly users: UsersApi
  readonly dialogs: DialogsApi
  readonly messages: Messages & { readonly history: History }
  readonly typing: Typing
  /** What is on its way to the server; replays. */
  readonly outbox: { readonly pending$: Observable<readonly PendingMessage[]> }
  /** Everything that happens, in order. Hot. */
  readonly events$: Observable<ChatEvent>
  /** What was not understood or not trusted. Hot. */
  readonly issues$: Observable<ChatIssue>
  /** Ends everything: the link, the timers, every `$`. What the server does not have yet fails with 'closed'. */
  readonly destroy: () => void
}
