import type { Observable, SchedulerLike } from 'rxjs'
import type { Connection } from '../connection/create-connection.js'
import type { EpochMs } from '../model/ids.js'
import type { IqStanza } from '../model/stanza.js'
import type { Addresses } from '../xmpp/addresses.js'

/** What activity stands on. */
export interface ActivityDeps extends Pick<Connection, 'event$' | 'link' | 'request'> {
  readonly push$: Observable<IqStanza>
  /** Whether the page is seen: the current value at once, then changes. */
  readonly visible$: Observable<boolean>
  /** `visible`: the server is told without being asked for. */
  readonly activity: 'visible' | 'manual'
  readonly addresses: Addresses
  readonly newId: () => string
  readonly now: () => EpochMs
  readonly scheduler: SchedulerLike
  readonly report: (problem: string) => void
}
