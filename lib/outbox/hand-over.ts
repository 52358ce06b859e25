import { defer, finalize, ignoreElements, merge, switchMap, tap, type Observable } from 'rxjs'
import type { EpochMs, UserId } from '../model/ids.js'
import { act } from '../rx/act.js'
import type { Entries } from './entries.js'
import type { Gate } from './gate.js'
import * as reducer from './outbox-reducer.js'
import type { NewEntry, OutboxStatus } from './outbox-reducer.js'
import type { OutboxStore } from './outbox-store.js'
import { progress } from './progress.js'

export interface HandOverDeps {
  readonly entries: Entries
  readonly gate: Gate
  readonly store: OutboxStore
  readonly openQueues: (userId: UserId) => Observable<string>
  readonly wake: () => void
  readonly now: () => EpochMs
}

/** Watches an entry that is in, and sends it when it can be. */
export const createLive =
  ({ entries, gate, wake }: Pick<HandOverDeps, 'entries' | 'gate' | 'wake'>) =>
  (id: string): Observable<OutboxStatus> =>
    defer(() => {
      const release = (): void => {
        gate.flush()
        if (!gate.isOpen()) wake()
      }
      const standing = entries.find(id)?.status === 'sending' ? 'sending' : 'queued'
      // Watched before it is released: nothing that happens to it is missed.
      return merge(progress(standing, entries.stepsOf(id)), act(release).pipe(ignoreElements()))
    })

/** Keeps an entry, then takes it in; unsubscribing before that leaves nothing of it. */
export const createHandOver = (
  { entries, store, openQueues, now }: HandOverDeps,
  live: (id: string) => Observable<OutboxStatus>,
): ((entry: Omit<NewEntry, 'at' | 'queue'>) => Observable<OutboxStatus>) => {
  const { state, keep } = entries
  const enter = (entry: NewEntry): Observable<unknown> => {
    let entered = false
    return store.put([entry]).pipe(
      tap(() => {
        entered = true
        state.set(reducer.submitted(state.get(), [entry]))
      }),
      finalize(() => {
        if (!entered) keep(store.remove([entry]))
      }),
    )
  }
  return (entry) =>
    openQueues(entry.userId).pipe(
      switchMap((queue) => enter({ ...entry, queue, at: Math.max(now(), state.get().at(-1)?.at ?? 0) })),
      switchMap(() => live(entry.id)),
    )
}
