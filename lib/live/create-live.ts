import { createDialogsView } from './create-dialogs-view.js'
import { createTimelines } from './create-timelines.js'
import { createUnreadView } from './create-unread-view.js'
import type { LiveDeps } from './live-deps.js'
import type { Live } from './live.js'

/** Creates `chat.live`. */
export const createLive = (deps: LiveDeps): Live => ({
  timeline: createTimelines(deps),
  dialogs: createDialogsView(deps),
  unread: createUnreadView(deps),
})
