import type { Observable, SchedulerLike } from 'rxjs'
import {
  catchError,
  concat,
  defer,
  EMPTY,
  filter,
  ignoreElements,
  merge,
  mergeMap,
  of,
  Subject,
  takeUntil,
  tap,
  timer,
} from 'rxjs'
import type { ConnectionEvent } from '../connection/connection-event.js'
import type { Continuity } from '../model/connection-state.js'
import type { EpochMs, UserId } from '../model/ids.js'
import type { StoreAccess } from '../platform/key-value-store.js'
import { silently } from '../rx/silently.js'
import type { Link } from '../stream/stream-event.js'
import { arrange, everything, type Arrival, type Order } from './arrange.js'
import type { CatchUpSource } from './catch-up-source.js'
import { createCursor } from './cursor.js'
import type { Gap } from './gap.js'
import { createGaps, type GapChange } from './gaps.js'
import { keepAccount } from './keep-account.js'
import { clockMargin, createRun } from './run-catch-up.js'

export interface CatchUpDeps<T> {
  /** The one of the moment. */
  readonly source: () => CatchUpSource<T>
  readonly event$: Observable<ConnectionEvent>
  readonly userId: () => UserId | undefined
  /** Whether anybody listens to messages: nothing is fetched for nobody. */
  readonly wanted: () => boolean
  /** One question to the server and its answer: what it had put aside for us comes before that. */
  readonly roundTrip: () => Observable<unknown>
  readonly store: StoreAccess
  readonly scopeOf: (userId: UserId) => string
  /** By the server's clock. */
  readonly now: () => EpochMs
  readonly scheduler: SchedulerLike
}

/** Makes up for a session that could not be resumed. */
export interface CatchUp<T> {
  /** Puts what was missed ahead of what arrives meanwhile, which may be more than messages. */
  readonly arrange: <U>(arrival$: Observable<Arrival<T | U>>) => Observable<T | U>
  /** Gaps as they are found and closed. Hot. */
  readonly gap$: Observable<GapChange>
  /** Cold: catches up where that is owed; emits how `ready` came about and completes, in bounded time. */
  readonly revive: (link: Link) => Observable<Continuity>
  /** Cold: reads what was said in one dialog since then, as after a lost session though none was; never errors. */
  readonly missed: (gap: Gap) => Observable<unknown>
  /** To be subscribed for as long as the chat lives. */
  readonly background$: Observable<never>
  /** Forgets how far the user heard. */
  readonly forget: (userId: UserId) => void
  /** Completes what it shares. */
  readonly destroy: () => void
}

/** ms that a message is held back at most. */
const mostHeld = 10_000

/** Lets go of what is held for too long: late and out of order is better than never. */
const expire = <T>(order$: Subject<Order<T>>, scheduler: SchedulerLike): Observable<never> =>
  order$.pipe(
    filter((order) => order.type === 'hold'),
    mergeMap(({ key }) =>
      timer(mostHeld, scheduler).pipe(
        tap(() => order$.next({ type: 'release', key })),
        takeUntil(order$.pipe(filter((order) => order.type === 'release' && order.key === key))),
      ),
    ),
    ignoreElements(),
  )

export const createCatchUp = <T>(deps: CatchUpDeps<T>): CatchUp<T> => {
  const { source, event$, userId, wanted, roundTrip, store, scopeOf, now, scheduler } = deps
  const order$ = new Subject<Order<T>>()
  const order = (next: Order<T>): void => order$.next(next)
  const gaps = createGaps(source, wanted, order)
  const cursor = createCursor(store, scopeOf)
  const letGo = (): void => order({ type: 'release', key: everything })
  const account = { source, gaps, cursor, wanted, letGo, now, scheduler }
  const run = createRun(account)
  const owed = new Set<UserId>()
  let latest: UserId | undefined

  /** What the server kept for us comes before the answer, and what is said from then on comes live: history is whole. */
  const present$ = defer(roundTrip).pipe(catchError(() => of(null)))
  const begin = (user: UserId, { contiguous }: Link): void => {
    if (user !== latest) gaps.clear()
    latest = user
    if (!contiguous) owed.add(user)
    order({ type: owed.has(user) ? 'hold' : 'release', key: everything })
  }
  return {
    arrange: arrange(order$),
    gap$: gaps.gap$,
    revive: (link) =>
      defer(() => {
        const user = userId()
        if (user === undefined) return of<Continuity>('first')
        begin(user, link)
        if (!owed.has(user)) return of<Continuity>('resumed')
        return (link.resumed ? of(null) : present$).pipe(mergeMap(() => run(user)))
      }),
    missed: ({ dialog, since }) =>
      defer(() => {
        const gap = { dialog, since: since - clockMargin, skip: 0 }
        gaps.add(gap)
        const read$ = wanted() ? gaps.fill(gap).pipe(takeUntil(timer(mostHeld, scheduler))) : EMPTY
        return concat(read$, silently(gaps.settle)).pipe(takeUntil(event$.pipe(filter(({ type }) => type === 'down'))))
      }),
    background$: merge(keepAccount({ ...account, event$, userId, owed }), expire(order$, scheduler)),
    forget: cursor.forget,
    destroy: () => {
      order$.complete()
      gaps.complete()
    },
  }
}
