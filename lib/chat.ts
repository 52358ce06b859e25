import type { Observable } from 'rxjs'
import type { Activity } from './activity/activity.js'
import type { ChatConnection } from './connection/create-connection.js'
import type { GapChange } from './catch-up/gaps.js'
import type { ChatEvent } from './chat-event.js'
import type { Contacts } from './contacts/contacts.js'
import type { Rest } from './create-rest.js'
import type { Features } from './features.js'
import type { DialogsApi } from './dialogs/create-dialogs.js'
import type { DialogNotices } from './dialogs/dialog-notices.js'
import type { ChatErrorDetails } from './errors/chat-error.js'
import type { Live } from './live/live.js'
import type { Messages, SendProgress } from './messages/messages.js'
import type { PendingEntry } from './messages/pending-message.js'
import type { MessagesRest } from './messages/rest/message-endpoints.js'
import type { MessageId } from './model/ids.js'
import type { LiveReactions } from './reactions/create-reactions.js'
import type { Privacy } from './privacy/privacy.js'
import type { SessionApi } from './session/session.js'
import type { Rooms } from './rooms/create-rooms.js'
import type { SystemMessages } from './system-messages/create-system-messages.js'
import type { Typing } from './typing/create-typing.js'

/** A payload that did not decode, or a stanza that was not to be trusted: paths and reasons, never content. */
export type ChatIssue = ChatErrorDetails['decode']

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
  /** Sign-in and sign-out: the REST session that calls need. */
  readonly session: ChatSession
  /** The link to the chat server, which keeps itself. */
  readonly connection: ChatConnection
  /** Send, receive, edit, delete; the history; statuses. */
  readonly messages: Messages &
    MessagesRest & {
      /** Where messages are missing after a session was lost, and when they are in. Hot. */
      readonly gap$: Observable<GapChange>
    }
  /** Conversations: create, list, change, leave; what others do to them. */
  readonly dialogs: DialogsApi & DialogNotices
  /** What one app tells another, unseen by the user. */
  readonly systemMessages: SystemMessages & Rest['systemMessages']
  /** Who types where. */
  readonly typing: Typing
  /** Who reacted to a message, and how. */
  readonly reactions: LiveReactions
  /** Who is in a group at this moment. */
  readonly rooms: Rooms
  /** Whom the user keeps away. */
  readonly privacy: Privacy
  /** Who was online when; whether this device is looked at. */
  readonly activity: Activity
  /** What is on its way to the server, and what failed. */
  readonly outbox: ChatOutbox
  /** Everything that happens, in order. Hot. */
  readonly events$: Observable<ChatEvent>
  /** Ends everything: the link, the timers, every `$`. What the server does not have yet fails with 'closed'. */
  readonly destroy: () => void
}

/** A chat with every feature, as `provideChat` and `fakeChat` give it. */
export interface FullChat extends Chat {
  /** Lists for the screen: `withLive`. */
  readonly live: Live
  /** A contact list with presence, where the server has one: `withContacts`. */
  readonly contacts: Contacts
}

/** A chat with the features that were handed to `createChat`, by their names: `ChatWith<'live'>`. */
export type ChatWith<Name extends keyof Features> = Chat & Pick<FullChat, Name>
