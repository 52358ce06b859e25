import type { Observable, SchedulerLike } from 'rxjs'
import type { ChatEvent } from '../chat-event.js'
import type { DialogsApi } from '../dialogs/create-dialogs.js'
import type { PendingEntry } from '../messages/pending-message.js'
import type { History, MessagesRest } from '../messages/rest/message-endpoints.js'
import type { EpochMs, UserId } from '../model/ids.js'

/** What views are made of. */
export interface LiveDeps {
  readonly events$: Observable<ChatEvent>
  /** What `outbox/changed` told last: it may have been told before. */
  readonly pending$: Observable<readonly PendingEntry[]>
  /** Whose views they are. */
  readonly userId: () => UserId | undefined
  readonly history: History
  readonly dialogs: Pick<DialogsApi, 'list'>
  readonly unreadCount: MessagesRest['unreadCount']
  /** Epoch ms by the server's clock. */
  readonly now: () => EpochMs
  readonly scheduler: SchedulerLike
}
