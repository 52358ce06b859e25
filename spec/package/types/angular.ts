// What the types of the entry for Angular promise, and that Angular's own functions take what the library gives.
import { inject, Injectable, InjectionToken, type Signal } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import type { ConnectionState, FullChat, Timeline } from 'connectycube-rx'
import { injectChat, injectView, perFrame, provideChat } from 'connectycube-rx/angular'

const KEY = new InjectionToken<string>('the key of the application')

export const providers = [
  provideChat({ application: { id: 1, authKey: 'key' } }),
  provideChat(() => ({ application: { id: 1, authKey: inject(KEY) } })),
  // @ts-expect-error -- the key is missing
  provideChat({ application: { id: 1 } }),
]

@Injectable()
export class Store {
  private readonly chat: FullChat = injectChat()
  /** A state has a value at once. */
  readonly state: Signal<ConnectionState> = toSignal(this.chat.connection.state$, { requireSync: true })
  readonly shown: Signal<ConnectionState> = injectView(this.chat.connection.state$, { requireSync: true })
  readonly timeline: Signal<Timeline | undefined> = injectView(() =>
    this.chat.live.timeline({ type: 'private', opponentId: 56 }),
  )
  // @ts-expect-error -- nothing says that there is a value at once
  readonly hasty: Signal<ConnectionState> = injectView(this.chat.connection.state$)
  readonly frames: Signal<ConnectionState | undefined> = toSignal(this.chat.connection.state$.pipe(perFrame()))
}
