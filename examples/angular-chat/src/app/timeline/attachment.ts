import { Component, computed, input } from '@angular/core'
import { rxResource } from '@angular/core/rxjs-interop'
import type { Attachment } from 'connectycube-rx'
import { injectChat } from 'connectycube-rx/angular'
import { Icon } from '../shared/icon'
import { fileSize } from '../shared/times'

/** A picture, or the name of a file to open. */
@Component({
  selector: 'app-attachment',
  imports: [Icon],
  template: `
    @if (url.hasValue()) {
      <a [href]="url.value()" target="_blank" rel="noopener" [attr.aria-label]="'Open ' + name()">
        @if (attachment().type === 'image') {
          <img [src]="url.value()" [alt]="name()" />
        } @else {
          <span class="file"
            ><app-icon name="file" /> {{ name() }} <small>{{ size() }}</small></span
          >
        }
      </a>
    } @else {
      <div class="waiting">{{ url.error() === undefined ? '' : 'The file cannot be loaded.' }}</div>
    }
  `,
  styles: `
    :host {
      display: block;
      margin: 2px -6px 4px;
    }
    a {
      color: inherit;
    }
    img,
    .waiting {
      display: block;
      width: 312px;
      max-width: 100%;
      aspect-ratio: 4 / 3;
      border-radius: 13px;
      background: var(--raised);
      object-fit: cover;
    }
    .file {
      display: flex;
      align-items: center;
      gap: 8px;
      padding: 8px 6px;
    }
    small {
      opacity: 0.75;
    }
  `,
})
export class AttachmentView {
  private readonly chat = injectChat()
  readonly attachment = input.required<Attachment>()
  protected readonly name = computed(() => this.attachment().name ?? 'file')
  protected readonly size = computed(() => fileSize(this.attachment().size ?? 0))
  protected readonly url = rxResource({
    params: () => this.attachment().uid,
    stream: ({ params }) => this.chat.attachments.privateUrl(params),
  })
}
