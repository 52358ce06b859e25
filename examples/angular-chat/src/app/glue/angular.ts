import { InjectionToken, inject, computed, type Signal, makeEnvironmentProviders, DestroyRef } from '@angular/core'
import { toObservable, toSignal } from '@angular/core/rxjs-interop'
import { createChat, type Chat, type ChatConfig } from 'connectycube-rx'
import { switchMap, type Observable } from 'rxjs'

const CHAT = new InjectionToken<Chat>('chat')
export const provideChat = (config: ChatConfig) =>
  makeEnvironmentProviders([
    {
      provide: CHAT,
      useFactory: () => {
        const chat = createChat(config)
        inject(DestroyRef).onDestroy(() => chat.destroy())
        return chat
      },
    },
  ])
export const injectChat = (): Chat => inject(CHAT)
export const injectView = <T>(view$: Observable<T> | (() => Observable<T>)): Signal<T | undefined> =>
  typeof view$ === 'function' ? toSignal(toObservable(computed(view$)).pipe(switchMap((v) => v))) : toSignal(view$)
