import { addressBookEndpoints } from './address-book/address-book-endpoints.js'
import { attachmentEndpoints } from './attachments/attachment-endpoints.js'
import { dialogEndpoints } from './dialogs/dialog-endpoints.js'
import { messageEndpoints } from './messages/rest/message-endpoints.js'
import { pushEndpoints } from './push/push-endpoints.js'
import { reactionEndpoints } from './reactions/reaction-endpoints.js'
import { searchEndpoints } from './search/search-endpoints.js'
import { sessionEndpoints } from './session/session-endpoints.js'
import { systemMessageEndpoints } from './system-messages/system-message-endpoints.js'
import { userEndpoints } from './users/user-endpoints.js'

import type { Methods } from './rest/methods.js'

/** The whole REST surface, by namespace; docs/rest.md is made of it. */
export const restTable = {
  session: sessionEndpoints,
  users: userEndpoints,
  dialogs: dialogEndpoints,
  messages: messageEndpoints,
  reactions: reactionEndpoints,
  search: searchEndpoints,
  attachments: attachmentEndpoints,
  push: pushEndpoints,
  addressBook: addressBookEndpoints,
  systemMessages: systemMessageEndpoints,
}

type Table = typeof restTable

/**
 * The namespaces that are their rows and nothing else.
 * @interface
 */
export type PlainApis = {
  readonly [Name in 'reactions' | 'push' | 'addressBook' | 'systemMessages']: Methods<Table[Name]>
}
/** `chat.search`. */
export type Search = Methods<Table['search']>['search']
