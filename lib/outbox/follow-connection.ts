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
  { state, find, among, remove, reopen, fail }: Entries,
  gate: Gate,
  refuse: Refuse,
  confirm: Confirm,
): ((event: ConnectionEvent) => Observable<unknown> | undefined) => {
  let acknowledged: OutboxState = []
  const settle = (ids: ReadonlySet<string>, { type }: ConnectionEvent): Observable<unknown> | undefined => {
    const own = among(ids)
    const open = type === 'acknowledged' ? own.filter(confirm.isRepeated) : []
    const done = open.length === 0 ? own : own.filter((entry) => !open.includes(entry))
    acknowledged = [...acknowledged, ...done.filter(({ background }) => !background)].slice(-remembered)
    remove(new Set(done.map(({ id }) => id)), 'sent')
    return open.length === 0 ? undefined : confirm.await(open)
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
    if (event.type === 'up' && event.link.resumed)
      return confirm.await(
        state.get().filter((entry) => entry.written && entry.userId === event.userId && confirm.isRepeated(entry)),
      )
    if (settlement === undefined) return undefined
    const asking$ = settlement.type === 'sent' ? settle(settlement.ids, event) : reject(settlement)
    gate.flush()
    return asking$
  }
}
