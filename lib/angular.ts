export { injectChat, provideChat } from './angular/provide-chat.js'
export { injectView } from './angular/inject-view.js'
export { perFrame } from './angular/per-frame.js'
