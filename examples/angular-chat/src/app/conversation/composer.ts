import {
  afterNextRender,
  Component,
  computed,
  type ElementRef,
  inject,
  input,
  model,
  output,
  signal,
  viewChild,
} from '@angular/core'
import { rxResource, takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop'
import type { Attachment, Dialog, MessageDraft, TimelineItem } from 'connectycube-rx'
import { Subject, switchMap } from 'rxjs'
import { injectChat } from 'connectycube-rx/angular'
import { Commands } from '../glue/commands'
import { Inbox } from '../glue/inbox'
import { Icon } from '../shared/icon'
import { sameDialog } from '../shared/same-dialog'
import { UploadView } from './upload'

/** A message that is answered or edited. */
export interface About {
  readonly kind: 'reply' | 'edit'
  readonly item: TimelineItem
}

/** Where messages are written. */
@Component({
  selector: 'app-composer',
  imports: [Icon, UploadView],
  template: `
    @if (about(); as it) {
      <div class="about">
        <app-icon [name]="it.kind" />
        <div>
          <strong>
            {{ it.kind === 'edit' ? 'Edit the message' : 'Reply to ' + inbox.nameOf(it.item.message.senderId) }}
          </strong>
          <p class="one-line">{{ it.item.message.body ?? 'Attachment' }}</p>
        </div>
        <button type="button" class="icon-button" aria-label="Cancel" (click)="cancel()">
          <app-icon name="close" />
        </button>
      </div>
    }
    @if (file(); as chosen) {
      <app-upload
        [file]="chosen"
        [event]="upload.hasValue() ? upload.value() : undefined"
        [failed]="upload.error() !== undefined"
        (retried)="upload.reload()"
        (cancelled)="file.set(undefined)"
      />
    }
    <form (submit)="$event.preventDefault(); submit()">
      <button type="button" class="icon-button" aria-label="Attach a file" (click)="picker.click()">
        <app-icon name="clip" />
      </button>
      <input #picker type="file" hidden (change)="file.set(picker.files?.[0]); picker.value = ''" />
      <textarea
        #area
        rows="1"
        placeholder="Message"
        [attr.aria-label]="'Message ' + dialog().name"
        [value]="text()"
        (input)="text.set(area.value); keystrokes$.next()"
        (keydown.enter)="onEnter($event)"
        (keydown.escape)="about() === null ? inbox.open(null) : cancel()"
      ></textarea>
      <button
        class="primary send"
        [disabled]="!canSend()"
        [attr.aria-label]="about()?.kind === 'edit' ? 'Save' : 'Send'"
      >
        <app-icon [name]="about()?.kind === 'edit' ? 'check' : 'send'" />
      </button>
    </form>
  `,
  styles: `
    :host {
      display: block;
      border-top: 1px solid var(--line);
      background: var(--panel);
    }
    form {
      display: flex;
      align-items: flex-end;
      gap: 8px;
      padding: 12px 14px;
    }
    textarea {
      flex: 1;
      max-height: 160px;
      resize: none;
      field-sizing: content;
    }
    form > .icon-button,
    .send {
      width: 44px;
      height: 44px;
    }
    .send {
      display: grid;
      place-items: center;
      padding: 0;
      border-radius: 14px;
    }
    .about {
      display: flex;
      align-items: center;
      gap: 12px;
      padding: 10px 14px 0 24px;
      color: var(--accent);
      font-size: 14px;
    }
    .about > div {
      flex: 1;
      min-width: 0;
    }
    p {
      color: var(--soft);
    }
  `,
})
export class Composer {
  private readonly chat = injectChat()
  private readonly commands = inject(Commands)
  protected readonly inbox = inject(Inbox)
  private readonly area = viewChild.required<ElementRef<HTMLTextAreaElement>>('area')
  readonly dialog = input.required<Dialog>()
  readonly about = model<About | null>(null)
  readonly sent = output()

  protected readonly text = signal('')
  protected readonly file = signal<File | undefined>(undefined)
  protected readonly upload = rxResource({
    params: this.file,
    stream: ({ params }) => this.chat.attachments.upload(params),
  })
  private readonly attachment = computed((): Attachment | null => {
    const event = this.upload.hasValue() ? this.upload.value() : undefined
    return event?.type === 'done' ? event.attachment : null
  })
  protected readonly canSend = computed(() =>
    this.file() === undefined ? this.text().trim() !== '' : this.attachment() !== null,
  )

  protected readonly keystrokes$ = new Subject<void>()
  private readonly ref = computed(() => this.dialog(), sameDialog)

  constructor() {
    const reported$ = toObservable(this.ref).pipe(
      switchMap((dialog) => this.chat.typing.report(dialog, this.keystrokes$)),
    )
    this.commands.run(reported$.pipe(takeUntilDestroyed()))
    afterNextRender(() => {
      if (matchMedia('(hover: hover)').matches) this.area().nativeElement.focus()
    })
  }

  /** Goes on with what `about` is. */
  begin(): void {
    const about = this.about()
    if (about?.kind === 'edit') this.text.set(about.item.message.body ?? '')
    this.area().nativeElement.focus()
  }

  protected cancel(): void {
    if (this.about()?.kind === 'edit') this.text.set('')
    this.about.set(null)
    this.area().nativeElement.focus()
  }

  protected onEnter(event: Event): void {
    if (!(event instanceof KeyboardEvent) || event.shiftKey || event.isComposing) return
    event.preventDefault()
    this.submit()
  }

  protected submit(): void {
    if (!this.canSend()) return
    const about = this.about()
    const body = this.text().trim()
    this.commands.handOver(
      about?.kind === 'edit'
        ? this.chat.messages.edit(about.item.message, { body })
        : this.chat.messages.send(this.dialog(), this.draft(body, about)),
    )
    this.text.set('')
    this.file.set(undefined)
    this.about.set(null)
    this.sent.emit()
  }

  private draft(body: string, about: About | null): MessageDraft {
    const attachment = this.attachment()
    return {
      ...(body === '' ? {} : { body }),
      ...(attachment === null ? {} : { attachments: [attachment] }),
      ...(about === null ? {} : { params: { replyTo: about.item.message.id } }),
    }
  }
}
