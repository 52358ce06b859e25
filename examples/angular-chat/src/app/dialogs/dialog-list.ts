import { ScrollingModule } from '@angular/cdk/scrolling'
import { Component, effect, inject, input } from '@angular/core'
import type { Dialog } from 'connectycube-rx'
import { Inbox } from '../glue/inbox'
import { DialogRow } from './dialog-row'

@Component({
  selector: 'app-dialog-list',
  imports: [DialogRow, ScrollingModule],
  template: `
    @if (dialogs().length === 0) {
      @if (inbox.dialogs(); as view) {
        <p role="status">{{ view.loading ? 'Loading…' : (view.error?.message ?? empty()) }}</p>
      }
    }
    <cdk-virtual-scroll-viewport itemSize="72" (scrolledIndexChange)="onScroll($event)">
      <app-dialog-row
        *cdkVirtualFor="let dialog of dialogs(); trackBy: byId; templateCacheSize: 0"
        [dialog]="dialog"
        [selected]="dialog.dialogId === inbox.opened()?.dialogId"
        (click)="inbox.open(dialog)"
      />
    </cdk-virtual-scroll-viewport>
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      height: 100%;
    }
    cdk-virtual-scroll-viewport {
      flex: 1;
      min-height: 0;
    }
    app-dialog-row {
      display: block;
      height: 72px;
      padding: 2px 8px;
    }
    p {
      padding: 20px 24px;
      color: var(--soft);
    }
  `,
})
export class DialogList {
  protected readonly inbox = inject(Inbox)
  readonly dialogs = input.required<readonly Dialog[]>()
  readonly empty = input.required<string>()

  private left: string | null = null

  constructor() {
    // Whoever leaves a chat goes on where it was chosen.
    effect(() => {
      const opened = this.inbox.opened()?.dialogId ?? null
      if (opened === null && this.left !== null) document.getElementById(this.left)?.focus()
      this.left = opened
    })
  }

  protected readonly byId = (_index: number, { dialogId }: Dialog): string => dialogId

  protected onScroll(first: number): void {
    if (first + 30 > this.dialogs().length) this.inbox.loadMore()
  }
}
