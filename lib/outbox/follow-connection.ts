import type { Observable } from 'rxjs'
import type { ConnectionEvent } from '../connection/connection-event.js'
import type { Entries } from './entries.js'
import type { Gate } from './gate.js'
import { poison } from './outbox-errors.js'
import * as reducer from './outbox-reducer.js'
import type { OutboxEntry, OutboxState } from './outbox-reducer.js'
import type { Refuse } from './refuse.js'
import { settlementOf, type Settlement } from './settlement.js'

/**
 * What a dead link says against the oldest message in flight. The server's own word says much, a link that just vanished
 * little: `enough` are three of the one, ten of the other.
 */
const evidence = { byServer: 4, vanished: 1, enough: 10 }

/** Servers were seen to acknowledge a message before the room or the addressee refused it: so many are remembered for that. */
const remembered = 100

/** Follows the connection: what it acknowledges, refuses and loses. Gives what is to be done about that at length. */
export const followConnection = (
  { state, find, among, remove, reopen, fail }: Entries,
  gate: Gate,
  refuse: Refuse,
): ((event: ConnectionEvent) => Observable<unknown> | undefined) => {
  let acknowledged: OutboxState = []
  const settle = (ids: ReadonlySet<string>): void => {
    const shown = among(ids).filter(({ background }) => !background)
    acknowledged = [...acknowledged, ...shown].slice(-remembered)
    remove(ids, 'sent')
  }
  const reject = ({ ids, error }: Extract<Settlement, { type: 'failed' }>): Observable<unknown> => {
    const late = acknowledged.filter(({ id }) => ids.has(id))
    reopen(late)
    acknowledged = acknowledged.filter((entry) => !late.includes(entry))
    const [id = ''] = ids
    return refuse(id, error)
  }
  const down = (weight: number): void => {
    const way = gate.way()
    gate.down()
    if (way === null) return
    state.set(reducer.linkDied(state.get(), way.userId, weight))
    for (const { id, suspicion } of state.get()) if (suspicion >= evidence.enough) fail(id, poison())
  }
  return (event) => {
    if (event.type === 'up') {
      if (!event.link.resumed) {
        state.set(reducer.sessionLost(state.get(), event.userId))
        acknowledged = []
      }
      gate.up(event)
    }
    if (event.type === 'down') down(event.byServer ? evidence.byServer : evidence.vanished)
    const written = (id: string | undefined): OutboxEntry | undefined =>
      find(id) ?? acknowledged.find((entry) => entry.id === id)
    const settlement = settlementOf(event, written, gate.way()?.link.jid ?? '')
    if (settlement === undefined) return undefined
    if (settlement.type === 'sent') settle(settlement.ids)
    const mending$ = settlement.type === 'sent' ? undefined : reject(settlement)
    gate.flush()
    return mending$
  }
}
