import { ScrollingModule, VIRTUAL_SCROLL_STRATEGY } from '@angular/cdk/scrolling'
import { Component, computed, effect, inject, input, output, untracked } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import type { Dialog, Timeline as View, TimelineGap, TimelineItem } from 'connectycube-rx'
import { catchError, EMPTY, fromEvent, map, startWith, Subject } from 'rxjs'
import { Account } from '../glue/account'
import { injectChat, injectView } from 'connectycube-rx/angular'
import { Commands } from '../glue/commands'
import { Icon } from '../shared/icon'
import { sameDialog } from '../shared/same-dialog'
import { dayName } from '../shared/times'
import { Bubble } from './bubble'
import { MeasuredScroll } from './measured-scroll'
import { toRows, type Row } from './rows'

const nothing: View = { items: [], hasOlder: false, gaps: [], loading: true, error: null }

/** The messages of a dialog, from the newest up. */
@Component({
  selector: 'app-timeline',
  imports: [Bubble, Icon, ScrollingModule],
  providers: [MeasuredScroll, { provide: VIRTUAL_SCROLL_STRATEGY, useExisting: MeasuredScroll }],
  template: `
    <cdk-virtual-scroll-viewport role="list" aria-label="Messages" tabindex="0">
      <div
        *cdkVirtualFor="let row of rows(); trackBy: byKey; templateCacheSize: 0; let last = last; let index = index"
        [class.newest]="last"
        [attr.aria-setsize]="rows().length"
        [attr.aria-posinset]="index + 1"
        [attr.data-key]="row.key"
        role="listitem"
      >
        @switch (row.kind) {
          @case ('day') {
            <div class="day">
              <time>{{ day(row.at) }}</time>
            </div>
          }
          @case ('gap') {
            <div class="gap">
              <span>Messages are missing here.</span>
              <button type="button" class="link" (click)="fill$.next(row.gap)">Load</button>
            </div>
          }
          @case ('message') {
            <app-bubble
              [row]="row"
              [named]="dialog().type !== 'private'"
              (replied)="replied.emit(row.item)"
              (edited)="edited.emit(row.item)"
              (quoteOpened)="scroll.scrollToKey($event.key)"
            />
          }
        }
      </div>
    </cdk-virtual-scroll-viewport>
    @if (view().error !== null) {
      <p class="note" role="status">
        Messages could not be loaded.
        <button type="button" class="link" (click)="older$.next()">Try again</button>
      </p>
    } @else if (view().loading) {
      <p class="note" role="status">Loading…</p>
    } @else if (rows().length === 0) {
      <p class="note">No messages yet. Say hello.</p>
    }
    @if (!scroll.atEnd()) {
      <button type="button" class="to-end" aria-label="Go to the newest message" (click)="scroll.scrollToEnd()">
        <app-icon name="down" />
        @if (unreadKey() !== null) {
          <span class="dot"></span>
        }
      </button>
    }
  `,
  styles: `
    :host {
      position: relative;
      display: block;
      min-height: 0;
    }
    cdk-virtual-scroll-viewport {
      height: 100%;
      overflow-anchor: none;
      overflow-x: hidden;
    }
    cdk-virtual-scroll-viewport:focus-visible {
      outline-offset: -3px;
    }
    .newest {
      padding-bottom: 14px;
    }
    .day {
      display: grid;
      place-items: center;
      padding: 18px 0 8px;
    }
    .day time {
      padding: 3px 12px;
      border-radius: 99px;
      background: color-mix(in srgb, var(--soft) 13%, transparent);
      color: var(--soft);
      font-size: 12.5px;
      font-weight: 600;
    }
    .gap {
      display: flex;
      justify-content: center;
      gap: 8px;
      margin: 10px 16px;
      padding: 8px;
      border: 1px dashed color-mix(in srgb, var(--warn) 55%, transparent);
      border-radius: 12px;
      color: var(--warn);
      font-size: 14px;
    }
    .note {
      position: absolute;
      top: 10px;
      left: 50%;
      width: max-content;
      max-width: 90%;
      padding: 5px 14px;
      border-radius: 99px;
      background: var(--panel);
      box-shadow: var(--shadow);
      color: var(--soft);
      font-size: 13.5px;
      translate: -50%;
    }
    .to-end {
      position: absolute;
      right: 18px;
      bottom: 14px;
      display: grid;
      place-items: center;
      width: 42px;
      height: 42px;
      border: 1px solid var(--line);
      border-radius: 50%;
      background: var(--panel);
      box-shadow: var(--shadow);
    }
    .dot {
      position: absolute;
      top: -2px;
      right: -2px;
      width: 12px;
      height: 12px;
      border-radius: 50%;
      background: var(--accent-strong);
    }
  `,
})
export class Timeline {
  private readonly chat = injectChat()
  private readonly run = inject(Commands).run
  private readonly account = inject(Account)
  protected readonly scroll = inject(MeasuredScroll)
  readonly dialog = input.required<Dialog>()
  readonly replied = output<TimelineItem>()
  readonly edited = output<TimelineItem>()

  protected readonly older$ = new Subject<void>()
  protected readonly fill$ = new Subject<TimelineGap>()
  private readonly ref = computed(() => this.dialog(), sameDialog)
  private readonly live = injectView(() =>
    this.chat.live.timeline(this.ref(), { older$: this.older$, fill$: this.fill$ }),
  )
  protected readonly view = computed(() => this.live() ?? nothing)
  protected readonly rows = computed(() => toRows(this.view()))

  private readonly visible = toSignal(
    fromEvent(document, 'visibilitychange').pipe(
      startWith(null),
      map(() => document.visibilityState === 'visible'),
    ),
  )
  private readonly ready = toSignal(this.chat.connection.state$.pipe(map(({ type }) => type === 'ready')))
  protected readonly unreadKey = computed(() => {
    const own = this.account.userId() ?? 0
    const unread = this.view().items.findLast(
      ({ message, readBy }) => message.direction === 'incoming' && !readBy.includes(own),
    )
    return unread?.key ?? null
  })
  private readKey: string | null = null

  constructor() {
    effect(() => {
      const keys = this.rows().map(({ key }) => key)
      untracked(() => this.scroll.setRows(keys))
    })
    effect(() => {
      const { hasOlder, loading, error } = this.view()
      const first = this.scroll.first()
      if (hasOlder && !loading && error === null && first !== null && first < 10) untracked(() => this.older$.next())
    })
    effect(() => {
      const key = this.unreadKey()
      const seen = this.visible() && this.ready() && this.scroll.atEnd()
      if (!this.ready()) this.readKey = null
      // Once for each: what fails is tried again with the next message or the next connection.
      if (!seen || key === null || key === this.readKey) return
      this.readKey = key
      untracked(() => this.run(this.chat.messages.markRead(this.ref()).pipe(catchError(() => EMPTY))))
    })
  }

  toEnd(): void {
    this.scroll.scrollToEnd()
  }

  protected readonly byKey = (_index: number, { key }: Row): string => key

  protected day(at: number): string {
    return dayName(at, Date.now())
  }
}
