import { Subject } from 'rxjs'
import type { ChatIssue } from './chat.js'
import type { ChatConfig } from './config.js'
import type { EpochMs } from './model/ids.js'
import { indexedDbStore } from './platform/indexed-db-store.js'
import { defaultPlatform, type Platform } from './platform/platform.js'
import { readConfig, type Settings } from './read-config.js'
import { createAddresses, type Addresses } from './xmpp/addresses.js'
import { createXmppCodec, type XmppCodec } from './xmpp/codec.js'

/** What all parts of one chat share. */
export interface Ground {
  readonly settings: Settings
  readonly platform: Platform
  readonly addresses: Addresses
  readonly codec: XmppCodec
  readonly issue$: Subject<ChatIssue>
  /** Epoch ms by the server's clock, as far as REST told it. */
  readonly now: () => EpochMs
  readonly serverDate: (at: EpochMs) => void
}

/** Reads the configuration and lays out the surroundings. Throws `ChatError` ('config'). */
export const createGround = (config: ChatConfig): Ground => {
  const settings = readConfig(config)
  const platform = defaultPlatform({
    storage: 'indexedDB' in globalThis ? indexedDbStore() : undefined,
    ...config.platform,
  })
  let ahead = 0
  return {
    settings,
    platform,
    addresses: createAddresses(settings.application.id, settings.chat, settings.muc),
    codec: createXmppCodec(),
    issue$: new Subject<ChatIssue>(),
    now: () => platform.scheduler.now() + ahead,
    serverDate: (at) => {
      const difference = at - platform.scheduler.now()
      // The header counts in seconds: only a clock that is really off is corrected.
      ahead = Math.abs(difference) > 2000 ? difference : 0
    },
  }
}
