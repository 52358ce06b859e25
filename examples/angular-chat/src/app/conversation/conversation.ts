import { Component, computed, inject, input, signal, viewChild } from '@angular/core'
import { toObservable, toSignal } from '@angular/core/rxjs-interop'
import type { Dialog, TimelineItem } from 'connectycube-rx'
import { filter, map, switchMap } from 'rxjs'
import { injectChat } from 'connectycube-rx/angular'
import { Inbox } from '../glue/inbox'
import { sameDialog } from '../shared/same-dialog'
import { Timeline } from '../timeline/timeline'
import { Composer, type About } from './composer'
import { ConversationHeader } from './conversation-header'

@Component({
  selector: 'app-conversation',
  imports: [Composer, ConversationHeader, Timeline],
  template: `
    <app-conversation-header [dialog]="dialog()" />
    <app-timeline [dialog]="dialog()" (replied)="start('reply', $event)" (edited)="start('edit', $event)" />
    <app-composer [dialog]="dialog()" [(about)]="about" (sent)="timeline().toEnd()" />
    <div class="visually-hidden" aria-live="polite">{{ heard() }}</div>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-rows: auto minmax(0, 1fr) auto;
      height: 100%;
    }
  `,
})
export class Conversation {
  private readonly chat = injectChat()
  private readonly inbox = inject(Inbox)
  readonly dialog = input.required<Dialog>()
  private readonly ref = computed(() => this.dialog(), sameDialog)
  protected readonly about = signal<About | null>(null)
  protected readonly timeline = viewChild.required(Timeline)
  private readonly composer = viewChild.required(Composer)

  /** For those who do not see the message come. */
  protected readonly heard = toSignal(
    toObservable(this.ref).pipe(
      switchMap((dialog) => this.chat.messages.in(dialog)),
      filter(({ direction }) => direction === 'incoming'),
      map(({ senderId, body }) => `${this.inbox.nameOf(senderId)}: ${body ?? 'Attachment'}`),
    ),
    { initialValue: '' },
  )

  protected start(kind: About['kind'], item: TimelineItem): void {
    this.about.set({ kind, item })
    this.composer().begin()
  }
}
