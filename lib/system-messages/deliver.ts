import { defer, filter, map, merge, take, throwIfEmpty, type Observable } from 'rxjs'
import { sessionGone, type ConnectionEvent } from '../connection/connection-event.js'
import type { UserId } from '../model/ids.js'
import type { MessageStanza } from '../model/stanza.js'
import { destroyed } from '../outbox/outbox-errors.js'
import { settlementOf } from '../outbox/settlement.js'
import { silently } from '../rx/silently.js'
import { linkLost } from '../stream/stream-errors.js'
import type { Link } from '../stream/stream-event.js'

export interface DeliverDeps {
  readonly event$: Observable<ConnectionEvent>
  readonly link: () => Link | null
  readonly userId: () => UserId | undefined
}

/**
 * Writes a message that is worth nothing later. Cold; emits its id and completes when the server acknowledged it, over a
 * resumed link too. Errors: 'link' while there is none or when the session was lost before, 'stanza' when it was refused
 * before, 'closed'.
 */
export const createDeliver =
  ({ event$, link, userId }: DeliverDeps) =>
  (stanza: MessageStanza & { readonly id: string }): Observable<string> =>
    defer(() => {
      const own = link()
      if (own === null) throw linkLost('not connected; call connection.connect() first')
      const sent = [{ id: stanza.id, stanza, userId: userId() ?? 0 }]
      const settled$ = event$.pipe(
        map((event) => {
          if (sessionGone(event)) throw linkLost('the session ended before the server had the message')
          return settlementOf(event, sent, own.jid)
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
    })
