/**
 * The chat in Angular: provided by an injector, outside the zone, with views as signals.
 *
 * @module connectycube-rx/angular
 */
export { injectChat, provideChat } from './angular/provide-chat.js'
export { injectView } from './angular/inject-view.js'
export { perFrame } from './angular/per-frame.js'
