import type { ChatError } from '../errors/chat-error.js'
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
  /** Of another reference once it was refused: what was written before is told apart from what is written next. */
  readonly stanza: MessageStanza
  /** When it was handed over. */
  readonly at: EpochMs
  /** In whose tab's queue it is stored; empty for what is not. */
  readonly queue: string
  /** Written behind whatever an app handed over, and dropped when it fails. */
  readonly background: boolean
  /** Delivered by a call that its kind makes, not by being written to the link. */
  readonly call: boolean
  readonly status: 'queued' | 'sending' | 'failed'
  readonly failure?: OutboxFailure | undefined
  /** Whether it was written in the session that lives now. */
  readonly written: boolean
  /** How much speaks against it: links that died while it was the oldest one in flight, refusals that were mended. */
  readonly suspicion: number
  /** What it was refused with before that was mended, or is. */
  readonly refusal: ChatError | null
  /** Waits for that, and what follows it in its dialog with it. */
  readonly held: boolean
}

/** The entries on their way, in the order they were handed over: FIFO over all dialogs, and so per dialog. */
export type OutboxState = readonly OutboxEntry[]

export const emptyOutbox: OutboxState = []

export type NewEntry = Pick<
  OutboxEntry,
  'id' | 'userId' | 'kind' | 'stanza' | 'at' | 'queue' | 'background' | 'call' | 'failure'
>

const unwritten = { written: false, refusal: null, held: false } as const

/** Taken in. Each by its name, without a spread: that is one shape for all entries, and takes a fifth off what a status costs. */
export const entered = ({ id, userId, kind, stanza, at, queue, background, call, failure }: NewEntry): OutboxEntry => ({
  id,
  userId,
  kind,
  stanza,
  at,
  queue,
  background,
  call,
  failure,
  status: failure === undefined ? 'queued' : 'failed',
  suspicion: 0,
  written: false,
  refusal: null,
  held: false,
})

/** Its turn came. */
export const released = (entry: OutboxEntry): OutboxEntry => ({ ...entry, status: 'sending', written: true })

/** It failed and stays until the app retries or cancels it; nothing behind it waits for that. Were it written again, that would be another stanza. */
export const failed = (entry: OutboxEntry, failure: OutboxFailure): OutboxEntry => ({
  ...{ ...entry, ...unwritten, status: 'failed', failure, suspicion: 0, stanza: { ...entry.stanza } },
})

export const retried = (entry: OutboxEntry): OutboxEntry => ({ ...entry, status: 'queued', failure: undefined })

const patched = (
  state: OutboxState,
  wanted: (entry: OutboxEntry) => boolean,
  patch: Partial<OutboxEntry>,
): OutboxState => (state.some(wanted) ? state.map((entry) => (wanted(entry) ? { ...entry, ...patch } : entry)) : state)

/**
 * Whose turn it is: the oldest not yet written of this user, for which there is room in flight. Not what is held, nor what is
 * behind it in its dialog; and a call only once nothing that was handed over before it is on its way.
 */
export const releasable = (entries: Iterable<OutboxEntry>, userId: UserId, room: number): OutboxState => {
  let oldest: OutboxEntry | undefined
  const held = new Set<string | undefined>()
  const waiting: OutboxEntry[] = []
  const behind: OutboxEntry[] = []
  for (const entry of entries) {
    if (waiting.length === room) break
    if (entry.userId !== userId || entry.status === 'failed') continue
    if (!entry.background) oldest ??= entry
    if (entry.held) held.add(entry.stanza.to)
    if (entry.written || held.has(entry.stanza.to) || (entry.call && entry !== oldest)) continue
    const line = entry.background ? behind : waiting
    if (line.length < room) line.push(entry)
  }
  return [...waiting, ...behind].slice(0, room)
}

/** Something is done about the refusal: it waits in its place; `all`: what else was written to its addressee, too. */
export const held = (state: OutboxState, entry: OutboxEntry, refusal: ChatError, all: boolean): OutboxState => {
  const isConcerned = ({ id, written, call, stanza }: OutboxEntry): boolean =>
    id === entry.id || (all && written && !call && stanza.to === entry.stanza.to)
  const waiting = { ...unwritten, status: 'queued', refusal, held: true } as const
  return state.map((each) =>
    isConcerned(each) ? { ...each, ...waiting, stanza: { ...each.stanza }, suspicion: each.suspicion + 1 } : each,
  )
}

/** To be written once more; unless it was `mended`, the next refusal is asked about again. */
export const freed = (state: OutboxState, refusal: ChatError, mended: ChatError | null): OutboxState =>
  patched(state, (entry) => entry.refusal === refusal, { held: false, refusal: mended })

/**
 * The session ended with its unacknowledged stanzas: they are to be written again, under their ids and in their order. So
 * is what waits to be mended: that was in the old session. A call that is being made needs no session.
 */
export const sessionLost = (state: OutboxState, userId: UserId): OutboxState =>
  patched(
    state,
    ({ userId: of, written, call, held: isHeld }) => of === userId && ((written && !call) || isHeld),
    unwritten,
  )

/** A link died. Whatever is wrong with a message shows at the oldest in flight; those behind it are innocent. */
export const linkDied = (state: OutboxState, userId: UserId, weight: number): OutboxState => {
  const oldest = state.find((entry) => entry.userId === userId && entry.written && !entry.call)
  return patched(state, (entry) => entry === oldest, { suspicion: (oldest?.suspicion ?? 0) + weight })
}
