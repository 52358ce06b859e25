import { catchError, concatWith, EMPTY, merge, tap, type Observable } from 'rxjs'
import type { ConnectionEvent } from '../connection/connection-event.js'
import { isChatError, type ChatError } from '../errors/chat-error.js'
import { silently } from '../rx/silently.js'
import type { Entries } from './entries.js'
import type { Gate } from './gate.js'
import { poison } from './outbox-errors.js'
import type { OutboxKinds } from './outbox-kind.js'
import * as reducer from './outbox-reducer.js'
import { settlementOf } from './settlement.js'

/**
 * What a dead link says against the oldest message in flight. The server's own word says much, a link that just vanished
 * little: `enough` are three of the one, ten of the other.
 */
const evidence = { byServer: 4, vanished: 1, enough: 10 }

/** Fails what was refused, unless that can be mended: asked once, and it is the first refusal that is told. */
const createRefuse =
  ({ state, find, fail }: Entries, gate: Gate, kinds: OutboxKinds) =>
  (id: string, refusal: ChatError): Observable<unknown> => {
    const entry = find(id)
    if (entry?.status !== 'sending' || entry.call) return EMPTY
    const { kind, stanza, refusal: first } = entry
    const mending$ = first === null ? kinds.get(kind)?.mend?.(stanza, refusal) : undefined
    if (mending$ === undefined) {
      fail(id, first ?? refusal)
      return EMPTY
    }
    state.set(reducer.held(state.get(), id, refusal))
    const free = (mended: ChatError | null): void => state.set(reducer.freed(state.get(), refusal, mended))
    const giveUp = (error: unknown): void => {
      // A lost link says nothing about the refusal. And in a new session everything is written again, whatever came of this.
      if (isChatError(error, 'link')) free(null)
      else if (find(id)?.refusal === refusal) fail(id, refusal)
    }
    return mending$.pipe(
      tap({ complete: () => free(refusal), error: giveUp }),
      catchError(() => EMPTY),
      concatWith(silently(gate.flush)),
    )
  }

/** Follows the connection: what it acknowledges, refuses and loses. What takes longer is done while the result is subscribed. */
export const followConnection = (
  entries: Entries,
  gate: Gate,
  kinds: OutboxKinds,
): ((event: ConnectionEvent) => Observable<unknown>) => {
  const { state, remove, fail } = entries
  const refuse = createRefuse(entries, gate, kinds)
  const down = (weight: number): void => {
    const way = gate.way()
    gate.down()
    if (way === null) return
    state.set(reducer.linkDied(state.get(), way.userId, weight))
    for (const { id, suspicion } of state.get()) if (suspicion >= evidence.enough) fail(id, poison())
  }
  return (event) => {
    if (event.type === 'up') {
      if (!event.link.resumed) state.set(reducer.sessionLost(state.get(), event.userId))
      gate.up(event)
    }
    if (event.type === 'down') down(event.byServer ? evidence.byServer : evidence.vanished)
    const settlement = settlementOf(event, state.get(), gate.way()?.link.jid ?? '')
    if (settlement?.type === 'sent') remove(settlement.ids, ({ id }) => ({ id, type: 'sent' }))
    const refused = settlement?.type === 'failed' ? [...settlement.ids].map((id) => refuse(id, settlement.error)) : []
    if (settlement !== undefined) gate.flush()
    return merge(...refused)
  }
}
