import { distinctUntilChanged, EMPTY, endWith, expand, map, of, scan, startWith, switchMap, timer } from 'rxjs'
import type { Observable, SchedulerLike } from 'rxjs'
import type { EpochMs, UserId } from '../model/ids.js'
import { same } from '../model/same.js'

/** Who types in one dialog, in the order in which they began, and until when that is believed. */
export type Typists = ReadonlyMap<UserId, EpochMs>

/** ms; whoever types says so again long before. One that went away without a word is gone by then (protocol 3.10). */
const believedFor = 10_000

export const nobody: Typists = new Map()

/** Without those whose time is up at `at`. */
export const stillTyping = (typists: Typists, at: EpochMs): Typists =>
  new Map([...typists].filter(([, until]) => until > at))

/** Somebody types, or does not any more; who goes on typing keeps the place. Pure. */
export const nextTypists = (
  typists: Typists,
  { userId, typing }: { readonly userId: UserId; readonly typing: boolean },
  at: EpochMs,
): Typists => {
  const next = new Map(stillTyping(typists, at))
  if (typing) return next.set(userId, at + believedFor)
  next.delete(userId)
  return next
}

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
    distinctUntilChanged<readonly UserId[]>(same),
  )
