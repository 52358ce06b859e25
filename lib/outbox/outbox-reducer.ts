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

/** Each by its name, without a spread: that is one shape for all entries, and takes a fifth off what a status costs. */
const entered = ({ id, userId, kind, stanza, at, queue, background, call, failure }: NewEntry): OutboxEntry => ({
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
  patch: Partial<OutboxEntry>,
): OutboxState => (state.some(wanted) ? state.map((entry) => (wanted(entry) ? { ...entry, ...patch } : entry)) : state)

/**
 * Whose turn it is: the oldest not yet written of this user, as long as fewer than `window` are in flight. Not what is held,
 * nor what is behind it in its dialog; and a call only once nothing that was handed over before it is on its way.
 */
export const releasable = (state: OutboxState, userId: UserId, window: number): readonly OutboxEntry[] => {
  let room = window
  let oldest: OutboxEntry | undefined
  const held = new Set<string | undefined>()
  const waiting: OutboxEntry[] = []
  const behind: OutboxEntry[] = []
  for (const entry of state) {
    if (entry.userId !== userId || entry.status === 'failed') continue
    if (!entry.background) oldest ??= entry
    if (entry.held) held.add(entry.stanza.to)
    if (entry.written) room -= 1
    // What is written is at the front: with thousands behind it, this is where it ends nearly always.
    if (room <= 0) return []
    if (entry.written || held.has(entry.stanza.to) || (entry.call && entry !== oldest)) continue
    const line = entry.background ? behind : waiting
    if (line.length < window) line.push(entry)
  }
  return [...waiting, ...behind].slice(0, room)
}

/** How many more may be in flight. */
export const roomOf = (state: OutboxState, userId: UserId, window: number): number => {
  let room = window
  for (const entry of state) if (entry.written && entry.userId === userId && --room === 0) break
  return room
}

export const released = (state: OutboxState, ids: ReadonlySet<string>): OutboxState =>
  state.map((entry) => (ids.has(entry.id) ? { ...entry, status: 'sending', written: true } : entry))

/** The server has it, or nobody wants it any more: no longer on its way. */
export const settled = (state: OutboxState, ids: ReadonlySet<string>): OutboxState =>
  state.some(({ id }) => ids.has(id)) ? state.filter(({ id }) => !ids.has(id)) : state

/** The server did not have it after all: on its way again, in its place and as it was. */
export const reopened = (state: OutboxState, entries: OutboxState): OutboxState =>
  entries.length === 0 ? state : [...state, ...entries].sort((a, b) => a.at - b.at)

/** What was written is refused: what is written next is another, which waits for a word of its own. */
const refused = (
  state: OutboxState,
  { id: refusedId, stanza }: OutboxEntry,
  patch: Partial<OutboxEntry>,
): OutboxState => patched(state, ({ id }) => id === refusedId, { ...unwritten, ...patch, stanza: { ...stanza } })

/** It failed and stays until the app retries or cancels it; nothing behind it waits for that. */
export const failed = (state: OutboxState, entry: OutboxEntry, failure: OutboxFailure): OutboxState =>
  refused(state, entry, { status: 'failed', failure, suspicion: 0 })

export const retried = (state: OutboxState, failedId: string): OutboxState =>
  patched(state, ({ id, status }) => id === failedId && status === 'failed', { status: 'queued', failure: undefined })

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
