import type { Observable } from 'rxjs'
import type { Incoming } from '../connection/incoming.js'
import type { EpochMs, UserId } from '../model/ids.js'
import type { Arrival } from '../catch-up/arrange.js'
import type { Outbox } from '../outbox/create-outbox.js'
import type { Addresses } from '../xmpp/addresses.js'

import type { ReceivedMessage } from './messages.js'

/** What messages and their statuses stand on. */
export interface MessagesDeps {
  readonly incoming$: Observable<Incoming>
  readonly outbox: Pick<Outbox, 'register'>
  /** Puts what was missed ahead of what arrives meanwhile. */
  readonly arrange: (arrival$: Observable<Arrival<ReceivedMessage>>) => Observable<ReceivedMessage>
  readonly addresses: Addresses
  readonly userId: () => UserId | undefined
  readonly newId: () => string
  /** Epoch ms, corrected by the server's clock where that is known. */
  readonly now: () => EpochMs
  /** When a delivered status is sent without being asked for. */
  readonly delivered: 'markable' | 'always' | 'never'
  readonly report: (problem: string) => void
}
