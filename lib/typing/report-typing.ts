import { connect, debounceTime, exhaustMap, finalize, ignoreElements, merge, startWith, takeUntil, tap } from 'rxjs'
import { throttleTime, type Observable, type OperatorFunction, type SchedulerLike } from 'rxjs'

/** ms between two words that we still type; others believe it for longer. */
const repeatAfter = 3000
/** ms without a keystroke after which we stopped. */
const idleAfter = 5000

/**
 * Keystrokes → what others are told. A spell of typing begins with a keystroke and ends when idle, by `hush$`, with the
 * source or with the subscription. Emits nothing; completes or errors with the source.
 */
export const reportTyping = (
  tell: (chatState: 'composing' | 'paused') => void,
  hush$: Observable<unknown>,
  scheduler: SchedulerLike,
): OperatorFunction<unknown, never> =>
  connect((key$) =>
    key$.pipe(
      exhaustMap((first) => {
        const spell$ = key$.pipe(startWith(first))
        return spell$.pipe(
          throttleTime(repeatAfter, scheduler),
          tap(() => tell('composing')),
          takeUntil(merge(spell$.pipe(debounceTime(idleAfter, scheduler)), hush$)),
          finalize(() => tell('paused')),
        )
      }),
      ignoreElements(),
    ),
  )
