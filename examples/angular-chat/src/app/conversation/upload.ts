import { Component, computed, effect, input, output, signal } from '@angular/core'
import type { UploadEvent } from 'connectycube-rx'
import { Icon } from '../shared/icon'
import { fileSize } from '../shared/times'

/** A file on its way to the storage. */
@Component({
  selector: 'app-upload',
  imports: [Icon],
  template: `
    @if (preview(); as url) {
      <img [src]="url" alt="" />
    } @else {
      <span class="picture"><app-icon name="file" /></span>
    }
    <div>
      <strong class="one-line">{{ file().name }}</strong>
      @if (failed()) {
        <p>Not uploaded. <button type="button" class="link" (click)="retried.emit()">Retry</button></p>
      } @else {
        <progress [value]="share()" max="1" [attr.aria-label]="'Upload of ' + file().name"></progress>
        <p>{{ share() === 1 ? 'Ready to send' : percent() }} · {{ size() }}</p>
      }
    </div>
    <button type="button" class="icon-button" aria-label="Remove the file" (click)="cancelled.emit()">
      <app-icon name="close" />
    </button>
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: 12px;
      margin: 12px 14px 0;
      padding: 8px;
      border-radius: 14px;
      background: var(--raised);
      font-size: 14px;
    }
    img,
    .picture {
      display: grid;
      place-items: center;
      width: 52px;
      height: 52px;
      border-radius: 10px;
      background: var(--panel);
      object-fit: cover;
    }
    div {
      flex: 1;
      min-width: 0;
    }
    strong {
      display: block;
    }
    progress {
      display: block;
      width: 100%;
      height: 5px;
      margin: 5px 0 3px;
      overflow: hidden;
      appearance: none;
      border: 0;
      border-radius: 9px;
      background: var(--line);
    }
    progress::-webkit-progress-bar {
      background: var(--line);
    }
    progress::-webkit-progress-value {
      border-radius: 9px;
      background: var(--accent);
    }
    progress::-moz-progress-bar {
      background: var(--accent);
    }
    p {
      color: var(--soft);
      font-size: 13px;
    }
  `,
})
export class UploadView {
  readonly file = input.required<File>()
  readonly event = input.required<UploadEvent | undefined>()
  readonly failed = input(false)
  readonly retried = output()
  readonly cancelled = output()

  protected readonly size = computed(() => fileSize(this.file().size))
  protected readonly share = computed(() => {
    const event = this.event()
    if (event?.type === 'done') return 1
    // Only what the storage confirmed is all of it.
    return event === undefined ? 0 : Math.min(0.99, event.loaded / event.total)
  })
  protected readonly percent = computed(() => `${String(Math.round(this.share() * 100))} %`)
  protected readonly preview = signal<string | null>(null)

  constructor() {
    effect((onCleanup) => {
      if (!this.file().type.startsWith('image/')) return
      const url = URL.createObjectURL(this.file())
      this.preview.set(url)
      onCleanup(() => {
        this.preview.set(null)
        URL.revokeObjectURL(url)
      })
    })
  }
}
