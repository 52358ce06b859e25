import type { FaultState } from '../../faults.js'
import type { Settings } from '../../options.js'
import type { Store } from '../../state/store.js'
import type { Hub } from '../hub.js'
import type { Repeats } from './repeats.js'

export interface MessageDeps {
  readonly settings: Settings
  readonly store: Store
  readonly hub: Hub
  readonly faults: FaultState
  readonly repeats: Repeats
}
