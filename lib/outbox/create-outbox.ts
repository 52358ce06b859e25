import { defer, finalize, merge, mergeAll, of, Subscription, switchMap, tap, type Observable } from 'rxjs'
import type { ConnectionEvent } from '../connection/connection-event.js'
import { sessionError } from '../errors/session-error.js'
import type { EpochMs, UserId } from '../model/ids.js'
import type { MessageStanza } from '../model/stanza.js'
import type { Platform } from '../platform/platform.js'
import { act } from '../rx/act.js'
import { filterMap } from '../rx/filter-map.js'
import type { Link } from '../stream/stream-event.js'
import { createConfirm, type Confirm } from './confirm.js'
import { createSizeCheck } from './check-size.js'
import { createEntries, type Entries, type Failed } from './entries.js'
import { followConnection } from './follow-connection.js'
import { createGate, type Gate } from './gate.js'
import { createLife } from './life.js'
import { createOpenQueues } from './open-queues.js'
import { cancelled, destroyed, notOurs, signedOut } from './outbox-errors.js'
import * as reducer from './outbox-reducer.js'
import type { NewEntry, OutboxEntry, OutboxState, OutboxStatus } from './outbox-reducer.js'
import { traitsOf, type OutboxKind } from './outbox-kind.js'
import { createPosts, type Posts } from './posts.js'
import { perform } from './perform.js'
import { createRefuse } from './refuse.js'
import { createOutboxStore, type OutboxStore, type OutboxStoreDeps, type Queue } from './outbox-store.js'

export interface OutboxDeps extends Omit<OutboxStoreDeps, 'kinds'>, Pick<Platform, 'scheduler'> {
  readonly event$: Observable<ConnectionEvent>
  /** The user new entries belong to. */
  readonly userId: () => UserId | undefined
  /** Tries to connect at once where the connection waits to. */
  readonly wake: () => void
  readonly now: () => EpochMs
  /** Bytes the server takes at most. */
  readonly maxBytes: number
}

/**
 * Cold: the first subscription hands the stanza over. Emits `queued` when it is kept, `sending`, `sent` and completes;
 * errors when the server refuses it, when it is too large, or when the chat is destroyed. Unsubscribing before `queued`
 * withdraws it, later it only stops watching.
 */
export type Submit = (stanza: MessageStanza & { readonly id: string }) => Observable<OutboxStatus>

/** Carries stanzas to the server, over as many links and reloads as it takes, each once and in order. */
export interface Outbox extends Pick<Confirm, 'lost'> {
  /** Registers a kind of entry; before anything is taken up from the storage. */
  readonly register: (name: string, kind?: OutboxKind) => Submit
  /** Sends what nobody waits for and no reload needs to survive, as room is left by all else: it weighs next to nothing. */
  readonly post: (kind: string, stanza: MessageStanza & { readonly id: string }) => void
  /** What is on its way, and what failed and waits to be retried or cancelled; replays. */
  readonly pending$: Observable<OutboxState>
  /** What failed, also of kinds that no app sees; a retry may fail again. Hot. */
  readonly failed$: Observable<Failed>
  /** Each entry the server has, just before it leaves `pending$`. Hot. */
  readonly sent$: Observable<OutboxEntry>
  /** Sends a failed entry again, under its id. Cold; as `Submit`. Errors 'argument' for any other id. */
  readonly retry: (id: string) => Observable<OutboxStatus>
  /** Withdraws an entry that failed or was not written yet. Cold; emits and completes. Errors 'argument' for any other id. */
  readonly cancel: (id: string) => Observable<void>
  /** Takes up what is kept for the user. Cold, idempotent; emits the name of this tab's queue once it is in. */
  readonly open: (userId: UserId) => Observable<string>
  /** Opens the outbox onto a link and writes what waits. Cold; emits when written, not acknowledged: `ready` need not wait for that. */
  readonly revive: (link: Link) => Observable<unknown>
  /** Forgets what is on its way for the user, here and in the storage. Cold. */
  readonly clear: (userId: UserId) => Observable<unknown>
  readonly destroy: () => void
}

