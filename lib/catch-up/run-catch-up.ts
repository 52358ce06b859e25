import {
  concat,
  defer,
  EMPTY,
  forkJoin,
  ignoreElements,
  of,
  switchMap,
  takeUntil,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs'
import type { Continuity } from '../model/connection-state.js'
import type { EpochMs, UserId } from '../model/ids.js'
import type { Cursor } from './cursor.js'
import type { OpenGap } from './gap.js'
import type { Gaps } from './gaps.js'

export interface RunDeps {
  readonly gaps: Gaps
  /** One request towards closing a gap. */
  readonly fill: (gap: OpenGap) => Observable<unknown>
  readonly cursor: Cursor
  readonly wanted: () => boolean
  /** By the server's clock. */
  readonly now: () => EpochMs
  readonly scheduler: SchedulerLike
}

/** ms by which the clocks of a server may differ from each other, and its `Date` header from all. */
export const clockMargin = 5000
/** ms that `ready` waits at most. */
const deadline = 10_000
/** Requests a catch-up makes at once: many when the last one is a minute ago, one while the link comes and goes. */
const requests = { rested: 11, flapping: 1, restMs: 60_000, atATime: 4 }

const isList = ({ dialog }: OpenGap): boolean => dialog === null

/** One catch-up of a user: which dialogs changed, then what they say, as far as the budget goes. Cold; never errors. */
export const createRun = ({
  gaps,
  fill,
  cursor,
  wanted,
  now,
  scheduler,
}: RunDeps): ((user: UserId) => Observable<Continuity>) => {
  let ranAt = -Infinity

  const spend = (left: number): Observable<unknown> =>
    defer(() => {
      const next = gaps.list().filter((gap) => !isList(gap))
      const steps = next.slice(0, Math.min(left, requests.atATime)).map(fill)
      return steps.length === 0 || !wanted() ? EMPTY : concat(forkJoin(steps), spend(left - steps.length))
    })
  const fetch = (heard: EpochMs): Observable<Continuity> => {
    const budget = now() - ranAt >= requests.restMs ? requests.rested : requests.flapping
    ranAt = now()
    gaps.add({ dialog: null, since: heard - clockMargin, skip: 0 })
    const listed$ = forkJoin(gaps.list().filter(isList).map(fill))
    const outcome$ = defer(() => of<Continuity>(gaps.settle() ? 'filled' : 'gap'))
    return concat(
      concat(listed$, spend(budget)).pipe(ignoreElements(), takeUntil(timer(deadline, scheduler))),
      outcome$,
    )
  }
  return (user) =>
    cursor.load(user).pipe(switchMap((heard) => (heard === undefined ? of<Continuity>('first') : fetch(heard))))
}
