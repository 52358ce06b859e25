import type { Observable, OperatorFunction } from 'rxjs'
import type { Arrival } from '../catch-up/arrange.js'
import type { ConcernDeps } from '../connection/concern-deps.js'
import type { DialogRef, RoomDialogRef } from '../model/dialog-ref.js'
import type { Outbox } from '../outbox/create-outbox.js'
import type { MessageChange } from './changes.js'
import type { ReceivedMessage } from './messages.js'

/** What messages and their statuses stand on. */
export interface MessagesDeps extends Pick<
  ConcernDeps,
  'incoming$' | 'addresses' | 'userId' | 'now' | 'report' | 'newId'
> {
  readonly outbox: Pick<Outbox, 'register' | 'post' | 'failed$' | 'sent$'>
  /** Puts what was missed ahead of what arrives meanwhile. */
  readonly arrange: OperatorFunction<Arrival<ReceivedMessage | MessageChange>, ReceivedMessage | MessageChange>
  /** Enters the room of a dialog, also one that we thought to be in; emits when inside. */
  readonly joinRoom: (dialog: RoomDialogRef) => Observable<unknown>
  /** Asks a room that we are in whether we are: completes then. `undefined` for a room that we do not want to be in. */
  readonly confirmIn: (dialog: RoomDialogRef) => Observable<unknown> | undefined
  /** Marks all messages of a dialog read over REST; emits when done, at once where there is no REST session. */
  readonly markAllRead: (dialog: DialogRef) => Observable<unknown>
  /** Whether an archive stands in for REST. */
  readonly isArchived: () => boolean
  /** When a delivered status is sent without being asked for. */
  readonly delivered: 'markable' | 'always' | 'never'
}
