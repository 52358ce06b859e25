import { Component, effect, inject } from '@angular/core'
import { Title } from '@angular/platform-browser'
import { ConnectionBanner } from './connection-banner'
import { Conversation } from './conversation/conversation'
import { Sidebar } from './dialogs/sidebar'
import { Inbox } from './glue/inbox'

/** The dialogs beside the open one; on a phone one of the two. */
@Component({
  selector: 'app-chat-page',
  imports: [ConnectionBanner, Conversation, Sidebar],
  providers: [Inbox],
  template: `
    <app-connection-banner />
    <div class="screens" [class.in-dialog]="inbox.opened() !== null">
      <app-sidebar class="sidebar" />
      <main>
        @for (dialog of [inbox.opened()]; track dialog?.dialogId) {
          @if (dialog) {
            <app-conversation [dialog]="dialog" />
          } @else {
            <div class="nothing">
              <img src="favicon.svg" alt="" width="64" height="64" />
              <h2>No chat is open</h2>
              <p>Choose one from the list, or start a new one.</p>
            </div>
          }
        }
      </main>
    </div>
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      height: 100%;
    }
    .screens {
      display: grid;
      flex: 1;
      grid-template-columns: minmax(280px, 360px) minmax(0, 1fr);
      min-height: 0;
    }
    .sidebar {
      border-inline-end: 1px solid var(--line);
    }
    main {
      min-width: 0;
      min-height: 0;
    }
    .nothing {
      display: grid;
      place-content: center;
      justify-items: center;
      gap: 6px;
      height: 100%;
      padding: 24px;
      color: var(--soft);
      text-align: center;
    }
    .nothing img {
      margin-bottom: 10px;
      opacity: 0.85;
    }
    h2 {
      color: var(--text);
      font-size: 18px;
    }
    @media (max-width: 719px) {
      .screens {
        grid-template-columns: minmax(0, 1fr);
      }
      .in-dialog .sidebar,
      .screens:not(.in-dialog) main {
        display: none;
      }
    }
  `,
})
export class ChatPage {
  protected readonly inbox = inject(Inbox)
  private readonly title = inject(Title)

  constructor() {
    effect((onCleanup) => {
      const unread = this.inbox.unread()
      this.title.setTitle(unread === 0 ? 'Chat' : `(${String(unread)}) Chat`)
      onCleanup(() => this.title.setTitle('Chat'))
    })
  }
}
