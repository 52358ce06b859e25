import { concat, defer, distinctUntilChanged, map, merge, of, takeWhile, throwError, type Observable } from 'rxjs'
import type { ChatError } from '../errors/chat-error.js'
import { destroyed } from './outbox-errors.js'
import type { OutboxStatus } from './outbox-reducer.js'

/** What happens to an entry: it is written, for the first time or again, or settled. */
export type Step = { readonly id: string } & (
  { readonly type: 'sending' | 'sent' } | { readonly type: 'failed'; readonly error: ChatError }
)

/** The life of one entry: where it stands, then how it ended. */
export const progress = (standing: OutboxStatus, step$: Observable<Step>): Observable<OutboxStatus> => {
  const further$ = step$.pipe(
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
