import type { Observable } from 'rxjs'
import type { ChatError } from '../errors/chat-error.js'
import type { MessageStanza } from '../model/stanza.js'
import type { NewEntry } from './outbox-reducer.js'

/** What is special about a kind of entry. */
export interface OutboxKind {
  /** Nothing an app shows: written behind all others, dropped when it fails. */
  readonly background?: boolean
  /**
   * Delivers it in place of the link. Cold: completes when it is delivered, errors with `ChatError`. Has to be idempotent:
   * it is made again after a reload and, where the error is retryable, later or as soon as another link is up.
   */
  readonly perform?: (stanza: MessageStanza) => Observable<unknown>
  /**
   * Given where its addressee repeats it to us, as a room does that we are in: then only that says that he has it, not the
   * server's acknowledgement. Where it is not repeated he is asked, cold: completes when he must have it, errors as a request.
   */
  readonly repeats?: (stanza: MessageStanza) => Observable<unknown> | undefined
  /**
   * Asked once when the server refuses it. Gives, cold, what may let it through: once that completes it is written again
   * under its id, and then what follows it in its dialog. If that errors, or it is refused again, it fails as refused first.
   */
  readonly mend?: (stanza: MessageStanza, refusal: ChatError) => Observable<unknown> | undefined
}

/** The kinds by the names they were registered under. */
export type OutboxKinds = ReadonlyMap<string, OutboxKind>

/** What an entry keeps of its kind; of one that is not registered any more, nothing. */
export const traitsOf = ({ background = false, perform }: OutboxKind = {}): Pick<NewEntry, 'background' | 'call'> => ({
  background,
  call: perform !== undefined,
})
