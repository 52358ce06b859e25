import { Injectable, signal } from '@angular/core'
import { isChatError, type ChatErrorTag } from 'connectycube-rx'
import { catchError, EMPTY, throwError, type Observable } from 'rxjs'

export interface Problem {
  readonly id: number
  readonly text: string
}

/** What does not get into the outbox. */
const refused: readonly ChatErrorTag[] = ['argument', 'size', 'session']

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

  /** Of the outbox: what failed stays there, shown where it belongs, unless it was refused before it got in. */
  readonly handOver = (command$: Observable<unknown>): void => {
    const kept$ = command$.pipe(
      catchError((error: unknown) =>
        isChatError(error) && !refused.includes(error._tag) ? EMPTY : throwError(() => error),
      ),
    )
    this.run(kept$)
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
