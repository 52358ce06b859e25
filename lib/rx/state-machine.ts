import { connect, defer, ignoreElements, merge, scan, Subject, tap, type Observable } from 'rxjs'
import { oneAtATime } from './one-at-a-time.js'

/** A pure reducer, where it begins, and what it asks for: the answers of `work` are events, too. */
export interface Machine<S, E> {
  readonly reducer: (state: S, event: E) => S
  readonly initial: S
  /** Is subscribed before the first event, and with the machine unsubscribed. */
  readonly work: (state$: Observable<S>) => Observable<E>
}

/** Runs a machine on events; emits the state after each. Cold; completes when the events and the work are through. */
export const stateMachine = <S, E>(event$: Observable<E>, { reducer, initial, work }: Machine<S, E>): Observable<S> =>
  defer(() => {
    const answer$ = new Subject<E>()
    return merge(answer$, event$).pipe(
      oneAtATime(),
      scan(reducer, initial),
      connect((state$) =>
        merge(
          state$,
          work(state$).pipe(
            tap((answer) => answer$.next(answer)),
            ignoreElements(),
          ),
        ),
      ),
    )
  })
