import type { FaultState } from './faults.js'
import type { Settings } from './options.js'
import type { Store } from './state/store.js'
import type { Timers } from './timers.js'
import type { Hub } from './xmpp/hub.js'
import type { Repeats } from './xmpp/messages/repeats.js'

/** What the parts of one sandbox share. */
export interface Deps {
  readonly settings: Settings
  readonly store: Store
  readonly hub: Hub
  readonly faults: FaultState
  readonly timers: Timers
  readonly repeats: Repeats
}

/** What the hub is made of. */
export type HubDeps = Omit<Deps, 'hub'>
