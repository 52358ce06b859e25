import { connect, defer, ignoreElements, merge, scan, Subject, tap, type Observable } from 'rxjs'
import { oneAtATime } from './one-at-a-time.js'

/**
 * Runs a pure reducer on events and on what the work answers that its states ask for (`work`, subscribed before the first
 * event). Emits the state after each. Cold: every subscription begins anew; the work ends with it. Errors are the work's.
 */
export const stateMachine = <S, E>(
  event$: Observable<E>,
  reducer: (state: S, event: E) => S,
  initial: S,
  work: (state$: Observable<S>) => Observable<E>,
): Observable<S> =>
  defer(() => {
    const answer$ = new Subject<E>()
    const answers = (state$: Observable<S>): Observable<never> =>
      work(state$).pipe(
        tap((answer) => answer$.next(answer)),
        ignoreElements(),
      )
    return merge(answer$, event$).pipe(
      oneAtATime(),
      scan(reducer, initial),
      connect((state$) => merge(state$, answers(state$))),
    )
  })
