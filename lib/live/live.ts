import type { Observable } from 'rxjs'
import type { DialogQuery } from '../dialogs/dialogs.js'
import type { Cause } from '../model/connection-state.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { Dialog } from '../model/dialog.js'
import type { Timeline, TimelineGap } from './timeline.js'

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

/** What the user of a timeline wants. */
export interface TimelineCommands {
  /** Each value loads one older page. */
  readonly older$?: Observable<unknown>
  /** Each gap is filled by one page. */
  readonly fill$?: Observable<TimelineGap>
}

/**
 * `chat.live`: lists for the screen, always right. Each is shared per key while subscribed, replays, never errors (`error`
 * says why a load failed; it is tried again at the next `ready` and the next command) and completes on `destroy()`.
 * Nobody subscribed, nothing is loaded or kept.
 */
export interface Live {
  /** The messages of a dialog: history, what arrives, what is on its way, and every change to them. */
  readonly timeline: (dialog: DialogRef, commands?: TimelineCommands) => Observable<Timeline>
  /** The user's dialogs. `more$`: each value loads the next page. */
  readonly dialogs: (
    query?: DialogQuery,
    commands?: { readonly more$?: Observable<unknown> },
  ) => Observable<DialogsView>
  readonly unread: () => Observable<UnreadView>
}
