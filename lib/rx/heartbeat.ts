import {
  asyncScheduler,
  catchError,
  defer,
  distinctUntilChanged,
  EMPTY,
  endWith,
  map,
  merge,
  mergeMap,
  NEVER,
  of,
  scan,
  Subject,
  switchMap,
  take,
  takeWhile,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs'
import { silently } from './silently.js'

export interface HeartbeatConfig {
  /** What comes from the other side; anything counts as a sign of life. Subscribed once, never shared by this. */
  readonly traffic$: Observable<unknown>
  /** Subscribing it asks for a sign of life. Traffic or its first value is the answer, its completion is not. */
  readonly probe: () => Observable<unknown>
  /** How long nothing may come before it asks, in ms. Default 12 000. */
  readonly silence?: number
  /** How long the answer may take, in ms. Default 6000. */
  readonly answerWithin?: number
  /**
   * Whether to watch, for example whether the tab is visible (timers of hidden tabs are slowed down). `true` is assumed
   * until it says otherwise and after it errs. Becoming `true` asks at once, `false` drops all timers.
   */
  readonly active$?: Observable<boolean>
  /** Each value asks at once, also while not active, unless a question is open. */
  readonly wake$?: Observable<unknown>
  readonly timeoutError: () => Error
  /** Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike
}

type Mode = 'idle' | 'resting' | 'listening' | 'probing'

/** A new reference drops what runs for the old one and begins anew. */
interface Watch {
  readonly active: boolean
  readonly mode: Mode
}

type Input = 'start' | 'traffic' | 'silent' | 'wake' | 'active' | 'inactive' | 'end'

const calm = (active: boolean): Watch => ({ active, mode: active ? 'listening' : 'resting' })

const step = (watch: Watch, input: Input): Watch => {
  switch (input) {
    case 'start':
      return calm(watch.active)
    case 'traffic':
      return watch.mode === 'idle' || watch.mode === 'resting' ? watch : calm(watch.active)
    case 'silent':
      return { ...watch, mode: 'probing' }
    case 'wake':
      return watch.mode === 'idle' || watch.mode === 'probing' ? watch : { ...watch, mode: 'probing' }
    case 'active':
    case 'inactive': {
      const active = input === 'active'
      if (active === watch.active) return watch
      return { active, mode: watch.mode === 'idle' ? 'idle' : active ? 'probing' : 'resting' }
    }
    case 'end':
      return { ...watch, mode: 'resting' }
  }
}

/**
 * Notices a link that is dead without saying so. Cold; emits nothing, completes when `traffic$` does, errors with
 * `timeoutError()` when a question stays unanswered, and with what `traffic$` or `probe()` err with.
 */
export const heartbeat = (config: HeartbeatConfig): Observable<never> =>
  defer(() => {
    const { silence = 12_000, answerWithin = 6000, scheduler = asyncScheduler } = config
    const feedback$ = new Subject<Input>()
    const feedBack = (input: Input): Observable<never> => silently(() => feedback$.next(input))

    const probing$ = defer(() =>
      merge(
        timer(answerWithin, scheduler).pipe(mergeMap(() => throwError(() => config.timeoutError()))),
        // An answer is traffic: both lead back to listening.
        config.probe().pipe(
          take(1),
          mergeMap(() => feedBack('traffic')),
        ),
      ),
    )
    const listening$ = timer(silence, scheduler).pipe(mergeMap(() => feedBack('silent')))

    return merge(
      feedback$,
      (config.active$ ?? NEVER).pipe(
        catchError(() => of(true)),
        map((active): Input => (active ? 'active' : 'inactive')),
      ),
      (config.wake$ ?? NEVER).pipe(
        catchError(() => EMPTY),
        map((): Input => 'wake'),
      ),
      config.traffic$.pipe(
        map((): Input => 'traffic'),
        endWith<Input>('end'),
      ),
      of<Input>('start'),
    ).pipe(
      takeWhile((input) => input !== 'end', true),
      scan(step, { active: true, mode: 'idle' }),
      distinctUntilChanged(),
      switchMap(({ mode }) => (mode === 'probing' ? probing$ : mode === 'listening' ? listening$ : EMPTY)),
    )
  })
