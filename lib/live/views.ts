import type { Cause } from '../model/connection-state.js'
import type { Dialog } from '../model/dialog.js'

/** The user's dialogs for the screen, sorted as asked for. */
export interface DialogsView {
  /** With the newest message, ours on its way included, and the number of unread messages of this moment. */
  readonly items: readonly Dialog[]
  /** How many match in all, as far as the server told. */
  readonly total: number | null
  readonly hasMore: boolean
  readonly loading: boolean
  /** Why the last load failed. */
  readonly error: Cause | null
}

/** How many messages are unread, in all private and group dialogs; of each dialog `live.dialogs` tells. */
export interface UnreadView {
  readonly total: number
  readonly loading: boolean
  readonly error: Cause | null
}
