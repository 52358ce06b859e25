import { defer, filter, map, merge, mergeMap, take, throwIfEmpty, type Observable } from 'rxjs'
import type { ConcernDeps } from '../connection/concern-deps.js'
import { sessionGone } from '../connection/connection-event.js'
import type { ChatError } from '../errors/chat-error.js'
import type { MessageStanza } from '../model/stanza.js'
import { destroyed } from '../outbox/outbox-errors.js'
import type { OutboxEntry } from '../outbox/outbox-reducer.js'
import { settlementOf } from '../outbox/settlement.js'
import { silently } from '../rx/silently.js'
import { linkLost } from '../stream/stream-errors.js'

type Sent = Pick<OutboxEntry, 'id' | 'stanza' | 'userId'>

/** Servers were seen to acknowledge a message before they refused it: so many are remembered for that. */
const remembered = 100

/** Writes messages that are worth nothing later, and hears what becomes of them. */
export interface Deliveries {
  /**
   * Cold; emits the id and completes when the server acknowledged it, over a resumed link too. Errors: 'link' while there
   * is none or when the session was lost before, 'stanza' when it was refused before, 'closed'.
   */
  readonly deliver: (stanza: MessageStanza & { readonly id: string }) => Observable<string>
  /** What comes back, whenever it does. Hot; to be shared: each is told once. */
  readonly refused$: Observable<Sent & { readonly error: ChatError }>
}

export const createDeliver = ({
  event$,
  link,
  userId,
}: Pick<ConcernDeps, 'event$' | 'link' | 'userId'>): Deliveries => {
  let sent: readonly Sent[] = []
  return {
    deliver: (stanza) =>
      defer(() => {
        const own = link()
        if (own === null) throw linkLost('not connected; call connection.connect() first')
        const entry: Sent = { id: stanza.id, stanza, userId: userId() ?? 0 }
        sent = [...sent, entry].slice(-remembered)
        const settled$ = event$.pipe(
          map((event) => {
            if (sessionGone(event)) throw linkLost('the session ended before the server had the message')
            return settlementOf(event, (id) => (id === entry.id ? entry : undefined), own.jid)
          }),
          filter((settlement) => settlement?.ids.has(stanza.id) === true),
          map((settlement) => {
            if (settlement?.type === 'failed') throw settlement.error
            return stanza.id
          }),
        )
        return merge(
          settled$,
          silently(() => own.write(stanza)),
        ).pipe(take(1), throwIfEmpty(destroyed))
      }),
    refused$: event$.pipe(
      mergeMap((event) => {
        const settlement = settlementOf(event, (id) => sent.find((entry) => entry.id === id), link()?.jid ?? '')
        if (settlement?.type !== 'failed') return []
        const back = sent.filter(({ id }) => settlement.ids.has(id))
        sent = sent.filter((entry) => !back.includes(entry))
        return back.map((entry) => ({ ...entry, error: settlement.error }))
      }),
    ),
  }
}
