import { isWithdrawn, type ConnectionState } from '../model/connection-state.js'
import type { UserId } from '../model/ids.js'
import type { Stanza } from '../model/stanza.js'
import type { Link } from '../stream/stream-event.js'

/** Everything that happens on the connection, in the order in which it happens. */
export type ConnectionEvent =
  | { readonly type: 'state'; readonly state: ConnectionState }
  | { readonly type: 'stanza'; readonly stanza: Stanza }
  /** The link is up; unless it was resumed, everything written before and not acknowledged is lost with the old session. */
  | { readonly type: 'up'; readonly link: Link; readonly userId: UserId }
  /** Presence is out in a new session: what a session has to know anew is written now, before the outbox. */
  | { readonly type: 'renewed'; readonly link: Link }
  /** `byServer`: it was ended by the server's own word, and did not just vanish. */
  | { readonly type: 'down'; readonly byServer: boolean }
  | { readonly type: 'acknowledged'; readonly stanzas: readonly Stanza[] }
  | { readonly type: 'refused'; readonly problem: string }

/** What happens to the link, without what comes over it. */
export type LinkEvent = Exclude<ConnectionEvent, { readonly type: 'stanza' }>

/** The link can be used: at once when it was resumed, in a new session when presence is out. */
export const isUsable = (event: ConnectionEvent): event is Extract<ConnectionEvent, { link: Link }> =>
  event.type === 'renewed' || (event.type === 'up' && event.link.resumed)

/** What was true of the session is so no more. One whose tries are used up may still be resumed. */
export const isSessionOver = (event: ConnectionEvent): boolean =>
  event.type === 'up' ? !event.link.resumed : event.type === 'state' && isWithdrawn(event.state)

/** Answers to what was asked in an earlier session can no longer come. */
export const sessionGone = (event: ConnectionEvent): boolean =>
  isSessionOver(event) || (event.type === 'state' && event.state.type === 'closed')
