import { catchError, debounceTime, EMPTY, merge, of, startWith, switchMap } from 'rxjs'
import type { Observable, SchedulerLike } from 'rxjs'

export interface HeartbeatConfig {
  /** What comes from the other side; anything counts as a sign of life. Subscribed anew whenever it becomes active. */
  readonly traffic$: Observable<unknown>
  /** ms in which nothing may come. */
  readonly silence: number
  /**
   * Whether to watch, for example whether the tab is visible (timers of hidden tabs are slowed down). `true` is assumed
   * until it says otherwise and after it errs. `false` drops the timer.
   */
  readonly active$: Observable<boolean>
  /** Passed on, also while not active: whenever the link may have died unnoticed. */
  readonly wake$: Observable<unknown>
  readonly scheduler: SchedulerLike
}

/**
 * When a link is to be asked for a sign of life, since it may be dead without saying so. Cold; emits when nothing came for
 * too long, once until something comes. Errors with `traffic$`.
 */
export const heartbeat = ({ traffic$, silence, active$, wake$, scheduler }: HeartbeatConfig): Observable<unknown> => {
  // One timer for however much comes, not one for each.
  const silent$ = traffic$.pipe(startWith(null), debounceTime(silence, scheduler))
  return merge(
    active$.pipe(
      catchError(() => of(true)),
      startWith(true),
      switchMap((active) => (active ? silent$ : EMPTY)),
    ),
    wake$,
  )
}
