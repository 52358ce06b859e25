import { concatMap, ignoreElements, Subject, type Observable } from 'rxjs'
import type { ChatError } from '../errors/chat-error.js'
import { byKey } from '../rx/by-key.js'
import { createState, type State } from '../rx/create-state.js'
import { failureOf } from './outbox-errors.js'
import * as reducer from './outbox-reducer.js'
import type { OutboxEntry, OutboxState } from './outbox-reducer.js'
import type { OutboxStore } from './outbox-store.js'

/** An entry that will not be sent by itself any more, as it was, and why. */
export interface Failed {
  readonly entry: OutboxEntry
  readonly error: ChatError
}

/** What happens to an entry: it is written, for the first time or again, or settled. */
export type Step = { readonly id: string } & (
  { readonly type: 'sending' | 'sent' } | { readonly type: 'failed'; readonly error: ChatError }
)

/** The entries in memory, mirrored in the storage, and the ways they end. */
export interface Entries {
  readonly state: State<OutboxState>
  readonly find: (id: string) => OutboxEntry | undefined
  readonly among: (ids: ReadonlySet<string>) => OutboxState
  readonly stepsOf: (id: string) => Observable<Step>
  readonly tell: (step: Step) => void
  readonly failed$: Observable<Failed>
  readonly sent$: Observable<OutboxEntry>
  /** Writes to the storage, one after the other; to be subscribed for as long as the outbox lives. Nobody waits for it. */
  readonly keeping$: Observable<never>
  readonly keep: (write$: Observable<unknown>) => void
  /** It is sent, or withdrawn. */
  readonly remove: (ids: ReadonlySet<string>, how: 'sent' | ChatError) => void
  readonly fail: (id: string, error: ChatError) => void
  readonly complete: () => void
}

export const createEntries = (store: OutboxStore): Entries => {
  const state = createState<OutboxState>(reducer.emptyOutbox)
  const step$ = new Subject<Step>()
  const failed$ = new Subject<Failed>()
  const sent$ = new Subject<OutboxEntry>()
  const write$ = new Subject<Observable<unknown>>()
  const keep = (each$: Observable<unknown>): void => write$.next(each$)
  const tell = (step: Step): void => step$.next(step)
  const find = (id: string): OutboxEntry | undefined => state.get().find((entry) => entry.id === id)
  const among = (ids: ReadonlySet<string>): OutboxState => state.get().filter(({ id }) => ids.has(id))
  return {
    state,
    find,
    among,
    stepsOf: byKey(step$, ({ id }) => id),
    tell,
    failed$: failed$.asObservable(),
    sent$: sent$.asObservable(),
    keeping$: write$.pipe(
      concatMap((each$) => each$),
      ignoreElements(),
    ),
    keep,
    remove: (ids, how) => {
      const gone = among(ids)
      if (gone.length === 0) return
      // Before it leaves the state: who shows it from here shows it from there first.
      if (how === 'sent') for (const entry of gone) sent$.next(entry)
      state.set(reducer.settled(state.get(), ids))
      keep(store.remove(gone))
      for (const { id } of gone) tell(how === 'sent' ? { id, type: how } : { id, type: 'failed', error: how })
    },
    fail: (id, error) => {
      const entry = find(id)
      if (entry === undefined) return
      const { background } = entry
      state.set(
        background ? reducer.settled(state.get(), new Set([id])) : reducer.failed(state.get(), entry, failureOf(error)),
      )
      keep(background ? store.remove([entry]) : store.put(among(new Set([id]))))
      tell({ id, type: 'failed', error })
      failed$.next({ entry, error })
    },
    complete: () => {
      state.complete()
      step$.complete()
      failed$.complete()
      sent$.complete()
    },
  }
}
