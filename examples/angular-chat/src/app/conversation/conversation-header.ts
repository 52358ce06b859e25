import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu'
import { Component, computed, inject, input } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import type { Dialog, UserId } from 'connectycube-rx'
import { of } from 'rxjs'
import { injectChat, injectView } from 'connectycube-rx/angular'
import { Commands } from '../glue/commands'
import { Inbox } from '../glue/inbox'
import { Avatar } from '../shared/avatar'
import { Icon } from '../shared/icon'
import { sameDialog } from '../shared/same-dialog'
import { since } from '../shared/times'

/** Who one talks to, and what they do. */
@Component({
  selector: 'app-conversation-header',
  imports: [Avatar, CdkMenu, CdkMenuItem, CdkMenuTrigger, Icon],
  template: `
    <header>
      <button type="button" class="icon-button back" aria-label="Back to the chats" (click)="inbox.open(null)">
        <app-icon name="back" />
      </button>
      <app-avatar [name]="dialog().name" [online]="isOnline()" />
      <div class="who">
        <h2 class="one-line">{{ dialog().name }}</h2>
        <p class="one-line" [class.typing]="typing() !== ''">{{ typing() || presence() }}</p>
      </div>
      @if (opponentId() !== null) {
        <button type="button" class="icon-button" aria-label="Chat actions" [cdkMenuTriggerFor]="menu">
          <app-icon name="more" />
        </button>
      }
    </header>
    <ng-template #menu>
      <div cdkMenu class="menu" aria-label="Chat actions">
        <button
          cdkMenuItem
          type="button"
          class="menu-item"
          [class.danger]="!isBlocked()"
          (cdkMenuItemTriggered)="toggleBlock()"
        >
          <app-icon name="block" /> {{ isBlocked() ? 'Unblock' : 'Block' }} {{ dialog().name }}
        </button>
      </div>
    </ng-template>
  `,
  styles: `
    header {
      display: flex;
      align-items: center;
      gap: 12px;
      padding: 12px 16px;
      border-bottom: 1px solid var(--line);
      background: var(--panel);
    }
    .who {
      flex: 1;
      min-width: 0;
    }
    h2 {
      font-size: 16.5px;
      line-height: 1.3;
    }
    p {
      color: var(--soft);
      font-size: 13.5px;
    }
    .typing {
      color: var(--accent);
    }
    .back {
      margin-inline: -8px -4px;
    }
    @media (min-width: 720px) {
      .back {
        display: none;
      }
    }
  `,
})
export class ConversationHeader {
  private readonly chat = injectChat()
  private readonly run = inject(Commands).run
  protected readonly inbox = inject(Inbox)
  readonly dialog = input.required<Dialog>()
  private readonly ref = computed(() => this.dialog(), sameDialog)

  protected readonly opponentId = computed(() => {
    const ref = this.ref()
    return ref.type === 'private' ? ref.opponentId : null
  })
  private readonly activity = injectView(() => {
    const opponentId = this.opponentId()
    return opponentId === null ? of(null) : this.chat.activity.watch(opponentId)
  })
  private readonly typists = injectView(() => this.chat.typing.in(this.ref()))
  private readonly blocked = toSignal(this.chat.privacy.blocked$, { initialValue: [] as readonly UserId[] })

  protected readonly isBlocked = computed(() => this.blocked().includes(this.opponentId() ?? 0))
  protected readonly isOnline = computed(() => this.activity()?.value?.status === 'online')
  protected readonly typing = computed(() => {
    const names = (this.typists() ?? []).map((id) => this.inbox.nameOf(id))
    if (names.length === 0) return ''
    return `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} typing…`
  })
  protected readonly presence = computed(() => {
    if (this.isBlocked()) return 'Blocked'
    const dialog = this.dialog()
    if (dialog.type !== 'private') return dialog.occupantIds.map((id) => this.inbox.nameOf(id)).join(', ')
    const activity = this.activity()?.value
    if (activity == null) return ''
    if (activity.status === 'offline') return `Last seen ${since(activity.seconds)}`
    return activity.status === 'online' ? 'Online' : 'Not here yet'
  })

  protected toggleBlock(): void {
    const opponentId = this.opponentId()
    if (opponentId === null) return
    const { block, unblock } = this.chat.privacy
    this.run(this.isBlocked() ? unblock(opponentId) : block(opponentId))
  }
}
