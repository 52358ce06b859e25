import { Component, computed, inject, signal, viewChild } from '@angular/core'
import { rxResource, toObservable, toSignal } from '@angular/core/rxjs-interop'
import type { HistoryMessage } from 'connectycube-rx'
import { debounceTime } from 'rxjs'
import { Account } from '../glue/account'
import { injectChat } from 'connectycube-rx/angular'
import { Inbox } from '../glue/inbox'
import { Avatar } from '../shared/avatar'
import { Icon } from '../shared/icon'
import { DialogList } from './dialog-list'
import { FoundMessages } from './found-messages'
import { NewChat } from './new-chat'

/** What the server takes to search for. */
const shortestSearch = 5

@Component({
  selector: 'app-sidebar',
  imports: [Avatar, DialogList, FoundMessages, Icon, NewChat],
  template: `
    <header>
      <app-avatar [name]="account.name()" />
      <div class="me">
        <h1 class="one-line">{{ account.name() }}</h1>
        <p>{{ inbox.unread() === 0 ? 'All read' : inbox.unread() + ' unread' }}</p>
      </div>
      <button type="button" class="icon-button" aria-label="New chat" (click)="newChat.open()">
        <app-icon name="plus" />
      </button>
      <button type="button" class="icon-button" aria-label="Sign out" (click)="account.signOut()">
        <app-icon name="sign-out" />
      </button>
    </header>
    <search>
      <app-icon name="search" />
      <input
        type="search"
        placeholder="Search"
        aria-label="Search chats and messages"
        [value]="text()"
        (input)="text.set(field.value)"
        (keydown.escape)="text.set('')"
        #field
      />
    </search>
    <nav aria-label="Chats" [style.flex]="text() === '' ? null : chatsFound()">
      <app-dialog-list [dialogs]="dialogs()" [empty]="text() === '' ? 'No chats yet.' : 'No chat of that name.'" />
    </nav>
    @if (text() !== '') {
      <app-found-messages
        [messages]="found.hasValue() ? found.value().messages : []"
        [hint]="hint()"
        (opened)="openMessage($event)"
      />
    }
    <app-new-chat #newChat />
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      min-width: 0;
      min-height: 0;
      background: var(--panel);
    }
    header {
      display: flex;
      align-items: center;
      gap: 12px;
      padding: 14px 14px 10px 18px;
    }
    .me {
      flex: 1;
      min-width: 0;
    }
    h1 {
      font-size: 17px;
      line-height: 1.3;
    }
    p {
      color: var(--soft);
      font-size: 13px;
    }
    search {
      position: relative;
      padding: 0 14px 10px;
    }
    search input {
      width: 100%;
      padding-inline-start: 40px;
    }
    search app-icon {
      position: absolute;
      top: 12px;
      left: 27px;
      color: var(--soft);
      pointer-events: none;
    }
    nav {
      flex: 1;
      min-height: 0;
    }
  `,
})
export class Sidebar {
  private readonly chat = injectChat()
  protected readonly account = inject(Account)
  protected readonly inbox = inject(Inbox)
  protected readonly newChat = viewChild.required(NewChat)
  protected readonly text = signal('')
  private readonly settled = toSignal(toObservable(this.text).pipe(debounceTime(250)), { initialValue: '' })

  protected readonly found = rxResource({
    params: () => (this.settled().length < shortestSearch ? undefined : this.settled()),
    stream: ({ params }) => this.chat.search(params, { limit: 20 }),
  })
  protected readonly hint = computed(() => {
    if (this.text().length < shortestSearch) return `Messages are searched from ${String(shortestSearch)} letters on.`
    if (this.found.error() !== undefined) return 'The messages could not be searched.'
    return this.found.hasValue() && this.settled() === this.text() ? 'No message has these words.' : 'Searching…'
  })
  /** Those of the list by any letters, at once, and those the server found. */
  protected readonly dialogs = computed(() => {
    const { items } = this.inbox.dialogs()
    const wanted = this.text().toLowerCase()
    if (wanted === '') return items
    const here = items.filter(({ name }) => name?.toLowerCase().includes(wanted))
    const there = this.found.hasValue() ? this.found.value().dialogs : []
    return [...here, ...there.filter(({ dialogId }) => !items.some((one) => one.dialogId === dialogId))]
  })

  /** As high as what was found, so that the messages are seen, too. */
  protected readonly chatsFound = computed(() => `0 1 ${String(Math.max(1, this.dialogs().length) * 72)}px`)

  protected openMessage({ dialog: { dialogId } }: HistoryMessage): void {
    const dialog = this.inbox.find(dialogId)
    if (dialog !== undefined) this.inbox.open(dialog)
  }
}
