import { merge } from 'rxjs'
import { createDialogsView, dialogsLoads } from './create-dialogs-view.js'
import { createTimelines } from './create-timelines.js'
import { createUnreadView, unreadLoads } from './create-unread-view.js'
import type { LiveDeps } from './live-deps.js'
import type { Live } from './live.js'
import { pendingNow } from './pending-now.js'
import { timelineLoads } from './timeline-loads.js'

/** Creates `chat.live`. */
export const createLive = (deps: LiveDeps): Live => ({
  timeline: createTimelines(deps),
  dialogs: createDialogsView(deps),
  unread: createUnreadView(deps),
  loads: {
    timeline: (state$) => merge(pendingNow(deps), timelineLoads(deps, state$)),
    dialogs: (state$) => dialogsLoads(deps, state$),
    unread: (state$) => unreadLoads(deps, state$),
  },
})
