import { catchError, concatWith, defer, EMPTY, ignoreElements, merge, mergeMap, timer } from 'rxjs'
import type { Observable, SchedulerLike } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import { silently } from '../rx/silently.js'
import type { Entries } from './entries.js'
import type { OutboxKinds } from './outbox-kind.js'
import { lostBy } from './outbox-errors.js'
import type { OutboxEntry, OutboxState } from './outbox-reducer.js'
import type { Refuse } from './refuse.js'

/** ms in which what an addressee repeats is repeated; then he is asked whether he can have lost it. */
const patience = 5000

/** What only its repetition settles, and, to be subscribed, the question where that does not come. */
export interface Confirm {
  readonly isRepeated: (entry: OutboxEntry) => boolean
  readonly await: (entries: OutboxState) => Observable<never>
  /** What was written to an addressee and not repeated by him was lost: as if he had refused it. Cold. */
  readonly lost: (to: string) => Observable<unknown>
}

export const createConfirm = (
  { all, find, remove }: Entries,
  kinds: OutboxKinds,
  refuse: Refuse,
  scheduler: SchedulerLike,
): Confirm => {
  const asking = ({ kind, stanza }: OutboxEntry): Observable<unknown> | undefined => kinds.get(kind)?.repeats?.(stanza)
  /** Of one addressee: what he was asked after is with him, since stanzas keep their order. */
  const ask = (entries: OutboxState): Observable<never> =>
    timer(patience, scheduler).pipe(
      mergeMap(() => {
        const left = entries.filter(({ id, stanza }) => find(id)?.written === true && find(id)?.stanza === stanza)
        const last = left.at(-1)
        return ((last && asking(last)) ?? EMPTY).pipe(
          ignoreElements(),
          concatWith(silently(() => remove(left, 'sent'))),
          // Lost, it is refused by him; without a link it is looked after in the next one.
          catchError((error: unknown) => (isChatError(error, 'timeout') ? ask(left) : EMPTY)),
        )
      }),
    )
  return {
    isRepeated: (entry) => asking(entry) !== undefined,
    await: (entries) => {
      const addressees = new Set(entries.map(({ stanza }) => stanza.to))
      return merge(...[...addressees].map((to) => ask(entries.filter(({ stanza }) => stanza.to === to))))
    },
    lost: (to) =>
      defer(() => {
        const oldest = [...all()].find(({ written, stanza }) => written && stanza.to === to)
        return oldest === undefined ? EMPTY : refuse(oldest.id, lostBy(oldest.stanza))
      }),
  }
}
