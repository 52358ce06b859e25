import { Injectable, signal } from '@angular/core'
import { isChatError } from 'connectycube-rx'
import type { Observable } from 'rxjs'

export interface Problem {
  readonly id: number
  readonly text: string
}

const sentence = (error: unknown): string => {
  if (isChatError(error, 'network')) return 'The server cannot be reached.'
  if (isChatError(error, 'http')) return error.detail.messages.join(' ') || error.message
  return isChatError(error) ? error.message : 'Something went wrong.'
}

/** Runs what people ask for, to its end whoever asked for it, and keeps what failed for the screen. */
@Injectable({ providedIn: 'root' })
export class Commands {
  private readonly failed = signal<readonly Problem[]>([])
  private last = 0
  readonly problems = this.failed.asReadonly()

  readonly run = (command$: Observable<unknown>): void => {
    command$.subscribe({ error: (error: unknown) => this.tell(sentence(error)) })
  }

  /** At most three, the newest last. */
  tell(text: string): void {
    this.failed.update((problems) =>
      [...problems.filter((one) => one.text !== text), { id: ++this.last, text }].slice(-3),
    )
  }

  dismiss(problem: Problem): void {
    this.failed.update((problems) => problems.filter((one) => one !== problem))
  }
}
