import type { Observable, SchedulerLike } from 'rxjs'
import { concat, defer, EMPTY, forkJoin, ignoreElements, of, switchMap, takeUntil, timer } from 'rxjs'
import type { Continuity } from '../model/connection-state.js'
import type { EpochMs, UserId } from '../model/ids.js'
import { silently } from '../rx/silently.js'
import type { CatchUpSource } from './catch-up-source.js'
import type { Cursor } from './cursor.js'
import type { OpenGap } from './gap.js'
import type { Gaps } from './gaps.js'

export interface RunDeps {
  readonly source: () => Pick<CatchUpSource<unknown>, 'isLimited' | 'apart'>
  readonly gaps: Gaps
  readonly cursor: Cursor
  readonly wanted: () => boolean
  /** Dialogs that lack something are held by themselves from here on: all others go on. */
  readonly letGo: () => void
  /** By the server's clock. */
  readonly now: () => EpochMs
  readonly scheduler: SchedulerLike
}

/** ms by which the clocks of a server may differ from each other, and its `Date` header from all. */
export const clockMargin = 5000
/** ms that `ready` waits at most. */
const deadline = 10_000
/** Where they are limited: requests in a minute, and the share of what is left of them that one catch-up may spend on messages; one it may always. */
const requests = { inMs: 60_000, most: 60, share: 1 / 12, atATime: 4 }

const isList = ({ dialog }: OpenGap): boolean => dialog === null

/** One catch-up of a user: which dialogs changed, then what they say, as far as the budget goes. Cold; never errors. */
export const createRun = ({
  source,
  gaps,
  cursor,
  wanted,
  letGo,
  now,
  scheduler,
}: RunDeps): ((user: UserId) => Observable<Continuity>) => {
  let made: readonly EpochMs[] = []
  const request = (gap: OpenGap): Observable<unknown> =>
    defer(() => {
      made = [...made.filter((at) => now() - at < requests.inMs), now()]
      return gaps.fill(gap)
    })
  const free$ = silently(letGo)

  /** What was read of a gap leaves another one, or none: one that is still there failed, and is left for later. */
  const spend = (left: number, read: readonly OpenGap[] = []): Observable<unknown> =>
    defer(() => {
      const open = gaps.list().filter((gap) => !isList(gap) && !read.includes(gap))
      const next = open.slice(0, Math.min(left, requests.atATime))
      if (next.length === 0 || !wanted()) return EMPTY
      return concat(forkJoin(next.map(request)), spend(left - next.length, [...read, ...next]))
    })
  const fetch = (heard: EpochMs): Observable<Continuity> => {
    const left = requests.most - made.filter((at) => now() - at < requests.inMs).length
    const { isLimited, apart } = source()
    const budget = isLimited ? Math.max(1, Math.floor(left * requests.share)) : Infinity
    for (const dialog of [null, ...apart()]) gaps.add({ dialog, since: heard - clockMargin, skip: 0 })
    const listed$ = forkJoin(gaps.list().filter(isList).map(request))
    const outcome$ = defer(() => of<Continuity>(gaps.settle() ? 'filled' : 'gap'))
    return concat(
      concat(listed$, free$, spend(budget)).pipe(ignoreElements(), takeUntil(timer(deadline, scheduler))),
      free$,
      outcome$,
    )
  }
  return (user) =>
    cursor
      .load(user)
      .pipe(switchMap((heard) => (heard === undefined ? concat(free$, of<Continuity>('first')) : fetch(heard))))
}
