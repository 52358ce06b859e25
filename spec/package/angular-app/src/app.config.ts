import { inject, InjectionToken, provideZoneChangeDetection, type ApplicationConfig } from '@angular/core'
import { provideChat } from 'connectycube-rx/angular'

/** What the page is asked for: the servers, and what it binds. On a server: nothing. */
export const ASKED = new InjectionToken('the query of the page', {
  providedIn: 'root',
  factory: () => new URLSearchParams('location' in globalThis ? location.search : ''),
})

/** The same app twice: with and without zone.js. */
export const appConfig: ApplicationConfig = {
  providers: [
    'Zone' in globalThis ? provideZoneChangeDetection() : [],
    provideChat(() => {
      const asked = inject(ASKED)
      return {
        application: { id: 1, authKey: 'sandbox' },
        endpoints: {
          api: asked.get('api') ?? 'http://127.0.0.1:9',
          websocket: asked.get('websocket') ?? 'ws://127.0.0.1:9',
          chat: 'chat.localhost',
        },
        // A name of its own: looking for a free one takes a lock, whose callback leaves the zone by itself.
        resource: 'fixture',
      }
    }),
  ],
}
