import type { Observable } from 'rxjs'
import type { EpochMs } from '../model/ids.js'
import type { IqStanza, PresenceStanza } from '../model/stanza.js'
import type { Platform } from '../platform/platform.js'
import type { Addresses } from '../xmpp/addresses.js'
import type { Connection } from './create-connection.js'

/** What concerns stand on: the connection, what it tells, and the surroundings. Each picks what it needs. */
export interface ConcernDeps
  extends
    Pick<Connection, 'event$' | 'link' | 'request' | 'send' | 'userId'>,
    Pick<Platform, 'newId' | 'scheduler' | 'visible$'> {
  /** Every presence stanza. */
  readonly presence$: Observable<PresenceStanza>
  /** What the server tells by itself (`isPush`), from who may send it. */
  readonly push$: Observable<IqStanza>
  /** See `sessionBegun`. */
  readonly session$: Observable<boolean>
  readonly addresses: Addresses
  /** By the server's clock. */
  readonly now: () => EpochMs
  readonly report: (problem: string) => void
}
