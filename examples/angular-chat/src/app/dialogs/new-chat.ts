import { Component, computed, inject, signal, viewChild, type ElementRef } from '@angular/core'
import { rxResource, toObservable, toSignal } from '@angular/core/rxjs-interop'
import type { NewDialog, User } from 'connectycube-rx'
import { debounceTime, tap } from 'rxjs'
import { Account } from '../glue/account'
import { injectChat } from 'connectycube-rx/angular'
import { Commands } from '../glue/commands'
import { Inbox } from '../glue/inbox'
import { Avatar } from '../shared/avatar'

const nameOf = ({ fullName, login, id }: User): string => fullName ?? login ?? `User ${String(id)}`

/** Starts a chat with one, or a group with several. */
@Component({
  selector: 'app-new-chat',
  imports: [Avatar],
  template: `
    <dialog #box aria-labelledby="new-chat-title" (close)="reset()">
      <form (submit)="$event.preventDefault(); create()">
        <h2 id="new-chat-title">New chat</h2>
        <input
          type="search"
          placeholder="Find people by name"
          aria-label="Find people by name"
          autofocus
          [value]="text()"
          (input)="text.set(field.value)"
          #field
        />
        <ul aria-label="People">
          @for (user of shown(); track user.id) {
            <li>
              <label>
                <input type="checkbox" [checked]="isChosen(user)" (change)="toggle(user)" />
                <app-avatar [name]="name(user)" />
                {{ name(user) }}
              </label>
            </li>
          } @empty {
            <li class="none" role="status">Nobody of that name. Names of others are found as they are written.</li>
          }
        </ul>
        @if (chosen().length > 1) {
          <input
            placeholder="Name of the group"
            aria-label="Name of the group"
            required
            [value]="title()"
            (input)="title.set(titleField.value)"
            #titleField
          />
        }
        <footer>
          <button type="button" class="icon-button wide" (click)="box.close()">Cancel</button>
          <button class="primary" [disabled]="chosen().length === 0">
            {{ chosen().length > 1 ? 'Create group' : 'Start chat' }}
          </button>
        </footer>
      </form>
    </dialog>
  `,
  styles: `
    dialog {
      width: min(420px, calc(100vw - 32px));
      margin: auto;
      padding: 24px;
      border: 1px solid var(--line);
      border-radius: 22px;
      background: var(--panel);
      color: var(--text);
      box-shadow: var(--shadow);
    }
    dialog::backdrop {
      background: rgb(12 14 28 / 45%);
    }
    form {
      display: grid;
      gap: 14px;
    }
    h2 {
      font-size: 20px;
      letter-spacing: -0.01em;
    }
    ul {
      min-height: 180px;
      max-height: 40vh;
      margin-inline: -8px;
      padding: 0;
      overflow: auto;
      list-style: none;
    }
    label {
      display: flex;
      align-items: center;
      gap: 12px;
      padding: 7px 10px;
      border-radius: 12px;
      cursor: pointer;
    }
    label:is(:hover, :focus-within) {
      background: var(--raised);
    }
    app-avatar {
      --avatar: 36px;
    }
    [type='checkbox'] {
      width: 18px;
      height: 18px;
      accent-color: var(--accent-strong);
    }
    .none {
      padding: 10px;
      color: var(--soft);
    }
    footer {
      display: flex;
      justify-content: flex-end;
      gap: 8px;
    }
    .wide {
      width: auto;
      padding-inline: 16px;
    }
  `,
})
export class NewChat {
  private readonly chat = injectChat()
  private readonly account = inject(Account)
  private readonly inbox = inject(Inbox)
  private readonly run = inject(Commands).run
  private readonly box = viewChild.required<ElementRef<HTMLDialogElement>>('box')
  protected readonly text = signal('')
  protected readonly title = signal('')
  protected readonly chosen = signal<readonly User[]>([])
  protected readonly name = nameOf

  private readonly settled = toSignal(toObservable(this.text).pipe(debounceTime(250)), { initialValue: '' })
  /** The server knows whole names, and beginnings of four letters. */
  private readonly found = rxResource({
    params: () => this.settled().trim() || undefined,
    stream: ({ params }) =>
      this.chat.users.list({ filter: { fullName: params.length < 4 ? params : { startsWith: params } } }),
  })
  protected readonly shown = computed(() => {
    const wanted = this.text().trim().toLowerCase()
    const there = this.found.hasValue() ? this.found.value().items : []
    const all = [
      ...this.chosen(),
      ...this.inbox.people().filter((user) => nameOf(user).toLowerCase().includes(wanted)),
      ...there,
    ]
    const unique = new Map(all.map((user) => [user.id, user]))
    return [...unique.values()].filter(({ id }) => id !== this.account.userId())
  })

  open(): void {
    this.box().nativeElement.showModal()
  }

  protected reset(): void {
    this.text.set('')
    this.title.set('')
    this.chosen.set([])
  }

  protected isChosen(user: User): boolean {
    return this.chosen().some(({ id }) => id === user.id)
  }

  protected toggle(user: User): void {
    this.chosen.update((users) => (this.isChosen(user) ? users.filter(({ id }) => id !== user.id) : [...users, user]))
  }

  protected create(): void {
    const [first, ...others] = this.chosen().map(({ id }) => id)
    if (first === undefined) return
    const wanted: NewDialog =
      others.length === 0
        ? { type: 'private', occupantIds: [first] }
        : { type: 'group', name: this.title().trim(), occupantIds: [first, ...others] }
    this.run(this.chat.dialogs.create(wanted).pipe(tap((dialog) => this.inbox.open(dialog))))
    this.box().nativeElement.close()
  }
}
