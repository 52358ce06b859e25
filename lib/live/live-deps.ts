import type { Observable, SchedulerLike } from 'rxjs'
import type { ChatEvent } from '../chat-event.js'
import type { DialogsApi } from '../dialogs/create-dialogs.js'
import type { PendingEntry } from '../messages/pending-message.js'
import type { History, MessagesRest } from '../messages/rest/message-endpoints.js'
import type { EpochMs, UserId } from '../model/ids.js'

/** What `withLive` is given of the chat. */
export interface LiveDeps {
  /** Whose the views are. */
  readonly userId: () => UserId | undefined
  /** Epoch milliseconds by the server's clock. */
  readonly now: () => EpochMs
  readonly scheduler: SchedulerLike
  /** `chat.events$`. Hot. */
  readonly events$: Observable<ChatEvent>
  /** What `outbox/changed` told last: it may have been told before; replays. */
  readonly pending$: Observable<readonly PendingEntry[]>
  /** What was said before, of that user alone. Cold. */
  readonly history: History
  readonly dialogs: Pick<DialogsApi, 'list'>
  /** How many messages the server counts as unread. Cold. */
  readonly unreadCount: MessagesRest['unreadCount']
}
