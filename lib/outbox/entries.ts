import { concatMap, ignoreElements, Subject, type Observable } from 'rxjs'
import type { ChatError } from '../errors/chat-error.js'
import { createState, type State } from '../rx/create-state.js'
import { failureOf } from './outbox-errors.js'
import * as reducer from './outbox-reducer.js'
import type { NewEntry, OutboxEntry, OutboxState } from './outbox-reducer.js'
import type { OutboxStore } from './outbox-store.js'
import { createSteps, type Step } from './steps.js'

/** An entry that will not be sent by itself any more, as it was, and why. */
export interface Failed {
  readonly entry: OutboxEntry
  readonly error: ChatError
}

/** The entries in memory, mirrored in the storage, and the ways they end. */
export interface Entries {
  readonly state: State<OutboxState>
  readonly find: (id: string | undefined) => OutboxEntry | undefined
  readonly add: (entries: readonly NewEntry[]) => void
  /** Takes back in what was removed too early. */
  readonly reopen: (entries: OutboxState) => void
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
  const steps = createSteps()
  const failed$ = new Subject<Failed>()
  const sent$ = new Subject<OutboxEntry>()
  const write$ = new Subject<Observable<unknown>>()
  const keep = (each$: Observable<unknown>): void => write$.next(each$)
  const { tell } = steps
  /** Nearly every id that is asked for is of nothing on its way: a message of somebody else. */
  const ids = new Set<string>()
  const find = (id: string | undefined): OutboxEntry | undefined =>
    id !== undefined && ids.has(id) ? state.get().find((entry) => entry.id === id) : undefined
  const enter = (next: OutboxState, entries: readonly Pick<OutboxEntry, 'id'>[]): void => {
    for (const { id } of entries) ids.add(id)
    state.set(next)
  }
  const leave = (gone: ReadonlySet<string>): void => {
    for (const id of gone) ids.delete(id)
    state.set(reducer.settled(state.get(), gone))
  }
  const among = (ids: ReadonlySet<string>): OutboxState => state.get().filter(({ id }) => ids.has(id))
  return {
    state,
    find,
    among,
    add: (entries) => enter(reducer.submitted(state.get(), entries), entries),
    reopen: (entries) => enter(reducer.reopened(state.get(), entries), entries),
    stepsOf: steps.of,
    tell,
    failed$: failed$.asObservable(),
    sent$: sent$.asObservable(),
    keeping$: write$.pipe(
      concatMap((each$) => each$),
      ignoreElements(),
    ),
    keep,
    remove: (settled, how) => {
      const gone = among(settled)
      if (gone.length === 0) return
      // Before it leaves the state: who shows it from here shows it from there first.
      if (how === 'sent') for (const entry of gone) sent$.next(entry)
      leave(settled)
      keep(store.remove(gone))
      for (const { id } of gone) tell(how === 'sent' ? { id, type: how } : { id, type: 'failed', error: how })
    },
    fail: (id, error) => {
      const entry = find(id)
      if (entry === undefined) return
      const { background } = entry
      if (background) leave(new Set([id]))
      else state.set(reducer.failed(state.get(), entry, failureOf(error)))
      keep(background ? store.remove([entry]) : store.put(among(new Set([id]))))
      tell({ id, type: 'failed', error })
      failed$.next({ entry, error })
    },
    complete: () => {
      for (const each$ of [failed$, sent$]) each$.complete()
      steps.complete()
      state.complete()
    },
  }
}
