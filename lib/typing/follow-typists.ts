import { distinctUntilChanged, EMPTY, endWith, expand, map, of, scan, startWith, switchMap, timer } from 'rxjs'
import type { Observable, SchedulerLike } from 'rxjs'
import type { UserId } from '../model/ids.js'
import { nextTypists, nobody, stillTyping, type Typists } from './typists.js'

/** Drops those whose time is up, one timer at a time. The timer tells what time it is: clocks jump. */
const aging = (typists: Typists, scheduler: SchedulerLike): Observable<Typists> =>
  of(typists).pipe(
    expand((left) => {
      const due = Math.min(...left.values())
      return left.size === 0 ? EMPTY : timer(due - scheduler.now(), scheduler).pipe(map(() => stillTyping(left, due)))
    }),
  )

/** Who types in one dialog, from what happens there; `null`: nobody that we know of. Cold; nobody at first and at the end. */
export const followTypists = (
  change$: Observable<{ readonly userId: UserId; readonly typing: boolean } | null>,
  scheduler: SchedulerLike,
): Observable<readonly UserId[]> =>
  change$.pipe(
    endWith(null),
    scan((typists, change) => (change === null ? nobody : nextTypists(typists, change, scheduler.now())), nobody),
    startWith(nobody),
    switchMap((typists) => aging(typists, scheduler)),
    map((typists) => [...typists.keys()]),
    distinctUntilChanged((before, now) => before.join() === now.join()),
  )
