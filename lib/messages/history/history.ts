import type { Observable } from 'rxjs'
import type { DialogRef } from '../../model/dialog-ref.js'
import type { EpochMs } from '../../model/ids.js'
import type { HistoryMessage } from '../../model/message.js'
import type { Page } from '../../model/page.js'

export interface HistoryQuery {
  /**
   * Messages sent up to then, **that second included**: the server counts in seconds, so leaving it out would lose the
   * messages that share it. Drop by id what you have; page on with the same `before` and a growing `skip`.
   */
  readonly before?: EpochMs
  /** Messages sent since then, that second included. */
  readonly after?: EpochMs
  /** Messages stored, edited or with a new status after then: what changed, whenever it was sent. */
  readonly updatedAfter?: EpochMs
  /** From 1 to 100, default 100. */
  readonly limit?: number
  /** How many to pass over, default 0. */
  readonly skip?: number
  /** Default `newest-first`. */
  readonly sort?: 'newest-first' | 'oldest-first'
  /** Whether fetching marks the messages read for the user. Default false, unlike the server's own default. */
  readonly markRead?: boolean
}

/**
 * One page of a dialog's messages (`GET /chat/Message`). Cold; emits the page and completes. A private dialog without
 * `dialogId` is looked up first, which creates it when the two never talked. Messages that do not decode are reported
 * and left out. Errors: `argument` and `session` before any request, and those of every REST call.
 */
export type History = (dialog: DialogRef, query?: HistoryQuery) => Observable<Page<HistoryMessage>>
