import { Component, computed, inject, input } from '@angular/core'
import type { Dialog } from 'connectycube-rx'
import { injectChat, injectView } from 'connectycube-rx/angular'
import { Inbox } from '../glue/inbox'
import { Account } from '../glue/account'
import { Avatar } from '../shared/avatar'
import { sameDialog } from '../shared/same-dialog'
import { shortTime } from '../shared/times'

@Component({
  selector: 'app-dialog-row',
  imports: [Avatar],
  template: `
    <button
      type="button"
      [id]="dialog().dialogId"
      [attr.aria-current]="selected() ? 'true' : null"
      [attr.aria-label]="label()"
    >
      <app-avatar [name]="dialog().name" />
      <span class="name one-line">{{ dialog().name }}</span>
      @if (last()?.sentAt; as at) {
        <time>{{ time(at) }}</time>
      }
      <span class="last one-line" [class.typing]="typing() !== ''">{{ typing() || preview() }}</span>
      @if (dialog().unreadCount > 0) {
        <span class="badge">{{ dialog().unreadCount }}</span>
      }
    </button>
  `,
  styles: `
    button {
      display: grid;
      grid-template: 'avatar name time' 'avatar last badge' / auto minmax(0, 1fr) auto;
      align-items: center;
      column-gap: 12px;
      width: 100%;
      height: 100%;
      padding: 0 10px;
      border: 0;
      border-radius: 16px;
      background: none;
      text-align: start;
    }
    button:hover {
      background: var(--raised);
    }
    button:focus-visible {
      outline-offset: -2px;
    }
    button[aria-current] {
      background: var(--tint);
    }
    app-avatar {
      grid-area: avatar;
      --avatar: 46px;
    }
    .name {
      grid-area: name;
      align-self: end;
      font-weight: 620;
    }
    .last {
      grid-area: last;
      align-self: start;
      color: var(--soft);
      font-size: 14px;
    }
    .typing {
      color: var(--accent);
    }
    time {
      grid-area: time;
      align-self: end;
      color: var(--soft);
      font-size: 12px;
      font-variant-numeric: tabular-nums;
    }
    .badge {
      grid-area: badge;
      align-self: start;
      justify-self: end;
    }
  `,
})
export class DialogRow {
  private readonly chat = injectChat()
  private readonly inbox = inject(Inbox)
  private readonly account = inject(Account)
  readonly dialog = input.required<Dialog>()
  readonly selected = input(false)
  protected readonly last = computed(() => this.dialog().lastMessage)
  private readonly ref = computed(() => this.dialog(), sameDialog)
  private readonly typists = injectView(() => this.chat.typing.in(this.ref()))
  protected readonly typing = computed(() => {
    const [first] = this.typists() ?? []
    if (first === undefined) return ''
    return this.dialog().type === 'private' ? 'typing…' : `${this.inbox.nameOf(first)} is typing…`
  })
  protected readonly preview = computed(() => {
    const last = this.last()
    if (last?.sentAt == null) return 'No messages yet'
    const isOwn = last.senderId === this.account.userId()
    const who = isOwn || this.dialog().type !== 'private' ? `${this.inbox.nameOf(last.senderId)}: ` : ''
    return who + (last.body ?? 'Attachment')
  })
  protected readonly label = computed(() => {
    const { name, unreadCount } = this.dialog()
    return `${name ?? ''}${unreadCount > 0 ? `, ${String(unreadCount)} unread` : ''}. ${this.preview()}`
  })

  protected time(at: number): string {
    return shortTime(at, Date.now())
  }
}
