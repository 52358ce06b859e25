import {
  concat,
  defer,
  distinctUntilChanged,
  filter,
  ignoreElements,
  map,
  merge,
  of,
  Subject,
  takeWhile,
  throwError,
  type Observable,
} from 'rxjs'
import type { ConnectionEvent } from '../connection/connection-event.js'
import type { UserId } from '../model/ids.js'
import type { MessageStanza, Stanza } from '../model/stanza.js'
import { act } from '../rx/act.js'
import { createState, type State } from '../rx/create-state.js'
import type { Link } from '../stream/stream-event.js'
import { destroyed, noUser, tooLarge } from './outbox-errors.js'
import * as reducer from './outbox-reducer.js'
import type { OutboxEntry, OutboxState, OutboxStatus } from './outbox-reducer.js'
import { settlementOf, type Settlement } from './settlement.js'

export interface OutboxDeps {
  readonly event$: Observable<ConnectionEvent>
  /** The user new entries belong to. */
  readonly userId: () => UserId | undefined
  /** Tries to connect at once where the connection waits to. */
  readonly wake: () => void
  /** Bytes of the stanza on the wire. */
  readonly sizeOf: (stanza: Stanza) => number
  /** Bytes the server takes at most. */
  readonly maxBytes: number
}

/** Carries stanzas to the server, over as many links as it takes, each once and in order. */
export interface Outbox {
  /**
   * Cold: the first subscription hands the stanza over. Emits `queued`, `sending`, `sent` and completes; errors when the
   * server refuses it, when it is too large, or when the chat is destroyed. Unsubscribing only stops watching.
   */
  readonly submit: (stanza: MessageStanza & { readonly id: string }) => Observable<OutboxStatus>
  /** What is on its way; replays. */
  readonly pending$: Observable<readonly OutboxEntry[]>
  /** Opens the outbox onto a link and writes what waits. Written, not acknowledged: `ready` need not wait for that. */
  readonly revive: (link: Link) => void
  readonly destroy: () => void
}

/** More unacknowledged messages than this at once were measured to make a server destroy the session. */
const window = 20

/** The life of one entry: where it stands, then how it ended. */
const progress = (id: string, standing: OutboxStatus, step$: Observable<Step>): Observable<OutboxStatus> => {
  const further$ = step$.pipe(
    filter(({ ids }) => ids.has(id)),
    map((step) => {
      if (step.type === 'failed') throw step.error
      return step.type
    }),
  )
  return concat(
    // Listening first: whoever is told `queued` may set off what comes next.
    merge(further$, of(standing)),
    defer(() => throwError(destroyed)),
  ).pipe(
    distinctUntilChanged(),
    takeWhile((status) => status !== 'sent', true),
  )
}

/** What happens to entries: they are written, for the first time or again, or settled. */
type Step = { readonly type: 'sending'; readonly ids: ReadonlySet<string> } | Settlement

/** Where entries of one user can be written now. */
interface Way {
  readonly link: Link
  readonly userId: UserId
}

const createFlush = (state: State<OutboxState>, step$: Subject<Step>, way: () => Way | null): (() => void) => {
  let flushing = false
  const write = ({ link, userId }: Way): boolean => {
    const entries = reducer.releasable(state.get(), userId, window)
    if (entries.length === 0) return false
    const ids = new Set(entries.map(({ id }) => id))
    state.set(reducer.released(state.get(), ids))
    step$.next({ type: 'sending', ids })
    // Also when that ended the link: its session keeps the stanza for the next one.
    for (const { stanza } of entries) link.write(stanza)
    return true
  }
  return () => {
    // Whoever is told may hand over the next message at once: it must not overtake those about to be written.
    if (flushing) return
    flushing = true
    try {
      for (let open = way(); open !== null && write(open); open = way());
    } finally {
      flushing = false
    }
  }
}

export const createOutbox = (deps: OutboxDeps): Outbox => {
  const state = createState<OutboxState>(reducer.emptyOutbox)
  const step$ = new Subject<Step>()
  let open: Way | null = null
  let latest: Way | undefined
  let gone = false

  const flush = createFlush(state, step$, () => open)
  const settle = (settlement: Settlement): void => {
    const left = reducer.settled(state.get(), settlement.ids)
    if (left === state.get()) return
    state.set(left)
    step$.next(settlement)
    flush()
  }
  const watching = deps.event$.subscribe({
    next: (event) => {
      if (event.type === 'up') latest = event
      if (event.type === 'up' && !event.link.resumed) state.set(reducer.sessionLost(state.get(), event.userId))
      if (event.type === 'down') open = null
      const settlement = settlementOf(event, state.get(), latest?.link.jid ?? '')
      if (settlement !== undefined) settle(settlement)
    },
    error: (error: unknown) => {
      step$.error(error)
    },
  })
  const release = (): void => {
    flush()
    if (open === null) deps.wake()
  }

  return {
    submit: (stanza) =>
      defer(() => {
        if (gone) throw destroyed()
        const userId = deps.userId()
        if (userId === undefined) throw noUser()
        const bytes = deps.sizeOf(stanza)
        if (bytes > deps.maxBytes) throw tooLarge(bytes, deps.maxBytes)
        state.set(reducer.submitted(state.get(), { id: stanza.id, userId, stanza }))
        const standing = state.get().find(({ id }) => id === stanza.id)?.status ?? 'queued'
        // Watched before it is released: nothing that happens to it is missed.
        return merge(progress(stanza.id, standing, step$), act(release).pipe(ignoreElements()))
      }),
    pending$: state.value$,
    revive: (link) => {
      if (latest === undefined) return
      open = { link, userId: latest.userId }
      flush()
    },
    destroy: () => {
      gone = true
      watching.unsubscribe()
      state.complete()
      step$.complete()
    },
  }
}
