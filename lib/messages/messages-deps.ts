import type { Observable } from 'rxjs'
import type { Incoming } from '../connection/incoming.js'
import type { EpochMs, UserId } from '../model/ids.js'
import type { Arrival } from '../catch-up/arrange.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { Outbox } from '../outbox/create-outbox.js'
import type { Addresses } from '../xmpp/addresses.js'
import type { MessageChange } from './changes.js'
import type { ReceivedMessage } from './messages.js'

/** What messages and their statuses stand on. */
export interface MessagesDeps {
  readonly incoming$: Observable<Incoming>
  readonly outbox: Pick<Outbox, 'register' | 'failed$' | 'sent$'>
  /** Puts what was missed ahead of what arrives meanwhile. */
  readonly arrange: (
    arrival$: Observable<Arrival<ReceivedMessage | MessageChange>>,
  ) => Observable<ReceivedMessage | MessageChange>
  /** Enters the room of a dialog; emits when inside. */
  readonly joinRoom: (dialog: DialogRef) => Observable<unknown>
  /** Marks all messages of a dialog read over REST; emits when done, at once where there is no REST session. */
  readonly markAllRead: (dialog: DialogRef) => Observable<unknown>
  readonly addresses: Addresses
  readonly userId: () => UserId | undefined
  readonly newId: () => string
  /** Epoch ms, corrected by the server's clock where that is known. */
  readonly now: () => EpochMs
  /** When a delivered status is sent without being asked for. */
  readonly delivered: 'markable' | 'always' | 'never'
  readonly report: (problem: string) => void
}
