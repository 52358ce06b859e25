import { defer, map, ReplaySubject, scan, take, tap, type Observable, type Subscription } from 'rxjs'
import type { UserId } from '../model/ids.js'
import type { Queue } from './outbox-store.js'

/** The queues that are taken up. */
export interface OpenQueues {
  /** The name of this tab's queue, once it is in. */
  readonly nameOf: (userId: UserId) => string | undefined
  /** Takes up the queues of a user, once for as long as `alive`; tells the name of this tab's. */
  readonly open: (userId: UserId) => Observable<string>
}

export const createOpenQueues = (
  load: (userId: UserId) => Observable<Queue>,
  enter: (queue: Queue) => void,
  alive: Subscription,
): OpenQueues => {
  const names = new Map<UserId, string>()
  const opening = new Map<UserId, Observable<string>>()
  const begin = (userId: UserId): Observable<string> => {
    const own$ = new ReplaySubject<string>(1)
    const name$ = load(userId).pipe(
      tap(enter),
      map(({ queue }) => queue),
      // The first is this tab’s, whatever else is taken up.
      scan((own) => own),
      tap((own) => names.set(userId, own)),
    )
    const first$ = own$.pipe(take(1))
    opening.set(userId, first$)
    alive.add(name$.subscribe(own$))
    return first$
  }
  return {
    nameOf: (userId) => names.get(userId),
    open: (userId) => defer(() => opening.get(userId) ?? begin(userId)),
  }
}
