import {
  DestroyRef,
  inject,
  InjectionToken,
  makeEnvironmentProviders,
  NgZone,
  PLATFORM_ID,
  type EnvironmentProviders,
} from '@angular/core'
import { EMPTY } from 'rxjs'
import type { FullChat } from '../chat.js'
import type { ChatConfig } from '../config.js'
import { withContacts } from '../contacts/with-contacts.js'
import { createChat } from '../create-chat.js'
import { withLive } from '../live/with-live.js'
import { outsideZone } from './outside-zone.js'
import { perFrame } from './per-frame.js'

const CHAT = new InjectionToken<FullChat>('chat of provideChat')

/** @inline */
type Provided = ChatConfig | FullChat

const createProvided = (given: Provided | (() => Provided)): FullChat => {
  const provided = typeof given === 'function' ? given() : given
  const chat = 'events$' in provided ? provided : createChat(provided, { live: withLive, contacts: withContacts })
  inject(DestroyRef).onDestroy(chat.destroy)
  const quiet = outsideZone(chat, inject(NgZone))
  const { live, connection } = quiet
  return {
    ...quiet,
    live: {
      ...live,
      timeline: (...asked) => live.timeline(...asked).pipe(perFrame()),
      dialogs: (...asked) => live.dialogs(...asked).pipe(perFrame()),
      unread: () => live.unread().pipe(perFrame()),
    },
    connection: inject(PLATFORM_ID) === 'browser' ? connection : { ...connection, connect: () => EMPTY },
  }
}

/**
 * Provides the chat that `injectChat` gives: for an application, a route or an environment injector. Created when it is
 * first asked for, by `createChat`, which throws `ChatError` ('config'); `destroy()` is called when the injector is
 * destroyed. A function is called in the injection context, so it may `inject` what the configuration depends on. A chat
 * instead of a configuration, `fakeChat` in a test, is taken as it is.
 *
 * - All its work is done outside Angular's zone, where there is one. Values arrive outside, too: show them by signals,
 *   `injectView` or the async pipe. When a subscription made inside the zone ends, Angular checks once, as it does after
 *   a command that completes.
 * - `live` tells at most one value per animation frame, see `perFrame`.
 * - On a server `connection.connect` completes and opens nothing, so that rendering never waits for it; REST works.
 */
export const provideChat = (given: Provided | (() => Provided)): EnvironmentProviders =>
  makeEnvironmentProviders([{ provide: CHAT, useFactory: () => createProvided(given) }])

/** The chat of the nearest `provideChat`. To be called in an injection context; errors as `inject` does where there is none. */
export const injectChat = (): FullChat => inject(CHAT)
