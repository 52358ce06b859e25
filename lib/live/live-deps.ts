import type { Observable } from 'rxjs'
import type { ChatEvent } from '../chat-event.js'
import type { ConcernDeps } from '../connection/concern-deps.js'
import type { DialogsApi } from '../dialogs/create-dialogs.js'
import type { PendingEntry } from '../messages/pending-message.js'
import type { History, MessagesRest } from '../messages/rest/message-endpoints.js'

/** What `withLive` is given of the chat; `userId`: whose the views are. */
export interface LiveDeps extends Pick<ConcernDeps, 'userId' | 'now' | 'scheduler'> {
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
