import type { Observable } from 'rxjs'
import type { Activity } from './activity/activity.js'
import type { UserActivity } from './activity/user-activity.js'
import type { ChatConnection } from './connection/create-connection.js'
import type { GapChange } from './catch-up/gaps.js'
import type { Contacts, ContactChange, ContactRequest, PresenceChange } from './contacts/contacts.js'
import type { Rest } from './create-rest.js'
import type { DialogsApi } from './dialogs/create-dialogs.js'
import type { DialogChange, DialogNotices } from './dialogs/dialog-notices.js'
import type { ChatErrorDetails } from './errors/chat-error.js'
import type { MessageDeleted, MessageEdited } from './messages/changes.js'
import type { Live } from './live/live.js'
import type { SendFailure } from './messages/failures.js'
import type { Messages, ReceivedMessage, SendProgress } from './messages/messages.js'
import type { PendingEntry } from './messages/pending-message.js'
import type { MessagesRest } from './messages/rest/message-endpoints.js'
import type { ReadMark, StatusChange } from './messages/statuses.js'
import type { ConnectionState } from './model/connection-state.js'
import type { MessageId } from './model/ids.js'
import type { LiveReactions, ReactionChange } from './reactions/create-reactions.js'
import type { SystemMessage } from './model/system-message.js'
import type { Privacy } from './privacy/privacy.js'
import type { SessionApi } from './session/session.js'
import type { Rooms } from './rooms/create-rooms.js'
import type { RoomChange } from './rooms/rooms-reducer.js'
import type { SystemMessageFailure, SystemMessages } from './system-messages/create-system-messages.js'
import type { Typing, TypingChange } from './typing/create-typing.js'

/** A payload that did not decode, or a stanza that was not to be trusted: paths and reasons, never content. */
export type ChatIssue = ChatErrorDetails['decode']

/** Every event as one discriminated union: ready-made actions for a store. */
export type ChatEvent =
  | { readonly type: 'connection/state'; readonly state: ConnectionState }
  | { readonly type: 'message/received'; readonly message: ReceivedMessage }
  | { readonly type: 'message/gap'; readonly gap: GapChange }
  | { readonly type: 'message/status'; readonly change: StatusChange }
  | { readonly type: 'message/read'; readonly change: ReadMark }
  | { readonly type: 'message/edited'; readonly change: MessageEdited }
  | { readonly type: 'message/deleted'; readonly change: MessageDeleted }
  | { readonly type: 'message/failed'; readonly failure: SendFailure }
  | { readonly type: 'outbox/changed'; readonly pending: readonly PendingEntry[] }
  | { readonly type: 'outbox/sent'; readonly entry: PendingEntry }
  | { readonly type: 'typing/changed'; readonly change: TypingChange }
  | { readonly type: 'activity/changed'; readonly activity: UserActivity }
  | { readonly type: 'system/received'; readonly message: SystemMessage }
  | { readonly type: 'system/failed'; readonly failure: SystemMessageFailure }
  | { readonly type: 'reaction/changed'; readonly change: ReactionChange }
  | { readonly type: 'room/changed'; readonly change: RoomChange }
  | { readonly type: 'dialog/changed'; readonly change: DialogChange }
  | { readonly type: 'privacy/changed'; readonly name: string }
  | { readonly type: 'contact/changed'; readonly change: ContactChange }
  | { readonly type: 'contact/presence'; readonly change: PresenceChange }
  | { readonly type: 'contact/requested'; readonly request: ContactRequest }

/** `chat.outbox`: messages, edits, deletions and reactions on their way to the server, over links and, in browsers, over reloads. */
export interface ChatOutbox {
  /** What the server does not have yet of the current user, by `kind`, and what failed; replays. */
  readonly pending$: Observable<readonly PendingEntry[]>
  /** What the server has from now on, also what was handed over before a reload; told just before it leaves `pending$`. Hot. */
  readonly sent$: Observable<PendingEntry>
  /** Sends again what failed, under its id. Cold; emits as `messages.send`. Errors: 'argument' for any other id. */
  readonly retry: (id: MessageId) => Observable<Pick<SendProgress, 'id' | 'status'>>
  /** Withdraws what failed or was not written yet. Cold; completes when done. Errors: 'argument' for any other id. */
  readonly cancel: (id: MessageId) => Observable<void>
}

/** `chat.session` of a chat: signing out forgets what was on its way, too. */
export interface ChatSession extends Omit<SessionApi, 'destroy'> {
  /**
   * Signs out (`DELETE /session`). Cold. The session ends on this device even when the request fails. Messages on their way
   * are forgotten, here and in the storage, unless `keepOutbox`.
   */
  readonly destroy: (options?: { readonly keepOutbox?: boolean }) => Observable<void>
}

/** Everything a chat app needs. `$` properties are shared and never error, methods are cold and fail with `ChatError`. */
export interface Chat extends Omit<Rest, 'session' | 'messages'> {
  readonly session: ChatSession
  readonly connection: ChatConnection
  readonly messages: Messages &
    MessagesRest & {
      /** Where messages are missing after a session was lost, and when they are in. Hot. */
      readonly gap$: Observable<GapChange>
    }
  readonly dialogs: DialogsApi & DialogNotices
  readonly systemMessages: SystemMessages & Rest['systemMessages']
  readonly typing: Typing
  readonly reactions: LiveReactions
  readonly rooms: Rooms
  readonly privacy: Privacy
  readonly contacts: Contacts
  readonly activity: Activity
  readonly outbox: ChatOutbox
  readonly live: Live
  /** Everything that happens, in order. Hot. */
  readonly events$: Observable<ChatEvent>
  /** Ends everything: the link, the timers, every `$`. What the server does not have yet fails with 'closed'. */
  readonly destroy: () => void
}
