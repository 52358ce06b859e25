import {
  asyncScheduler,
  catchError,
  concat,
  defer,
  dematerialize,
  distinctUntilChanged,
  EMPTY,
  map,
  merge,
  mergeMap,
  materialize,
  of,
  scan,
  Subject,
  switchMap,
  tap,
  timer,
  type Observable,
  type ObservableNotification,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs'
import { oneAtATime } from './one-at-a-time.js'
import { fixed, type ReconnectPolicy } from './policies.js'
import { createStep, initialMachine, type Activity, type Input, type ReconnectState } from './reconnect-machine.js'
import { silently } from './silently.js'

/** What `reconnect` goes by. Times are milliseconds. */
export interface ReconnectConfig<S> {
  /**
   * Whether there is a network. `true` is assumed until it says otherwise and after it errs; after it completed its
   * last value stands. `false` pauses the waiting, it never ends an attempt and never holds back the first one.
   */
  readonly online$: Observable<boolean>
  /** Each value ends a wait and tries at once: a retry button, a tab that became visible, a message to send. */
  readonly now$: Observable<unknown>
  /** Default: `fixed()`. */
  readonly policy?: ReconnectPolicy
  /** Whether this state means a working link. */
  readonly isUp: (state: S) => boolean
  /** Whether trying again is pointless or harmful; `last` is the last state of the attempt that failed. */
  readonly isFatal: (error: unknown, last: S | undefined) => boolean
  /** ms to wait at least after this error, whatever the policy says. Default: 0. */
  readonly leastDelay?: (error: unknown) => number
  /** How long a link has to be up, in ms, before the tries are counted from 1 again. Default 500. */
  readonly stableFor?: number
  /** Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike
}

/**
 * Keeps a link alive. The source is the cold Observable of one attempt's states; it dies by an error and is subscribed
 * anew after a wait, never twice at a time. Between attempts the result says what it waits for (`ReconnectState`).
 *
 * Cold; state, timers and subscriptions belong to each subscription and end with it. The first attempt starts at once.
 * When the tries are used up it is dormant, not dead: it tries on, rarely, and at once on a network or on `now$`.
 * Completes when the source completes; errors only with the very error that `isFatal` accepted.
 */
export const reconnect =
  <S>(config: ReconnectConfig<S>): OperatorFunction<S, S | ReconnectState> =>
  (source) =>
    defer(() => {
      const { policy = fixed(), scheduler = asyncScheduler, stableFor = 500, leastDelay = () => 0 } = config
      const now = (): number => scheduler.now()
      const feedback$ = new Subject<Input>()
      const feedBack = (input: Input): Observable<never> => silently(() => feedback$.next(input))
      /** Follows one attempt: its last state, and whether it was up long enough at any time. */
      const attempt = (activity: Activity): Observable<ObservableNotification<S>> => {
        let last: S | undefined
        let upSince: number | undefined
        let wasStable = false
        const look = (): void => {
          wasStable ||= upSince !== undefined && now() - upSince >= stableFor
        }
        return source.pipe(
          tap((state) => {
            look()
            last = state
            upSince = config.isUp(state) ? (upSince ?? now()) : undefined
          }),
          materialize(),
          mergeMap((notification) => {
            if (notification.kind !== 'E' || config.isFatal(notification.error, last)) return of(notification)
            look()
            return feedBack({ type: 'failed', of: activity, wasStable, least: leastDelay(notification.error) })
          }),
        )
      }

      const perform = (activity: Activity): Observable<ObservableNotification<S | ReconnectState>> => {
        if (activity.type === 'idle') return EMPTY
        if (activity.type === 'attempt') return attempt(activity)
        const { delay, state } = activity
        const due$ =
          delay === null ? EMPTY : timer(delay, scheduler).pipe(mergeMap(() => feedBack({ type: 'due', of: activity })))
        return concat(of({ kind: 'N' as const, value: state }), due$)
      }

      return merge(
        feedback$,
        config.online$.pipe(
          catchError(() => of(true)),
          map((online): Input => ({ type: 'online', online })),
        ),
        config.now$.pipe(
          catchError(() => EMPTY),
          map((): Input => ({ type: 'now' })),
        ),
        // Last, so that everything the first attempt needs to hear is already being listened to.
        of<Input>({ type: 'start' }),
      ).pipe(
        oneAtATime(),
        scan(createStep(policy, now), initialMachine),
        map((machine) => machine.activity),
        distinctUntilChanged(),
        switchMap(perform),
        dematerialize(),
      )
    })
