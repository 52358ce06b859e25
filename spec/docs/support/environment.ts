import {
  createNgModule,
  ErrorHandler,
  InjectionToken,
  NgModule,
  PLATFORM_ID,
  provideZonelessChangeDetection,
  ɵINJECTOR_SCOPE as INJECTOR_SCOPE,
  type EnvironmentProviders,
  type Provider,
  type ProviderToken,
} from '@angular/core'
import { injectChat } from '../../../lib/angular.js'
import type { FullChat } from '../../../lib/index.js'

const CHAT = new InjectionToken<FullChat>('the chat of the app')

/** The injector of an app without a page, told everything that an app would only log. */
export const createEnvironment = (
  providers: readonly (Provider | EnvironmentProviders)[],
  handleError: (error: unknown) => void,
): { readonly get: <T>(token: ProviderToken<T>) => T; readonly chat: FullChat; readonly end: () => void } => {
  // Root services need the scope that an app gets from its platform.
  const needed = [
    { provide: INJECTOR_SCOPE, useValue: 'root' },
    { provide: PLATFORM_ID, useValue: 'browser' },
    { provide: ErrorHandler, useValue: { handleError } },
    provideZonelessChangeDetection(),
    { provide: CHAT, useFactory: injectChat },
  ]
  @NgModule({ providers: [...needed, ...providers] })
  class App {
    readonly name = 'app'
  }
  const app = createNgModule(App)
  return {
    get: <T>(token: ProviderToken<T>): T => app.injector.get(token),
    chat: app.injector.get(CHAT),
    end: () => {
      app.destroy()
    },
  }
}
