import {
  auditTime,
  defer,
  EMPTY,
  filter,
  ignoreElements,
  merge,
  mergeMap,
  of,
  repeat,
  switchMap,
  tap,
  timer,
  type Observable,
} from 'rxjs'
import type { ConnectionEvent } from '../connection/connection-event.js'
import type { UserId } from '../model/ids.js'
import { clockMargin, type RunDeps } from './run-catch-up.js'

export interface AccountDeps extends RunDeps {
  readonly event$: Observable<ConnectionEvent>
  readonly userId: () => UserId | undefined
  /** Who lost a session and was not `ready` since. */
  readonly owed: Set<UserId>
}

/** What is left is fetched one by one while the link is calm, in ms. */
const calm = { afterMs: 5000, everyMs: 1000 }
/** ms between two times that the cursor is kept while messages come. */
const keepEvery = 30_000

/** Keeps account of how far was heard, and fills what a catch-up left. For as long as the chat lives; never errors. */
export const keepAccount = (deps: AccountDeps): Observable<never> => {
  const { event$, userId, owed, gaps, cursor, wanted, now, scheduler } = deps

  const heard = (user: UserId): void =>
    cursor.move(user, Math.min(now(), ...gaps.list().map(({ since }) => since + clockMargin)))
  const next$ = defer(() => merge(...(wanted() ? gaps.list().slice(0, 1).map(gaps.fill) : [])))
  const fillOn$ = timer(calm.afterMs, scheduler).pipe(
    switchMap(() =>
      next$.pipe(repeat({ delay: () => (gaps.list().length > 0 ? timer(calm.everyMs, scheduler) : EMPTY) })),
    ),
  )
  /** Of a room that was lost while the link lived. */
  const later$ = gaps.gap$.pipe(filter(({ open }) => open))
  const ready = (user: UserId): Observable<unknown> => {
    owed.delete(user)
    heard(user)
    const left$ = gaps.list().length === 0 ? EMPTY : of(null)
    return merge(cursor.save(user), merge(left$, later$).pipe(switchMap(() => fillOn$)))
  }
  const listening$ = event$.pipe(
    filter(({ type }) => type === 'stanza' || type === 'acknowledged'),
    tap(() => {
      const user = userId()
      if (user !== undefined && !owed.has(user)) heard(user)
    }),
    auditTime(keepEvery, scheduler),
    mergeMap(() => cursor.save(userId() ?? 0)),
  )
  const following$ = event$.pipe(
    filter((event) => event.type === 'state' || event.type === 'down'),
    switchMap((event) => {
      if (event.type === 'down') return cursor.save(userId() ?? 0)
      return event.state.type === 'ready' ? ready(event.state.userId) : EMPTY
    }),
  )
  return merge(listening$, following$).pipe(ignoreElements())
}
