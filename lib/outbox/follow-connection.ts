import type { ConnectionEvent } from '../connection/connection-event.js'
import type { Entries } from './entries.js'
import type { Gate } from './gate.js'
import { poison } from './outbox-errors.js'
import * as reducer from './outbox-reducer.js'
import { settlementOf } from './settlement.js'

/**
 * What a dead link says against the oldest message in flight. The server's own word says much, a link that just vanished
 * little: `enough` are three of the one, ten of the other.
 */
const evidence = { byServer: 4, vanished: 1, enough: 10 }

/** Follows the connection: what it acknowledges, refuses and loses. */
export const followConnection = ({ state, remove, fail }: Entries, gate: Gate): ((event: ConnectionEvent) => void) => {
  const down = (weight: number): void => {
    const way = gate.way()
    gate.down()
    if (way === null) return
    state.set(reducer.linkDied(state.get(), way.userId, weight))
    const guilty = state.get().filter(({ suspicion }) => suspicion >= evidence.enough)
    fail(new Set(guilty.map(({ id }) => id)), poison())
  }
  return (event) => {
    if (event.type === 'up') {
      if (!event.link.resumed) state.set(reducer.sessionLost(state.get(), event.userId))
      gate.up(event)
    }
    if (event.type === 'down') down(event.byServer ? evidence.byServer : evidence.vanished)
    const settlement = settlementOf(event, state.get(), gate.way()?.link.jid ?? '')
    if (settlement?.type === 'sent') remove(settlement.ids, (id) => ({ id, type: 'sent' }))
    if (settlement?.type === 'failed') fail(settlement.ids, settlement.error)
    if (settlement !== undefined) gate.flush()
  }
}
