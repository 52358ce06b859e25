import { concatMap, filter, ignoreElements, Subject, type Observable } from 'rxjs'
import type { ChatError } from '../errors/chat-error.js'
import { byKey } from '../rx/by-key.js'
import { createState, type State } from '../rx/create-state.js'
import { failureOf } from './outbox-errors.js'
import * as reducer from './outbox-reducer.js'
import type { OutboxEntry, OutboxState } from './outbox-reducer.js'
import type { OutboxStore } from './outbox-store.js'

/** An entry that will not be sent by itself any more, as it was, and why. */
export interface Failed {
  readonly type: 'failed'
  readonly entry: OutboxEntry
  readonly error: ChatError
}

/** What happens to an entry: it is written, for the first time or again, or settled. */
export type Step = { readonly id: string } & (
  { readonly type: 'sending' | 'sent' } | { readonly type: 'withdrawn'; readonly error: ChatError } | Failed
)

/** The entries in memory, mirrored in the storage, and the ways they end. */
export interface Entries {
  readonly state: State<OutboxState>
  readonly find: (id: string) => OutboxEntry | undefined
  readonly among: (ids: ReadonlySet<string>) => OutboxState
  readonly stepsOf: (id: string) => Observable<Step>
  readonly tell: (step: Step) => void
  readonly failed$: Observable<Failed>
  /** Writes to the storage, one after the other; to be subscribed for as long as the outbox lives. Nobody waits for it. */
  readonly keeping$: Observable<never>
  readonly keep: (write$: Observable<unknown>) => void
  readonly remove: (ids: ReadonlySet<string>, how: (entry: OutboxEntry) => Step) => void
  readonly fail: (id: string, error: ChatError) => void
  readonly complete: () => void
}

export const createEntries = (store: OutboxStore): Entries => {
  const state = createState<OutboxState>(reducer.emptyOutbox)
  const step$ = new Subject<Step>()
  const write$ = new Subject<Observable<unknown>>()
  const keep = (each$: Observable<unknown>): void => write$.next(each$)
  const tell = (step: Step): void => step$.next(step)
  const among = (ids: ReadonlySet<string>): OutboxState => state.get().filter(({ id }) => ids.has(id))
  const find = (id: string): OutboxEntry | undefined => state.get().find((entry) => entry.id === id)
  const remove: Entries['remove'] = (ids, how) => {
    const gone = among(ids)
    if (gone.length === 0) return
    state.set(reducer.settled(state.get(), ids))
    keep(store.remove(gone))
    for (const entry of gone) tell(how(entry))
  }
  return {
    state,
    find,
    among,
    stepsOf: byKey(step$, ({ id }) => id),
    tell,
    failed$: step$.pipe(filter((step) => step.type === 'failed')),
    keeping$: write$.pipe(
      concatMap((each$) => each$),
      ignoreElements(),
    ),
    keep,
    remove,
    fail: (id, error) => {
      const entry = find(id)
      if (entry === undefined) return
      const step: Step = { id, type: 'failed', entry, error }
      if (entry.background) {
        remove(new Set([id]), () => step)
        return
      }
      state.set(reducer.failed(state.get(), id, failureOf(error)))
      keep(store.put(among(new Set([id]))))
      tell(step)
    },
    complete: () => {
      state.complete()
      step$.complete()
    },
  }
}
