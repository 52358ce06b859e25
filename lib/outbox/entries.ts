import { concatMap, ignoreElements, Subject, type Observable } from 'rxjs'
import type { ChatError } from '../errors/chat-error.js'
import { createEntryTable, type EntryTable } from './entry-table.js'
import { failureOf } from './outbox-errors.js'
import * as reducer from './outbox-reducer.js'
import type { OutboxEntry, OutboxState } from './outbox-reducer.js'
import type { OutboxStore } from './outbox-store.js'
import { createSteps, type Steps } from './steps.js'

/** An entry that will not be sent by itself any more, as it was, and why. */
export interface Failed {
  readonly entry: OutboxEntry
  readonly error: ChatError
}

/** The entries in memory, mirrored in the storage, and the ways they end. */
export interface Entries extends Omit<EntryTable, 'remove'>, Omit<Steps, 'complete'> {
  readonly failed$: Observable<Failed>
  readonly sent$: Observable<OutboxEntry>
  /** Writes to the storage, one after the other; to be subscribed for as long as the outbox lives. Nobody waits for it. */
  readonly keeping$: Observable<never>
  readonly keep: (write$: Observable<unknown>) => void
  /** Those of the entries that are still there are sent, or withdrawn. */
  readonly remove: (entries: readonly Pick<OutboxEntry, 'id'>[], how: 'sent' | ChatError) => void
  readonly fail: (id: string, error: ChatError) => void
}

export const createEntries = (store: OutboxStore): Entries => {
  const table = createEntryTable()
  const steps = createSteps()
  const failed$ = new Subject<Failed>()
  const sent$ = new Subject<OutboxEntry>()
  const write$ = new Subject<Observable<unknown>>()
  const keep = (each$: Observable<unknown>): void => write$.next(each$)
  const { find } = table
  const { tell } = steps
  const leave = (gone: OutboxState): void => {
    table.remove(gone)
    const stored = gone.filter(({ queue }) => queue !== '')
    if (stored.length > 0) keep(store.remove(stored))
  }
  return {
    ...table,
    ...steps,
    failed$: failed$.asObservable(),
    sent$: sent$.asObservable(),
    keeping$: write$.pipe(
      concatMap((each$) => each$),
      ignoreElements(),
    ),
    keep,
    remove: (entries, how) => {
      const gone = entries.map(({ id }) => find(id)).filter((entry) => entry !== undefined)
      if (gone.length === 0) return
      // Before it leaves the state: who shows it from here shows it from there first.
      if (how === 'sent') for (const entry of gone) sent$.next(entry)
      leave(gone)
      for (const { id } of gone) tell(how === 'sent' ? { id, type: how } : { id, type: 'failed', error: how })
    },
    fail: (id, error) => {
      const entry = find(id)
      if (entry === undefined) return
      if (entry.background) leave([entry])
      else {
        const failed = [reducer.failed(entry, failureOf(error))]
        table.replace(failed)
        keep(store.put(failed))
      }
      tell({ id, type: 'failed', error })
      failed$.next({ entry, error })
    },
    complete: () => {
      for (const each$ of [failed$, sent$]) each$.complete()
      steps.complete()
      table.complete()
    },
  }
}
