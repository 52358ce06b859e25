export * from './rest-ledger.js'
export { createChat } from './create-chat.js'
export type { Chat, ChatConnection, ChatEvent, ChatIssue, ChatOutbox, ChatSession } from './chat.js'

export type { ChatCredentials, CredentialsSource as ConnectionCredentials } from './connection/credentials.js'
export type { Messages, ReceivedMessage, SendProgress } from './messages/messages.js'
export type { PendingMessage } from './messages/pending-message.js'
export type { MessageDraft } from './messages/message-draft.js'
export type { StatusChange } from './messages/statuses.js'
export type { Typing, TypingChange } from './typing/create-typing.js'

export { legalSuccessors } from './model/connection-state.js'
export type { Cause, ConnectionState, Continuity } from './model/connection-state.js'
export type { IqStanza, MessageStanza, PresenceStanza, Stanza, StanzaError } from './model/stanza.js'

export { reconnect } from './rx/reconnect.js'
export type { ReconnectConfig } from './rx/reconnect.js'
export type { ReconnectState } from './rx/reconnect-machine.js'
export { exponential, fixed } from './rx/policies.js'
export type { ExponentialOptions, FixedOptions, ReconnectPolicy } from './rx/policies.js'

export type { GapChange } from './catch-up/gaps.js'
export type { OutboxFailure } from './outbox/outbox-reducer.js'

export { memoryStore } from './platform/key-value-store.js'
export type { KeyValueStore, StoredEntry } from './platform/key-value-store.js'
export type { Lock } from './platform/lock.js'
export type { Platform } from './platform/platform.js'
export type { WebSocketConstructor, WebSocketLike } from './platform/web-socket.js'
