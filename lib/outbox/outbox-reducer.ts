import type { EpochMs, UserId } from '../model/ids.js'
import type { MessageStanza } from '../model/stanza.js'

/** How far something handed to the outbox came; it never goes back. */
export type OutboxStatus = 'queued' | 'sending' | 'sent'

/** Why it will not be sent by itself any more. */
export interface OutboxFailure {
  readonly reason: string
  /** Whether `retry` may succeed as it is. */
  readonly retryable: boolean
}

/** One stanza on its way. Its id is the key of everything: acknowledgement, echo, error, resend. */
export interface OutboxEntry {
  readonly id: string
  /** Only written over a link of this user. */
  readonly userId: UserId
  /** What it is, by the name its concern registered it under. */
  readonly kind: string
  readonly stanza: MessageStanza
  /** When it was handed over. */
  readonly at: EpochMs
  /** In whose tab's queue it is stored. */
  readonly queue: string
  /** Written behind whatever an app handed over, and dropped when it fails. */
  readonly background: boolean
  readonly status: 'queued' | 'sending' | 'failed'
  readonly failure?: OutboxFailure
  /** Whether it was written in the session that lives now. */
  readonly written: boolean
  /** How much the links that died while it was the oldest one in flight speak against it. */
  readonly suspicion: number
}

/** The entries on their way, in the order they were handed over: FIFO over all dialogs, and so per dialog. */
export type OutboxState = readonly OutboxEntry[]

export const emptyOutbox: OutboxState = []

export type NewEntry = Pick<
  OutboxEntry,
  'id' | 'userId' | 'kind' | 'stanza' | 'at' | 'queue' | 'background' | 'failure'
>

const entered = (entry: NewEntry): OutboxEntry => ({
  ...entry,
  status: entry.failure === undefined ? 'queued' : 'failed',
  written: false,
  suspicion: 0,
})

/** Handing over the same id again changes nothing. What comes from a storage finds its place by its time. */
export const submitted = (state: OutboxState, entries: readonly NewEntry[]): OutboxState => {
  const fresh = entries.filter((entry) => !state.some(({ id }) => id === entry.id))
  const last = state.at(-1)?.at ?? 0
  const all = [...state, ...fresh.map(entered)]
  return fresh.some(({ at }) => at < last) ? all.sort((a, b) => a.at - b.at) : fresh.length > 0 ? all : state
}

const patched = (
  state: OutboxState,
  wanted: (entry: OutboxEntry) => boolean,
  patch: (entry: OutboxEntry) => OutboxEntry,
): OutboxState => (state.some(wanted) ? state.map((entry) => (wanted(entry) ? patch(entry) : entry)) : state)

/** What may be written now: the oldest not yet written of this user, as long as fewer than `window` are in flight. */
export const releasable = (state: OutboxState, userId: UserId, window: number): readonly OutboxEntry[] => {
  const own = state.filter((entry) => entry.userId === userId && entry.status !== 'failed')
  const waiting = own.filter(({ written }) => !written)
  const inFlight = own.length - waiting.length
  const inOrder = [...waiting.filter((entry) => !entry.background), ...waiting.filter((entry) => entry.background)]
  return inOrder.slice(0, Math.max(0, window - inFlight))
}

export const released = (state: OutboxState, ids: ReadonlySet<string>): OutboxState =>
  patched(
    state,
    ({ id }) => ids.has(id),
    (entry) => ({ ...entry, status: 'sending', written: true }),
  )

/** The server has it, or nobody wants it any more: no longer on its way. */
export const settled = (state: OutboxState, ids: ReadonlySet<string>): OutboxState =>
  state.some(({ id }) => ids.has(id)) ? state.filter(({ id }) => !ids.has(id)) : state

/** It failed and stays until the app retries or cancels it; nothing behind it waits for that. */
export const failed = (state: OutboxState, ids: ReadonlySet<string>, failure: OutboxFailure): OutboxState =>
  patched(
    state.filter(({ id, background }) => !(background && ids.has(id))),
    ({ id }) => ids.has(id),
    (entry) => ({ ...entry, status: 'failed', failure, written: false, suspicion: 0 }),
  )

export const retried = (state: OutboxState, id: string): OutboxState =>
  patched(
    state,
    (entry) => entry.id === id && entry.status === 'failed',
    ({ failure: _, ...entry }) => ({ ...entry, status: 'queued' }),
  )

/** The session ended with its unacknowledged stanzas: they are to be written again, under their ids and in their order. */
export const sessionLost = (state: OutboxState, userId: UserId): OutboxState =>
  patched(
    state,
    (entry) => entry.userId === userId && entry.written,
    (entry) => ({ ...entry, written: false }),
  )

/** A link died. Whatever is wrong with a message shows at the oldest in flight; those behind it are innocent. */
export const linkDied = (state: OutboxState, userId: UserId, weight: number): OutboxState => {
  const oldest = state.find((entry) => entry.userId === userId && entry.written)
  return patched(
    state,
    (entry) => entry === oldest,
    (entry) => ({ ...entry, suspicion: entry.suspicion + weight }),
  )
}
