import type { Observable } from 'rxjs'
import type { DialogRef } from '../model/dialog-ref.js'
import type { OpenGap } from './gap.js'

/** One page of what was missed. */
export interface Missed<T> {
  /** In which something happened since the gap began: each is a gap of its own. */
  readonly dialogs: readonly DialogRef[]
  /** In order. */
  readonly messages: readonly T[]
  /** What is left of the gap, if there is more. */
  readonly left: OpenGap
  readonly hasMore: boolean
}

/** Where what was missed can be read: ConnectyCube's REST history, or a server's own archive. */
export interface CatchUpSource<T> {
  /** Whether only so many requests a minute are taken. */
  readonly isLimited: boolean
  /** Dialogs that are always to be asked for by themselves. */
  readonly apart: () => readonly DialogRef[]
  /** Reads on in a gap, page after page. Cold; completes when it is enough for once. */
  readonly read: (gap: OpenGap) => Observable<Missed<T>>
}
