import type { Basis } from './basis.js'
import type { Hub } from './xmpp/hub.js'

/** What the handlers of both halves share. */
export type Deps = Basis & { readonly hub: Hub }
