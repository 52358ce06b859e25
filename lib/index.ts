export { createChat } from './create-chat.js'
export type { ChatConfig } from './config.js'
export type { Chat, ChatConnection, ChatEvent, ChatIssue, ChatOutbox, ChatSession } from './chat.js'
export { ChatError, isChatError } from './errors/chat-error.js'
export type { ChatErrorDetails, ChatErrorTag } from './errors/chat-error.js'

export type { ChatCredentials, CredentialsSource as ConnectionCredentials } from './connection/credentials.js'
export type { CredentialsProvider, CredentialsSource, SessionCredentials } from './session/credentials.js'
export type { SessionApi } from './session/session.js'
export type { UsersApi } from './users/create-users.js'
export type { NewUser, UserChanges, UserFilter, UserLookUp, UserMatch, UserQuery } from './users/users.js'
export type { DialogsApi } from './dialogs/create-dialogs.js'
export type { DialogChanges, DialogFilter, DialogQuery, NewDialog } from './dialogs/dialogs.js'
export type { Choice, Comparison, Paging } from './rest/filter.js'
export type { ForEveryone } from './rest/wire/removal-codec.js'
export type { Messages, ReceivedMessage, SendProgress } from './messages/messages.js'
export type { PendingMessage } from './messages/pending-message.js'
export type { MessageDraft } from './messages/message-draft.js'
export type { StatusChange } from './messages/statuses.js'
export type { History, MessagesRest } from './messages/rest/message-endpoints.js'
export type {
  HistoryQuery,
  MessageBounds,
  MessageChanges,
  MessageFilter,
  StoredDraft,
  UnreadCount,
} from './messages/rest/messages-rest.js'
export type { Reactors, ReactionsRest } from './reactions/reaction-endpoints.js'
export type { Found, Search, SearchQuery } from './search/search-endpoints.js'
export type { AttachmentsApi, UploadEvent, UploadOptions } from './attachments/create-attachments.js'
export type { FileInfo } from './attachments/attachment-endpoints.js'
export { locationAttachment, locationOf } from './model/location.js'
export type { PushApi } from './push/push-endpoints.js'
export type { PushEvent, PushNotification, PushSubscriptionInfo, PushTarget } from './push/push.js'
export { webPushTarget } from './push/web-push-target.js'
export type { PushSubscriptionLike } from './push/web-push-target.js'
export type {
  AddressBookApi,
  AddressBookUpload,
  Contact,
  OnDevice,
  RegisteredContact,
} from './address-book/address-book-endpoints.js'
export type { SystemMessagesRest } from './system-messages/system-message-endpoints.js'
export type { Typing, TypingChange } from './typing/create-typing.js'

export { dialogKey } from './model/dialog-ref.js'
export type { DialogRef, PrivateDialogRef, RoomDialogRef } from './model/dialog-ref.js'
export { legalSuccessors } from './model/connection-state.js'
export type { Cause, ConnectionState, Continuity } from './model/connection-state.js'
export type { Dialog } from './model/dialog.js'
export type { Either, Left, Right } from './model/either.js'
export type { DialogId, EpochMs, MessageId, UserId } from './model/ids.js'
export type { Attachment, HistoryMessage, Json, Message, Reactions } from './model/message.js'
export type { Page } from './model/page.js'
export type { Removal } from './model/removal.js'
export type { Session } from './model/session.js'
export type { IqStanza, MessageStanza, PresenceStanza, Stanza, StanzaError } from './model/stanza.js'
export type { User } from './model/user.js'

export { reconnect } from './rx/reconnect.js'
export type { ReconnectConfig } from './rx/reconnect.js'
export type { ReconnectState } from './rx/reconnect-machine.js'
export { exponential, fixed } from './rx/policies.js'
export type { ExponentialOptions, FixedOptions, ReconnectPolicy } from './rx/policies.js'
export { toEither } from './rx/to-either.js'

export type { GapChange } from './catch-up/gaps.js'
export type { OutboxFailure } from './outbox/outbox-reducer.js'

export { memoryStore } from './platform/key-value-store.js'
export type { KeyValueStore, StoredEntry } from './platform/key-value-store.js'
export type { Lock } from './platform/lock.js'
export type { Platform } from './platform/platform.js'
export type { WebSocketConstructor, WebSocketLike } from './platform/web-socket.js'
