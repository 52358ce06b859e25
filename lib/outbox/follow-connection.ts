import type { Observable } from 'rxjs'
import type { ConnectionEvent } from '../connection/connection-event.js'
import type { Confirm } from './confirm.js'
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
  { state, find, add, remove, fail }: Entries,
  gate: Gate,
  refuse: Refuse,
  confirm: Confirm,
): ((event: ConnectionEvent) => Observable<unknown> | undefined) => {
  const acknowledged = new Map<string, OutboxEntry>()
  const remember = (entry: OutboxEntry): void => {
    if (entry.background || find(entry.id) !== entry) return
    acknowledged.set(entry.id, entry)
    if (acknowledged.size <= remembered) return
    const [oldest = ''] = acknowledged.keys()
    acknowledged.delete(oldest)
  }
  const settle = (own: OutboxState, { type }: ConnectionEvent): Observable<unknown> | undefined => {
    const open = type === 'acknowledged' ? own.filter(confirm.isRepeated) : []
    const done = open.length === 0 ? own : own.filter((entry) => !open.includes(entry))
    done.forEach(remember)
    remove(done, 'sent')
    return open.length === 0 ? undefined : confirm.await(open)
  }
  const reject = ({ entry, error }: Extract<Settlement, { type: 'failed' }>): Observable<unknown> => {
    if (acknowledged.delete(entry.id)) add([entry])
    return refuse(entry.id, error)
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
        acknowledged.clear()
      }
      gate.up(event)
    }
    if (event.type === 'down') down(event.byServer ? evidence.byServer : evidence.vanished)
    const written = (id: string | undefined): OutboxEntry | undefined => find(id) ?? acknowledged.get(id ?? '')
    const settlement = settlementOf(event, written, gate.way()?.link.jid ?? '')
    if (event.type === 'up' && event.link.resumed)
      return confirm.await(
        state.get().filter((entry) => entry.written && entry.userId === event.userId && confirm.isRepeated(entry)),
      )
    if (settlement === undefined) return undefined
    const asking$ = settlement.type === 'sent' ? settle(settlement.entries, event) : reject(settlement)
    gate.flush()
    return asking$
  }
}
