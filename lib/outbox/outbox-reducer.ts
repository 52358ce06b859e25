import type { UserId } from '../model/ids.js'
import type { MessageStanza } from '../model/stanza.js'

/** How far something handed to the outbox came; it never goes back. */
export type OutboxStatus = 'queued' | 'sending' | 'sent'

/** One stanza on its way. Its id is the key of everything: acknowledgement, echo, error, resend. */
export interface OutboxEntry {
  readonly id: string
  /** Only written over a link of this user. */
  readonly userId: UserId
  readonly stanza: MessageStanza
  readonly status: 'queued' | 'sending'
  /** Whether it was written in the session that lives now. */
  readonly written: boolean
}

/** The entries on their way, in the order they were handed over: FIFO over all dialogs, and so per dialog. */
export type OutboxState = readonly OutboxEntry[]

export const emptyOutbox: OutboxState = []

/** Handing over the same id again changes nothing. */
export const submitted = (state: OutboxState, entry: Pick<OutboxEntry, 'id' | 'userId' | 'stanza'>): OutboxState =>
  state.some(({ id }) => id === entry.id) ? state : [...state, { ...entry, status: 'queued', written: false }]

/** What may be written now: the oldest not yet written of this user, as long as fewer than `window` are in flight. */
export const releasable = (state: OutboxState, userId: UserId, window: number): readonly OutboxEntry[] => {
  const own = state.filter((entry) => entry.userId === userId)
  const inFlight = own.filter(({ written }) => written).length
  return own.filter(({ written }) => !written).slice(0, Math.max(0, window - inFlight))
}

export const released = (state: OutboxState, ids: ReadonlySet<string>): OutboxState =>
  state.map((entry) => (ids.has(entry.id) ? { ...entry, status: 'sending', written: true } : entry))

/** Settled, one way or the other: no longer on its way. */
export const settled = (state: OutboxState, ids: ReadonlySet<string>): OutboxState =>
  state.some(({ id }) => ids.has(id)) ? state.filter(({ id }) => !ids.has(id)) : state

/** The session ended with its unacknowledged stanzas: they are to be written again, under their ids and in their order. */
export const sessionLost = (state: OutboxState, userId: UserId): OutboxState =>
  state.some((entry) => entry.userId === userId && entry.written)
    ? state.map((entry) => (entry.userId === userId && entry.written ? { ...entry, written: false } : entry))
    : state
