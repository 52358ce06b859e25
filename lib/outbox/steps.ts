import { defer, EMPTY, finalize, Subject, type Observable } from 'rxjs'
import type { ChatError } from '../errors/chat-error.js'

/** What happens to an entry: it is written, for the first time or again, or settled. */
export type Step = { readonly id: string } & (
  { readonly type: 'sending' | 'sent' } | { readonly type: 'failed'; readonly error: ChatError }
)

/** Tells of each entry those who watch it, and nobody else. */
export interface Steps {
  /** Completes at the end of the outbox, at once after it. */
  readonly of: (id: string) => Observable<Step>
  readonly tell: (step: Step) => void
  readonly complete: () => void
}

export const createSteps = (): Steps => {
  const steps = new Map<string, Subject<Step>>()
  let ended = false
  return {
    of: (id) =>
      defer(() => {
        if (ended) return EMPTY
        const step$ = steps.get(id) ?? new Subject<Step>()
        steps.set(id, step$)
        return step$.pipe(
          finalize(() => {
            if (!step$.observed) steps.delete(id)
          }),
        )
      }),
    tell: (step) => steps.get(step.id)?.next(step),
    complete: () => {
      ended = true
      for (const step$ of steps.values()) step$.complete()
    },
  }
}
