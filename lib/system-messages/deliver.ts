import { defer, filter, map, merge, mergeMap, share, take, throwIfEmpty, type Observable } from 'rxjs'
import type { ConcernDeps } from '../connection/concern-deps.js'
import type { Connection } from '../connection/create-connection.js'
import { sessionGone } from '../connection/connection-event.js'
import { inTime } from '../connection/iq.js'
import type { ChatError } from '../errors/chat-error.js'
import type { MessageId, UserId } from '../model/ids.js'
import type { MessageStanza } from '../model/stanza.js'
import { destroyed } from '../outbox/outbox-errors.js'
import { settlementOf } from '../outbox/settlement.js'
import { silently } from '../rx/silently.js'
import { linkLost } from '../stream/stream-errors.js'

/** A system message that came back. Plain data. */
export interface SystemMessageFailure {
  readonly id: MessageId
  readonly userId: UserId
  readonly error: Pick<ChatError, '_tag' | 'message' | 'detail' | 'retryable'>
}

/** Servers were seen to acknowledge a message before they refused it: so many are remembered for that. */
const remembered = 100

/** Writes messages that are worth nothing later, and hears what becomes of them. */
export interface Deliveries {
  /**
   * Cold; emits the id and completes when the server acknowledged it, over a resumed link too. Errors: 'link' while there
   * is none or when the session was lost before, 'stanza' when it was refused before, 'timeout', 'closed'.
   */
  readonly deliver: (to: UserId, stanza: MessageStanza & { readonly id: string }) => Observable<string>
  /** What comes back, whenever it does. Hot. */
  readonly failed$: Observable<SystemMessageFailure>
}

export const createDeliver = (
  deps: Pick<Connection, 'event$'> & Pick<ConcernDeps, 'link' | 'userId' | 'deadline' | 'scheduler'>,
): Deliveries => {
  const { event$, link, userId } = deps
  const entryOf = (to: UserId, stanza: MessageStanza & { readonly id: string }) => ({
    ...{ to, stanza, id: stanza.id, userId: userId() ?? 0 },
  })
  let sent: readonly ReturnType<typeof entryOf>[] = []
  return {
    deliver: (to, stanza) =>
      defer(() => {
        const own = link()
        if (own === null) throw linkLost('not connected; call connection.connect() first')
        const entry = entryOf(to, stanza)
        sent = [...sent, entry].slice(-remembered)
        const settled$ = event$.pipe(
          map((event) => {
            if (sessionGone(event)) throw linkLost('the session ended before the server had the message')
            const settlement = settlementOf(event, (id) => (id === entry.id ? entry : undefined), own.jid)
            if (settlement?.type === 'failed') throw settlement.error
            return settlement
          }),
          filter((settlement) => settlement?.entries.includes(entry) === true),
          map(() => entry.id),
        )
        return merge(
          settled$,
          silently(() => own.write(stanza)),
        ).pipe(take(1), throwIfEmpty(destroyed), inTime('acknowledgement', deps))
      }),
    failed$: event$.pipe(
      mergeMap((event) => {
        const settlement = settlementOf(event, (id) => sent.find((entry) => entry.id === id), link()?.jid ?? '')
        if (settlement?.type !== 'failed') return []
        const { entry, error } = settlement
        const { _tag, message, detail, retryable } = error
        sent = sent.filter((other) => other !== entry)
        return [{ id: entry.id, userId: entry.to, error: { _tag, message, detail, retryable } }]
      }),
      share(),
    ),
  }
}
