import type { Observable } from 'rxjs'
import type { EpochMs } from '../model/ids.js'
import type { IqStanza, PresenceStanza } from '../model/stanza.js'
import type { Platform } from '../platform/platform.js'
import type { Addresses } from '../xmpp/addresses.js'
import type { Connection } from './create-connection.js'
import type { Incoming } from './incoming.js'

/** What concerns stand on: the connection, what it tells, and the surroundings. Each picks what it needs. */
export interface ConcernDeps
  extends Pick<Connection, 'link' | 'request' | 'userId'>, Pick<Platform, 'newId' | 'scheduler' | 'visible$'> {
  /** What happens to the link. What comes over it is below. */
  readonly event$: Connection['linkEvent$']
  /** Every message stanza. */
  readonly incoming$: Observable<Incoming>
  /** Every presence stanza. */
  readonly presence$: Observable<PresenceStanza>
  /** What the server tells by itself (`isPush`), from who may send it. */
  readonly push$: Observable<IqStanza>
  /** See `sessionBegun`. */
  readonly session$: Observable<boolean>
  readonly addresses: Addresses
  /** ms in which an answer is to come. */
  readonly deadline: number
  /** By the server's clock. */
  readonly now: () => EpochMs
  /** Tells in `issues$` what was not to be trusted. */
  readonly report: (problem: string) => void
}
