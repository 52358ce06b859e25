import type { Observable } from 'rxjs'
import type { DialogRef } from '../model/dialog-ref.js'
import type { OpenGap } from './gap.js'

/** One page of what was missed. */
export interface Missed<T> {
  readonly items: readonly T[]
  readonly hasMore: boolean
}

/** Where what was missed can be read: ConnectyCube's REST history, or a server's own archive. */
export interface CatchUpSource<T> {
  /** Dialogs in which something happened after `since`, the latest first; passes `skip` of them over. */
  readonly changed: (query: Pick<OpenGap, 'since' | 'skip'>) => Observable<Missed<DialogRef>>
  /** The messages of one dialog that changed after `since`, oldest first, from the second `after` on. */
  readonly missed: (dialog: DialogRef, query: Omit<OpenGap, 'dialog'>) => Observable<Missed<T>>
}
