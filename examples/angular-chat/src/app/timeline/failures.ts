import { Component, computed, inject, input } from '@angular/core'
import type { PendingEntry, TimelineItem } from 'connectycube-rx'
import { injectChat } from 'connectycube-rx/angular'
import { Commands } from '../glue/commands'

const what: Readonly<Record<PendingEntry['kind'], string>> = {
  message: 'Not sent',
  edit: 'Not edited',
  delete: 'Not deleted',
  reaction: 'Reaction not saved',
}

/** What a server answers where somebody blocks somebody. */
const blocks = ['service-unavailable', 'not-acceptable']

/** What of a message did not reach the server, and what to do about it. */
@Component({
  selector: 'app-failures',
  template: `
    @for (entry of failed(); track entry.id) {
      <p role="group" aria-label="Failed">
        <span>{{ text(entry) }}</span>
        <button type="button" class="link" (click)="commands.handOver(chat.outbox.retry(entry.id))">Retry</button>
        <button type="button" class="link" (click)="commands.run(chat.outbox.cancel(entry.id))">Cancel</button>
      </p>
    }
  `,
  styles: `
    p {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 6px;
      justify-content: flex-end;
      padding: 3px 2px;
      color: var(--bad);
      font-size: 13px;
    }
  `,
})
export class Failures {
  protected readonly chat = injectChat()
  protected readonly commands = inject(Commands)
  readonly item = input.required<TimelineItem>()
  protected readonly failed = computed(() => this.item().pending.filter(({ status }) => status === 'failed'))

  protected text({ kind, failure }: PendingEntry): string {
    if (failure === undefined) return `${what[kind]}.`
    return blocks.includes(failure.reason)
      ? `${what[kind]}: maybe one of you blocks the other.`
      : `${what[kind]}: ${failure.reason}.`
  }
}
