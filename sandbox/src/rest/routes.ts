import type { Faults } from '../faults.js'
import type { MessageDeps } from '../xmpp/messages/message-deps.js'
import type { Route } from './call.js'
import { sessionRoutes } from './session-routes.js'

/** Every route of the sandbox. */
export const routesOf = (deps: MessageDeps, _faults: Faults): Route[] => [...sessionRoutes(deps.store, deps.settings)]
