import { NEVER, of, type Observable } from 'rxjs'
import type { TestScheduler } from 'rxjs/testing'
import type { ChatEvent } from '../../lib/chat-event.js'
import type { DialogQuery } from '../../lib/dialogs/dialogs.js'
import { ChatError } from '../../lib/errors/chat-error.js'
import type { LiveDeps } from '../../lib/live/live-deps.js'
import type { Dialog } from '../../lib/model/dialog.js'
import type { Page } from '../../lib/model/page.js'

export const failure = new ChatError('network', 'No answer.', { url: 'http://127.0.0.1:9' })
export const cause = { tag: 'network', message: 'No answer.' }

/** What views are made of: `events$`, and lists that are answered by `list`, each question noted. */
export const setUpLive = (
  scheduler: TestScheduler,
  events$: Observable<ChatEvent>,
  list: (query: DialogQuery) => Observable<Page<Dialog>>,
  over: Partial<LiveDeps> = {},
) => {
  const asked: DialogQuery[] = []
  const deps: LiveDeps = {
    ...{ events$, pending$: of([]), userId: () => 21, scheduler, now: () => scheduler.now(), history: () => NEVER },
    dialogs: {
      list: (query = {}) => {
        asked.push(query)
        return list(query)
      },
    },
    unreadCount: () => NEVER,
    ...over,
  }
  return { deps, asked }
}
