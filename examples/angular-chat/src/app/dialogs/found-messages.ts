import { Component, inject, input, output } from '@angular/core'
import type { HistoryMessage } from 'connectycube-rx'
import { Inbox } from '../glue/inbox'
import { shortTime } from '../shared/times'

@Component({
  selector: 'app-found-messages',
  template: `
    <h2>Messages</h2>
    <ul aria-label="Messages found">
      @for (message of messages(); track message.id) {
        <li>
          <button type="button" (click)="opened.emit(message)">
            <span class="who"
              >{{ inbox.nameOf(message.senderId) }}{{ place(message) }} · {{ time(message.sentAt) }}</span
            >
            <span class="body">{{ message.body }}</span>
          </button>
        </li>
      } @empty {
        <li class="hint" role="status">{{ hint() }}</li>
      }
    </ul>
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      flex: 1 1 55%;
      min-height: 0;
      border-top: 1px solid var(--line);
    }
    h2 {
      padding: 12px 18px 4px;
      color: var(--soft);
      font-size: 13px;
    }
    ul {
      padding: 0 8px 8px;
      overflow: auto;
      list-style: none;
    }
    button {
      display: grid;
      width: 100%;
      padding: 8px 10px;
      border: 0;
      border-radius: 12px;
      background: none;
      text-align: start;
    }
    button:hover {
      background: var(--raised);
    }
    .who,
    .hint {
      color: var(--soft);
      font-size: 13px;
    }
    .hint {
      padding: 4px 10px 12px;
    }
    .body {
      display: -webkit-box;
      overflow: hidden;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
    }
  `,
})
export class FoundMessages {
  protected readonly inbox = inject(Inbox)
  readonly messages = input.required<readonly HistoryMessage[]>()
  /** What to say when there are none. */
  readonly hint = input.required<string>()
  readonly opened = output<HistoryMessage>()

  protected place({ dialog }: HistoryMessage): string {
    const found = this.inbox.find(dialog.dialogId)
    return found === undefined || found.type === 'private' ? '' : ` in ${found.name ?? 'a group'}`
  }

  protected time(at: number): string {
    return shortTime(at, Date.now())
  }
}
