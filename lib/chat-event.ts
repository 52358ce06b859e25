import type { UserActivity } from './activity/user-activity.js'
import type { GapChange } from './catch-up/gaps.js'
import type { ContactChange, ContactRequest, PresenceChange } from './contacts/contacts.js'
import type { DialogChange } from './dialogs/dialog-notices.js'
import type { MessageDeleted, MessageEdited } from './messages/changes.js'
import type { ReceivedMessage } from './messages/messages.js'
import type { PendingEntry, SendFailure } from './messages/pending-message.js'
import type { ReadMark, StatusChange } from './messages/statuses.js'
import type { ConnectionState } from './model/connection-state.js'
import type { ReactionChange } from './reactions/create-reactions.js'
import type { SystemMessage } from './model/system-message.js'
import type { RoomChange } from './rooms/rooms-reducer.js'
import type { SystemMessageFailure } from './system-messages/deliver.js'
import type { TypingChange } from './typing/create-typing.js'

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
