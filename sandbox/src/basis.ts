import type { FaultState } from './faults.js'
import type { Settings } from './options.js'
import type { Store } from './state/store.js'
import type { Timers } from './timers.js'
import type { IsRepeat } from './xmpp/messages/repeats.js'

/** What every part of one sandbox may touch. */
export interface Basis {
  readonly settings: Settings
  readonly store: Store
  readonly faults: FaultState
  readonly timers: Timers
  readonly isRepeat: IsRepeat
}
