import { defer, finalize, Subject, type Observable } from 'rxjs'
import type { ChatError } from '../errors/chat-error.js'

/** What happens to an entry: it is written, for the first time or again, or settled. */
export type Step = { readonly id: string } & (
  { readonly type: 'sending' | 'sent' } | { readonly type: 'failed'; readonly error: ChatError }
)

/** Tells of each entry those who watch it, and nobody else. */
export interface Steps {
  readonly of: (id: string) => Observable<Step>
  readonly tell: (step: Step) => void
  readonly complete: () => void
}

export const createSteps = (): Steps => {
  const steps = new Map<string, Subject<Step>>()
  return {
    of: (id) =>
      defer(() => {
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
      for (const step$ of steps.values()) step$.complete()
    },
  }
}
