import {
  catchError,
  concatWith,
  defer,
  distinctUntilChanged,
  EMPTY,
  map,
  retry,
  switchMap,
  tap,
  throwError,
} from 'rxjs'
import { timer, type Observable, type SchedulerLike } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import { oneAtATime } from '../rx/one-at-a-time.js'
import { silently } from '../rx/silently.js'
import type { Entries } from './entries.js'
import type { Gate } from './gate.js'
import { callFailed } from './outbox-errors.js'
import type { OutboxKinds } from './outbox-kind.js'
import * as reducer from './outbox-reducer.js'
import type { OutboxEntry } from './outbox-reducer.js'

/**
 * A call that failed for now is made again after this many ms while the link stays up, and at once over the next link. As
 * long each time as between two tries to connect: calls are few. Nine times, so that no call holds up the others for ever.
 */
const again = { ms: 5000, count: 9 }

/**
 * Makes the calls among the entries, one at a time and in order. A cut link does not end one that is being made; one whose
 * answer was lost, by a reload for one, is made again: it has to be idempotent, as a reaction is (protocol 4.7).
 */
export const performing = (
  { state, tell, remove, fail }: Entries,
  gate: Gate,
  kinds: OutboxKinds,
  scheduler: SchedulerLike,
): Observable<unknown> => {
  const perform = ({ id, kind, stanza }: OutboxEntry): Observable<unknown> =>
    defer(() => {
      state.set(reducer.called(state.get(), id, 'sending'))
      tell({ id, type: 'sending' })
      return kinds.get(kind)?.perform?.(stanza) ?? EMPTY
    })
  const later = (id: string, error: unknown): Observable<unknown> => {
    if (!isChatError(error) || !error.retryable) return throwError(() => error)
    state.set(reducer.called(state.get(), id, 'queued'))
    gate.flush()
    return timer(again.ms, scheduler)
  }
  const deliver = (entry: OutboxEntry): Observable<unknown> =>
    perform(entry).pipe(
      retry({ count: again.count, delay: (error: unknown) => later(entry.id, error) }),
      tap({
        complete: () => remove(new Set([entry.id]), ({ id }) => ({ id, type: 'sent' })),
        error: (error: unknown) => fail(entry.id, isChatError(error) ? error : callFailed()),
      }),
      catchError(() => EMPTY),
      concatWith(silently(gate.flush)),
    )
  return gate.turn$.pipe(
    // A call that ends at once, or whoever is told of it, may set off the next: not in the middle of this turn.
    oneAtATime(),
    map(() => reducer.due(state.get(), gate.isOpen() ? gate.way()?.userId : undefined)),
    distinctUntilChanged((before, now) => before?.stanza === now?.stanza),
    switchMap((entry) => (entry === undefined ? EMPTY : deliver(entry))),
  )
}
