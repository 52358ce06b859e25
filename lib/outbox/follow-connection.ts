import type { ConnectionEvent } from '../connection/connection-event.js'
import type { Entries } from './entries.js'
import type { Gate } from './gate.js'
import { poison } from './outbox-errors.js'
import * as reducer from './outbox-reducer.js'
import { settlementOf } from './settlement.js'

/** Link deaths after which the oldest message in flight is taken for their cause. */
const mostDeaths = 3

/** Follows the connection: what it acknowledges, refuses and loses. */
export const followConnection = ({ state, remove, fail }: Entries, gate: Gate): ((event: ConnectionEvent) => void) => {
  const down = (): void => {
    const way = gate.way()
    gate.down()
    if (way === null) return
    state.set(reducer.linkDied(state.get(), way.userId))
    const guilty = state.get().filter(({ deaths }) => deaths >= mostDeaths)
    fail(new Set(guilty.map(({ id }) => id)), poison())
  }
  return (event) => {
    if (event.type === 'up') {
      if (!event.link.resumed) state.set(reducer.sessionLost(state.get(), event.userId))
      gate.up(event)
    }
    if (event.type === 'down') down()
    const settlement = settlementOf(event, state.get(), gate.way()?.link.jid ?? '')
    if (settlement?.type === 'sent') remove(settlement.ids, (id) => ({ id, type: 'sent' }))
    if (settlement?.type === 'failed') fail(settlement.ids, settlement.error)
    if (settlement !== undefined) gate.flush()
  }
}
