import type { ChatEvent } from '../chat-event.js'

type View = 'timeline' | 'dialogs' | 'unread'

/** What a view is told: everything that happens, and what is done with other views, which it passes over. */
export type Told<Other extends View = View> = ChatEvent | { readonly type: `${Other}/${string}` }
