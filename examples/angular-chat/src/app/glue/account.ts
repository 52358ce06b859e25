import { computed, effect, inject, Injectable, signal } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import type { Session } from 'connectycube-rx'
import { finalize, switchMap, type Observable } from 'rxjs'
import { injectChat } from 'connectycube-rx/angular'
import { Commands } from './commands'

const storageKey = 'chat-session'

/** Who is signed in. The session outlives a reload, not the tab. */
@Injectable({ providedIn: 'root' })
export class Account {
  private readonly chat = injectChat()
  private readonly run = inject(Commands).run
  private readonly session = toSignal(this.chat.session.current$, { initialValue: null })
  readonly userId = computed(() => this.session()?.userId ?? null)
  readonly name = computed(() => this.session()?.user?.fullName ?? this.session()?.user?.login ?? '')
  readonly busy = signal(false)

  constructor() {
    const kept = sessionStorage.getItem(storageKey)
    if (kept !== null) this.enter(this.chat.session.restore(JSON.parse(kept)))
    effect(() => {
      const session = this.session()
      if (session?.userId == null) sessionStorage.removeItem(storageKey)
      else sessionStorage.setItem(storageKey, JSON.stringify(session))
    })
  }

  signIn(login: string, password: string): void {
    this.enter(this.chat.session.create({ login, password }))
  }

  signOut(): void {
    this.run(this.chat.connection.disconnect().pipe(switchMap(() => this.chat.session.destroy())))
  }

  private enter(session$: Observable<Session>): void {
    this.busy.set(true)
    const entered$ = session$.pipe(finalize(() => this.busy.set(false)))
    this.run(entered$.pipe(switchMap(() => this.chat.connection.connect())))
  }
}