/** What an app may do with an entry that waits for it. */
const createCommands = (
  { state, find, replace, keep, remove }: Entries,
  store: OutboxStore,
  gate: Gate,
  posts: Posts,
  lifeOf: (id: string) => Observable<OutboxStatus>,
): Pick<Outbox, 'retry' | 'cancel' | 'clear'> => ({
  retry: (id) =>
    defer(() => {
      const entry = find(id)
      if (entry?.status !== 'failed') throw notOurs('one that failed')
      const retried = [reducer.retried(entry)]
      replace(retried)
      keep(store.put(retried))
      return lifeOf(id)
    }),
  cancel: (id) =>
    act(() => {
      const entry = find(id)
      if (entry === undefined || entry.status === 'sending') throw notOurs('one that failed or was not written yet')
      remove([entry], cancelled())
      gate.flush()
    }),
  clear: (userId) =>
    defer(() => {
      posts.clear(userId)
      remove(
        state.get().filter((entry) => entry.userId === userId),
        signedOut(),
      )
      return store.clear(userId)
    }),
})

/** Keeps an entry, then takes it in and tells its life; unsubscribing before that leaves nothing of it. */
const createHandOver =
  (
    { timeFrom, add, find, keep }: Entries,
    store: OutboxStore,
    posts: Posts,
    now: OutboxDeps['now'],
    lifeOf: (id: string) => Observable<OutboxStatus>,
  ) =>
  (queue: string, handed: Omit<NewEntry, 'at' | 'queue'>): Observable<OutboxStatus> => {
    const entry = reducer.entered({ queue, at: timeFrom(now()), ...handed })
    const enter = (): Observable<OutboxStatus> => {
      // That a message was read is told after that it was delivered.
      if (entry.background) posts.refill(entry.userId, Infinity)
      add([entry])
      return lifeOf(entry.id)
    }
    if (queue === '') return enter()
    return store.put([entry]).pipe(
      finalize(() => {
        if (find(entry.id) === undefined) keep(store.remove([entry]))
      }),
      switchMap(enter),
    )
  }

export const createOutbox = (deps: OutboxDeps): Outbox => {
  const { event$, wake, now, maxBytes, codec } = deps
  const kinds = new Map<string, OutboxKind>()
  const checkSize = createSizeCheck(codec, maxBytes)
  const alive = new Subscription()
  const store = createOutboxStore({ ...deps, kinds })
  const entries = createEntries(store)
  const { find } = entries
  const posts = createPosts(entries, now)
  const gate = createGate(entries, posts.refill)
  const takeIn = (queue: Queue): void => {
    entries.add(queue.entries.map(reducer.entered))
    gate.flush()
  }
  const queues = createOpenQueues(store.load, takeIn, alive)
  const lifeOf = createLife(entries, gate, wake)
  const handOver = createHandOver(entries, store, posts, now, lifeOf)
  const refuse = createRefuse(entries, gate, kinds, deps.scheduler)
  const confirm = createConfirm(entries, kinds, refuse, deps.scheduler)
  const following$ = event$.pipe(filterMap(followConnection(entries, gate, refuse, confirm)), mergeAll())
  const work$ = merge(entries.keeping$, perform(entries, gate, kinds, refuse), following$)
  alive.add(work$.subscribe({ error: entries.complete }))

  return {
    register: (kind, options = {}) => {
      kinds.set(kind, options)
      return (stanza) =>
        defer(() => {
          if (alive.closed) throw destroyed()
          const userId = deps.userId()
          if (userId === undefined) throw sessionError('no-user')
          checkSize(stanza)
          const { id } = stanza
          if (find(id) !== undefined) return lifeOf(id)
          const handed = { id, userId, kind, stanza, ...traitsOf(options) }
          const enter = (queue: string): Observable<OutboxStatus> => handOver(deps.store.keeps ? queue : '', handed)
          const own = queues.nameOf(userId)
          return own === undefined ? queues.open(userId).pipe(switchMap(enter)) : enter(own)
        })
    },
    post: (kind, stanza) => {
      const userId = deps.userId()
      if (userId !== undefined) posts.add({ id: stanza.id, userId, kind, stanza })
      gate.flush()
    },
    pending$: entries.pending$,
    ...{ failed$: entries.failed$, sent$: entries.sent$, lost: confirm.lost },
    ...createCommands(entries, store, gate, posts, lifeOf),
    open: queues.open,
    revive: (link) =>
      defer(() => {
        const way = gate.way()
        return way?.link === link ? queues.open(way.userId).pipe(tap(gate.open)) : of(null)
      }),
    destroy: () => {
      alive.unsubscribe()
      entries.complete()
    },
  }
}
