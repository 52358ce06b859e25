import type { Faults } from '../faults.js'
import type { MessageDeps } from '../xmpp/messages/message-deps.js'
import { forUser, type Route } from './call.js'
import { dialogRoutes } from './dialog-routes.js'
import { createSystemMessage } from './message-create.js'
import { messageRoutes } from './message-routes.js'
import { sessionRoutes } from './session-routes.js'
import { testRoutes } from './test-routes.js'
import { userRoutes } from './user-routes.js'

/** Every route of the sandbox; the fixed paths come before those with parameters. */
export const routesOf = (deps: MessageDeps, faults: Faults): Route[] => [
  ...testRoutes(faults),
  ...sessionRoutes(deps.store, deps.settings),
  ...userRoutes(deps.store, deps.settings.authKey),
  ...dialogRoutes(deps.store, deps.settings),
  {
    method: 'POST',
    path: '/chat/message/system',
    handle: forUser(({ body }, user) => createSystemMessage(body, user, deps)),
  },
  ...messageRoutes(deps),
]
