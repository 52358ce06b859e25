import { defer, map, of, ReplaySubject, scan, take, tap, type Observable, type Subscription } from 'rxjs'
import type { UserId } from '../model/ids.js'
import type { Queue } from './outbox-store.js'

/** Takes up the queues of a user, once for as long as `alive`; tells the name of this tab's, at once where it is known. */
export const createOpenQueues = (
  load: (userId: UserId) => Observable<Queue>,
  enter: (queue: Queue) => void,
  alive: Subscription,
): ((userId: UserId) => Observable<string>) => {
  const opened = new Map<UserId, Observable<string>>()
  const open = (userId: UserId): Observable<string> => {
    const own$ = new ReplaySubject<string>(1)
    const name$ = load(userId).pipe(
      tap(enter),
      map(({ queue }) => queue),
      // The first is this tab’s, whatever else is taken up.
      scan((own) => own),
      tap((own) => opened.set(userId, of(own))),
    )
    const first$ = own$.pipe(take(1))
    opened.set(userId, first$)
    alive.add(name$.subscribe(own$))
    return first$
  }
  return (userId) => defer(() => opened.get(userId) ?? open(userId))
}
