/**
 * Chat over one stanza stream, and the REST side: `createChat` is where it begins.
 *
 * @module connectycube-rx
 */
export * from './rest-ledger.js'
export { createChat } from './create-chat.js'
export type { ChatEvent } from './chat-event.js'
export type { Chat, ChatIssue, ChatOutbox, ChatSession } from './chat.js'

export type { ChatConnection } from './connection/create-connection.js'
export type { UrlsSource } from './connection/chat-urls.js'
export type { ChatCredentials, CredentialsSource as ConnectionCredentials } from './connection/credentials.js'
export type { MessageChange, MessageDeleted, MessageEdited } from './messages/changes.js'
export type { MessageRef } from './messages/known-messages.js'
export type { ChangeProgress, Messages, ReceivedMessage, SendProgress } from './messages/messages.js'
export type { PendingEntry, PendingMessage, SendFailure } from './messages/pending-message.js'
export type { MessageDraft, MessageEdit } from './messages/message-draft.js'
export type { MessageStatus, ReadMark, StatusChange } from './messages/statuses.js'
export type { LiveReactions, ReactionChange } from './reactions/create-reactions.js'
export { applyReaction, toReactions, type Reacted, type WatchedReactions } from './reactions/reactions-reducer.js'
export type { Rooms } from './rooms/create-rooms.js'
export type { RoomChange } from './rooms/rooms-reducer.js'
export { defineSystemMessage, type SystemMessage, type SystemMessageKind } from './model/system-message.js'
export type { SystemMessages, SystemMessagesOf, TypedSystemMessage } from './system-messages/create-system-messages.js'
export type { SystemMessageFailure } from './system-messages/deliver.js'
export type { Codec } from './model/codec.js'
export type { DialogChange, DialogNotices } from './dialogs/dialog-notices.js'
export type * from './contacts/contacts.js'
export type { Privacy, PrivacyList, PrivacyListChanges, PrivacyListNames } from './privacy/privacy.js'
export type { PrivacyListItem } from './privacy/privacy-list.js'
export type { Activity, WatchedActivity } from './activity/activity.js'
export type { UserActivity } from './activity/user-activity.js'
export type { Typing, TypingChange } from './typing/create-typing.js'

export type * from './live/live.js'
export type { Timeline, TimelineGap, TimelineItem } from './live/timeline.js'
export type { TimelineAction, TimelineEvent, TimelineLoad, TimelineWish } from './live/timeline-events.js'
export { timelineReducer } from './live/timeline-reducer.js'
export { emptyTimeline, type TimelineState } from './live/timeline-state.js'
export type { DialogRow } from './live/dialog-row.js'
export * from './live/dialogs-reducer.js'
export * from './live/unread-reducer.js'

export { legalSuccessors, type Cause, type ConnectionState, type Continuity } from './model/connection-state.js'
export type { IqStanza, MessageStanza, PresenceStanza, Stanza, StanzaError } from './model/stanza.js'

export { reconnect, type ReconnectConfig } from './rx/reconnect.js'
export type { ReconnectState } from './rx/reconnect-machine.js'
export { exponential, fixed, type ExponentialOptions, type FixedOptions, type ReconnectPolicy } from './rx/policies.js'

export type { GapChange } from './catch-up/gaps.js'
export type { OutboxFailure } from './outbox/outbox-reducer.js'

export { memoryStore, type KeyValueStore, type StoredEntry } from './platform/key-value-store.js'
export type { Lock } from './platform/lock.js'
export type { Platform } from './platform/platform.js'
export type { WebSocketConstructor, WebSocketLike } from './platform/web-socket.js'
