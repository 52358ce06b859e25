import { computed, inject, Injectable, signal } from '@angular/core'
import { toObservable, toSignal } from '@angular/core/rxjs-interop'
import type { Dialog, DialogId, DialogsView, UserId } from 'connectycube-rx'
import { catchError, EMPTY, filter, map, Subject, switchMap } from 'rxjs'
import { Account } from './account'
import { injectChat, injectView } from 'connectycube-rx/angular'

const nothing: DialogsView = { items: [], total: null, hasMore: false, loading: true, error: null }

/** The dialogs of who is signed in, which of them is open, and the names of the people in them. */
@Injectable()
export class Inbox {
  private readonly chat = injectChat()
  private readonly account = inject(Account)
  private readonly more$ = new Subject<void>()
  private readonly view = injectView(this.chat.live.dialogs({}, { more$: this.more$ }))
  private readonly counted = injectView(this.chat.live.unread())
  private readonly chosen = signal<Dialog | null>(null)

  readonly dialogs = computed(() => this.view() ?? nothing)
  readonly unread = computed(() => this.counted()?.total ?? 0)
  /** As the list has it now; one that is not in it yet as it was opened. */
  readonly opened = computed(() => {
    const chosen = this.chosen()
    return this.find(chosen?.dialogId) ?? chosen
  })

  private readonly userIds = computed(() =>
    [...new Set(this.dialogs().items.flatMap(({ occupantIds }) => occupantIds))]
      .sort((a, b) => a - b)
      .slice(0, 100)
      .join(),
  )
  /** Whom the user has dialogs with. */
  readonly people = toSignal(
    toObservable(this.userIds).pipe(
      filter((ids) => ids !== ''),
      switchMap((ids) =>
        this.chat.users.list({ filter: { id: { in: ids.split(',').map(Number) } } }).pipe(catchError(() => EMPTY)),
      ),
      map(({ items }) => items),
    ),
    { initialValue: [] },
  )
  private readonly names = computed(
    () => new Map(this.people().map(({ id, fullName, login }) => [id, fullName ?? login])),
  )

  find(id: DialogId | undefined): Dialog | undefined {
    return this.dialogs().items.find(({ dialogId }) => dialogId === id)
  }

  nameOf(userId: UserId | null): string {
    if (userId === this.account.userId()) return 'You'
    return this.names().get(userId ?? 0) ?? (userId === null ? '' : `User ${String(userId)}`)
  }

  open(dialog: Dialog | null): void {
    this.chosen.set(dialog)
  }

  loadMore(): void {
    if (this.dialogs().hasMore && !this.dialogs().loading) this.more$.next()
  }
}
