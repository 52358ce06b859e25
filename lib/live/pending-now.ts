import { map, take, type Observable } from 'rxjs'
import type { ChatEvent } from '../chat-event.js'
import type { LiveDeps } from './live-deps.js'

/** What is on its way, for a view that begins: `events$` told it before. */
export const pendingNow = ({ pending$ }: Pick<LiveDeps, 'pending$'>): Observable<ChatEvent> =>
  pending$.pipe(
    take(1),
    map((pending) => ({ type: 'outbox/changed', pending })),
  )
