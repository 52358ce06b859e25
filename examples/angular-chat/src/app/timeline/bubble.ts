import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu'
import { Component, computed, inject, input, output } from '@angular/core'
import type { TimelineItem } from 'connectycube-rx'
import { injectChat } from 'connectycube-rx/angular'
import { Commands } from '../glue/commands'
import { Inbox } from '../glue/inbox'
import { Avatar } from '../shared/avatar'
import { Icon } from '../shared/icon'
import { clockTime } from '../shared/times'
import { AttachmentView } from './attachment'
import { Failures } from './failures'
import type { Row } from './rows'
import { Status } from './status'

const quickReactions = ['👍', '❤️', '😂', '🎉', '😮']

/** One message. */
@Component({
  selector: 'app-bubble',
  imports: [AttachmentView, Avatar, CdkMenu, CdkMenuItem, CdkMenuTrigger, Failures, Icon, Status],
  host: { '[class.own]': 'own()', '[class.first]': 'row().first', '[class.last]': 'row().last' },
  templateUrl: './bubble.html',
  styleUrl: './bubble.css',
})
export class Bubble {
  private readonly chat = injectChat()
  private readonly handOver = inject(Commands).handOver
  protected readonly inbox = inject(Inbox)
  readonly row = input.required<Extract<Row, { kind: 'message' }>>()
  /** Whether it says who wrote it. */
  readonly named = input(false)
  readonly replied = output()
  readonly edited = output()
  readonly quoteOpened = output<TimelineItem>()

  protected readonly quickReactions = quickReactions
  protected readonly item = computed(() => this.row().item)
  protected readonly message = computed(() => this.item().message)
  protected readonly own = computed(() => this.message().direction === 'outgoing')
  protected readonly sender = computed(() => this.inbox.nameOf(this.message().senderId))
  protected readonly time = computed(() => clockTime(this.message().sentAt))
  /** Whether the server has it, so that there is something to react to. */
  protected readonly isStored = computed(() => !['queued', 'sending', 'failed'].includes(this.item().status))
  protected readonly reactions = computed(() => {
    const { own, total } = this.item().reactions
    return Object.entries(total).map(([emoji, count]) => ({ emoji, count, isOwn: own.includes(emoji) }))
  })

  protected react(emoji: string): void {
    const { id } = this.message()
    const { add, remove } = this.chat.reactions
    this.handOver(this.item().reactions.own.includes(emoji) ? remove(id, emoji) : add(id, emoji))
  }

  protected remove(): void {
    this.handOver(this.chat.messages.delete(this.message()))
  }
}
