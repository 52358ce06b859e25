import { Component, computed, input } from '@angular/core'
import type { TimelineItem } from 'connectycube-rx'
import { Icon, type IconName } from '../shared/icon'

const shown: Readonly<Record<TimelineItem['status'], readonly [IconName, string]>> = {
  queued: ['clock', 'Queued'],
  sending: ['clock', 'Sending'],
  failed: ['warning', 'Failed'],
  sent: ['check', 'Sent'],
  delivered: ['checks', 'Delivered'],
  read: ['checks', 'Read'],
  received: ['check', 'Received'],
}

/** How far a message of one's own came. */
@Component({
  selector: 'app-status',
  imports: [Icon],
  host: { role: 'img', '[attr.aria-label]': 'label()', '[title]': 'label()', '[class]': 'item().status' },
  template: `<app-icon [name]="icon()" />`,
  styles: `
    :host {
      display: inline-grid;
      font-size: 13px;
    }
    :host(.read) {
      color: #8fe3ff;
    }
    :host(.failed) {
      color: var(--bad);
    }
  `,
})
export class Status {
  readonly item = input.required<TimelineItem>()
  protected readonly icon = computed(() => shown[this.item().status][0])
  protected readonly label = computed(() => {
    const { status, readBy } = this.item()
    return readBy.length > 1 ? `Read by ${String(readBy.length)}` : shown[status][1]
  })
}
