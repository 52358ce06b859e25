import { catchError, concatWith, EMPTY, tap, timer, type Observable, type SchedulerLike } from 'rxjs'
import { isChatError, type ChatError } from '../errors/chat-error.js'
import { silently } from '../rx/silently.js'
import type { Entries } from './entries.js'
import type { Gate } from './gate.js'
import type { OutboxKinds } from './outbox-kind.js'
import * as reducer from './outbox-reducer.js'

/**
 * A call that failed for now is made again after 5 s, as between two tries to connect, or at once in a new session; always
 * the same, since calls are few. Ten times at most: it would hold up those behind it for ever.
 */
const calls = { pause: 5000, most: 10 }

/** Fails what was refused, unless that can be mended. The result is to be subscribed: mending may take its time. */
export type Refuse = (id: string, refusal: ChatError) => Observable<unknown>

export const createRefuse =
  ({ state, find, fail }: Entries, gate: Gate, kinds: OutboxKinds, scheduler: SchedulerLike): Refuse =>
  (id, refusal) => {
    const entry = find(id)
    if (entry?.status !== 'sending') return EMPTY
    const { kind, stanza, call, suspicion, refusal: first } = entry
    const pause$ = refusal.retryable && suspicion < calls.most - 1 ? timer(calls.pause, scheduler) : undefined
    const mending$ = call ? pause$ : first === null ? kinds.get(kind)?.mend?.(stanza, refusal) : undefined
    if (mending$ === undefined) {
      fail(id, first ?? refusal)
      gate.flush()
      return EMPTY
    }
    // A room that we thought to be in has nothing of what it did not repeat.
    const all = kinds.get(kind)?.repeats?.(stanza) !== undefined
    state.set(reducer.held(state.get(), entry, refusal, all))
    const free = (mended: ChatError | null): void => state.set(reducer.freed(state.get(), refusal, mended))
    const giveUp = (error: unknown): void => {
      // A lost link says nothing about the refusal. And in a new session all is written again, whatever came of this.
      if (isChatError(error, 'link')) free(null)
      else if (find(id)?.refusal === refusal) fail(id, refusal)
    }
    return mending$.pipe(
      tap({ complete: () => free(call ? null : refusal), error: giveUp }),
      catchError(() => EMPTY),
      concatWith(silently(gate.flush)),
    )
  }
