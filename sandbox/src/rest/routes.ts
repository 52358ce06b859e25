import type { Faults } from '../faults.js'
import { addressBookRoutes } from './address-book-routes.js'
import { blobRoutes } from './blob-routes.js'
import type { Routes } from './call.js'
import { dialogRoutes } from './dialog-routes.js'
import { messageRoutes } from './message-routes.js'
import { pushRoutes } from './push-routes.js'
import { sessionRoutes } from './session-routes.js'
import { testRoutes } from './test-routes.js'
import { userRoutes } from './user-routes.js'

/** Every route of the sandbox, in the order they are tried. */
export const routesOf = (faults: Faults): Routes => ({
  ...testRoutes(faults),
  ...sessionRoutes,
  ...userRoutes,
  ...dialogRoutes,
  ...messageRoutes,
  ...blobRoutes,
  ...pushRoutes,
  ...addressBookRoutes,
})
