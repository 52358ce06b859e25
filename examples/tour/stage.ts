import type { Observable } from 'rxjs'
import type { Chat, ConnectionState, DialogRef } from '../../lib/index.js'

/** One of the two who talk. */
export interface Person {
  readonly name: string
  readonly userId: number
  readonly chat: Chat
  readonly connect: () => Observable<ConnectionState>
  /** The conversation with the other one, as this person names it. */
  readonly dialog: DialogRef
}

/** Where the tour takes place. */
export interface Stage {
  readonly ada: Person
  readonly ben: Person
  /** Resets Ada's connection: no good-bye, nothing is flushed. */
  readonly cut: () => void
  readonly stop: () => Promise<void>
}
