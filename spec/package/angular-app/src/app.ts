import { AsyncPipe } from '@angular/common'
import { afterEveryRender, Component, inject } from '@angular/core'
import { injectChat, injectView } from 'connectycube-rx/angular'
import { concatMap, NEVER, scan } from 'rxjs'
import { ASKED } from './app.config'

/** For the test to read: how often Angular looked, and how much there was to see. */
const counts = { renders: 0, checks: 0, stanzas: 0 }
Object.assign(globalThis, { counts })

@Component({
  selector: 'app-root',
  imports: [AsyncPipe],
  template: `
    <h1>{{ checked() }}{{ state().type }}</h1>
    <p>{{ outcome }}</p>
    <ol>
      @for (stanza of latest(); track stanza) {
        <li>{{ stanza }}</li>
      }
      @for (item of (timeline$ | async)?.items?.slice(-20); track item.key) {
        <li>{{ item.message.body }}</li>
      }
    </ol>
  `,
})
export class App {
  private readonly chat = injectChat()
  private readonly bind = inject(ASKED).get('bind')
  /** A list that changes with every stanza: the worst there is. */
  private readonly latest$ = this.chat.connection.stanza$.pipe(
    scan((numbers: readonly number[]) => [...numbers.slice(-19), (numbers.at(-1) ?? 0) + 1], []),
  )
  readonly state = injectView(this.chat.connection.state$, { requireSync: true })
  readonly latest = injectView(this.bind === 'stanzas' ? this.latest$ : NEVER)
  readonly timeline$ = this.bind === 'timeline' ? this.chat.live.timeline({ type: 'private', opponentId: 56 }) : NEVER
  /** A plain field: only zone.js tells Angular of it. */
  outcome = ''

  constructor() {
    afterEveryRender(() => counts.renders++)
    this.chat.connection.stanza$.subscribe(() => counts.stanzas++)
    const { session, connection } = this.chat
    const password = 'password-of-ann'
    // A timeline begins with its history, which needs a session.
    const online$ =
      this.bind === 'timeline'
        ? session.create({ login: 'ann', password }).pipe(concatMap(() => connection.connect()))
        : connection.connect({ userId: 21, password })
    online$.subscribe({
      next: ({ continuity }) => (this.outcome = `connected: ${continuity}`),
      error: () => (this.outcome = 'not connected'),
    })
  }

  checked(): string {
    counts.checks++
    return ''
  }
}
