// What both entries export: the REST side and the values it hands out.
export type { ChatConfig } from './config.js'
export type { ChatIssue } from './chat.js'
export { ChatError, isChatError } from './errors/chat-error.js'
export type { ChatErrorDetails, ChatErrorTag } from './errors/chat-error.js'

export type { CredentialsProvider, CredentialsSource, SessionCredentials } from './session/credentials.js'
export type { SessionApi } from './session/session.js'
export type { UsersApi } from './users/create-users.js'
export type { NewUser, UserChanges, UserFilter, UserLookUp, UserMatch, UserQuery } from './users/users.js'
export type { DialogsApi } from './dialogs/create-dialogs.js'
export type { DialogChanges, DialogFilter, DialogQuery, NewDialog } from './dialogs/dialogs.js'
export type { Choice, Comparison, Paging } from './rest/filter.js'
export type { ForEveryone } from './rest/wire/removal-codec.js'
export type { History, MessagesRest } from './messages/rest/message-endpoints.js'
export type {
  HistoryQuery,
  MessageBounds,
  MessageChanges,
  MessageFilter,
  StoredDraft,
  UnreadCount,
} from './messages/rest/messages-rest.js'
export type { Reactors } from './reactions/reactions-reducer.js'
export type { Found, SearchQuery } from './search/search-endpoints.js'
export type { AttachmentsApi, UploadEvent, UploadOptions } from './attachments/create-attachments.js'
export type { FileInfo } from './attachments/attachment-endpoints.js'
export { locationAttachment, locationOf } from './model/location.js'
export type { PushEvent, PushNotification, PushSubscriptionInfo, PushTarget } from './push/push.js'
export { webPushTarget } from './push/web-push-target.js'
export type { PushSubscriptionLike } from './push/web-push-target.js'
export type { AddressBookUpload, Contact, OnDevice, RegisteredContact } from './address-book/address-book-endpoints.js'

export { dialogKey } from './model/dialog-ref.js'
export type { DialogRef, PrivateDialogRef, RoomDialogRef } from './model/dialog-ref.js'
export type { Dialog } from './model/dialog.js'
export type { DialogId, EpochMs, MessageId, UserId } from './model/ids.js'
export type { Attachment, HistoryMessage, Json, Message, Reactions } from './model/message.js'
export type { Page } from './model/page.js'
export type { Removal } from './model/removal.js'
export type { Session } from './model/session.js'
export type { User } from './model/user.js'
export { toEither } from './rx/to-either.js'
export type { Either, Left, Right } from './model/either.js'
export type { PlainApis, Search } from './rest-table.js'
