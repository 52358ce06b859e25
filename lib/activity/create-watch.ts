import { catchError, concat, defer, distinctUntilChanged, EMPTY, endWith, filter, finalize, ignoreElements } from 'rxjs'
import { map, merge, of, scan, share, startWith, switchMap, takeUntil, timer, type Observable } from 'rxjs'
import type { ConcernDeps } from '../connection/concern-deps.js'
import type { IqRequest } from '../connection/iq.js'
import { causeOf } from '../errors/cause-of.js'
import { isChatError } from '../errors/chat-error.js'
import type { EpochMs, UserId } from '../model/ids.js'
import { same } from '../model/same.js'
import { byKey } from '../rx/by-key.js'
import { sharedByKey } from '../rx/shared-by-key.js'
import { silently } from '../rx/silently.js'
import { checkUserId } from '../xmpp/check-dialog.js'
import type { Activity, WatchedActivity } from './activity.js'
import type { UserActivity } from './user-activity.js'

/** ms; as fine as "5 minutes ago" is. One beat for all, so that a list changes at once. */
const beat = 60_000

type News = Partial<WatchedActivity>
const unknown: WatchedActivity = { value: null, error: null }
const knows = (value: UserActivity): News => ({ value, error: null })

/** What was known stays. Without a link it is no failure: it is asked when there is one. */
const fails = (error: unknown): Observable<News> => (isChatError(error, 'link') ? EMPTY : of({ error: causeOf(error) }))

export type WatchDeps = Pick<ConcernDeps, 'event$' | 'link' | 'request' | 'addresses' | 'newId' | 'now' | 'scheduler'>

/** `activity.watch`, from what the server tells by itself (`changed$`) and what it answers (`last`). */
export const createWatch = (
  { event$, link, request, addresses, newId, now, scheduler }: WatchDeps,
  { last, changed$ }: Pick<Activity, 'last' | 'changed$'>,
): Activity['watch'] => {
  const renewed$ = event$.pipe(filter(({ type }) => type === 'renewed'))
  const changesOf = byKey(changed$, ({ userId }) => String(userId))
  const beat$ = timer(beat, beat, scheduler).pipe(takeUntil(changed$.pipe(ignoreElements(), endWith(null))), share())
  const aging = (watched: WatchedActivity): Observable<WatchedActivity> => {
    const { value, error } = watched
    if (value?.status !== 'offline') return of(watched)
    const secondsAt = (at: EpochMs): number => Math.max(value.seconds, Math.floor((at - value.lastSeenAt) / 1000))
    return beat$.pipe(
      map(() => ({ value: { ...value, seconds: secondsAt(now()) }, error })),
      startWith(watched),
    )
  }

  /** Subscribes at the server in every session, then asks, so that nothing falls in between; unsubscribes when it is left. */
  const ask = (userId: UserId): Observable<News> =>
    defer(() => {
      const userJid = addresses.userJid(userId)
      const stream = (enable: boolean): IqRequest => ({ type: 'set', statusStreaming: { userJid, enable } })
      // A server that does not know it refuses.
      const subscribe$ = request(stream(true)).pipe(
        ignoreElements(),
        catchError(() => EMPTY),
      )
      return (link() === null ? renewed$ : renewed$.pipe(startWith(null))).pipe(
        switchMap(() => merge(subscribe$, last(userId).pipe(map(knows))).pipe(catchError(fails))),
        finalize(() => link()?.write({ ...stream(false), kind: 'iq', id: newId() })),
      )
    })

  return sharedByKey((userId: UserId) =>
    concat(
      silently(() => checkUserId('userId', userId)),
      merge(ask(userId), changesOf(String(userId)).pipe(map(knows))),
    ).pipe(
      catchError(fails),
      scan((before, news) => ({ ...before, ...news }), unknown),
      startWith(unknown),
      switchMap(aging),
      distinctUntilChanged<WatchedActivity>(same),
    ),
  )
}
