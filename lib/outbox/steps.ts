import type { ChatError } from '../errors/chat-error.js'

/** What happens to an entry: it is written, for the first time or again, or settled. */
export type Step = { readonly id: string } & (
  { readonly type: 'sending' | 'sent' } | { readonly type: 'failed'; readonly error: ChatError }
)

/** Told each step, and at the end of the outbox `undefined`. */
export type StepListener = (step?: Step) => void

/** Tells of each entry those who watch it, and nobody else. */
export interface Steps {
  /** Gives what ends it. After the end of the outbox it is told that at once. */
  readonly listen: (id: string, listener: StepListener) => () => void
  readonly tell: (step: Step) => void
  readonly complete: () => void
}

/** Without Subjects: there is one entry for each message, and nearly always one who watches it. */
export const createSteps = (): Steps => {
  const listeners = new Map<string, Set<StepListener>>()
  let ended = false
  const tell = (id: string, step?: Step): void => {
    for (const listener of [...(listeners.get(id) ?? [])]) listener(step)
  }
  return {
    listen: (id, listener) => {
      if (ended) listener()
      const all = listeners.get(id) ?? new Set()
      listeners.set(id, all.add(listener))
      return () => {
        if (all.delete(listener) && all.size === 0) listeners.delete(id)
      }
    },
    tell: (step) => tell(step.id, step),
    complete: () => {
      ended = true
      for (const id of [...listeners.keys()]) tell(id)
    },
  }
}
