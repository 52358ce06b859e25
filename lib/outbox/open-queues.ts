import { defer, map, ReplaySubject, scan, take, tap, type Observable, type Subscription } from 'rxjs'
import type { UserId } from '../model/ids.js'
import type { Queue } from './outbox-store.js'

/** Takes up the queues of a user, once for as long as `alive`; tells the name of this tab's. */
export const createOpenQueues = (
  load: (userId: UserId) => Observable<Queue>,
  enter: (queue: Queue) => void,
  alive: Subscription,
): ((userId: UserId) => Observable<string>) => {
  const opened = new Map<UserId, ReplaySubject<string>>()
  const open = (userId: UserId): ReplaySubject<string> => {
    const own$ = new ReplaySubject<string>(1)
    opened.set(userId, own$)
    const name$ = load(userId).pipe(
      tap(enter),
      map(({ queue }) => queue),
      // The first is this tab’s, whatever else is taken up.
      scan((own) => own),
    )
    alive.add(name$.subscribe(own$))
    return own$
  }
  return (userId) => defer(() => (opened.get(userId) ?? open(userId)).pipe(take(1)))
}
