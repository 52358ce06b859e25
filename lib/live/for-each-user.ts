import { defer, distinctUntilChanged, endWith, filter, ignoreElements, map, skipWhile, startWith } from 'rxjs'
import { switchMap, takeUntil, type Observable } from 'rxjs'
import type { LiveDeps } from './live-deps.js'

/** Emits once, when the chat is destroyed. */
export const endOf = (events$: Observable<unknown>): Observable<unknown> =>
  events$.pipe(ignoreElements(), endWith(null))

/** What is shown of the user of the moment, from the first load on: another user, another state. Cold; ends with the chat. */
export const forEachUser = <T extends { readonly loading: boolean }>(
  { events$, userId }: Pick<LiveDeps, 'events$' | 'userId'>,
  state$: Observable<{ readonly view: T }>,
): Observable<T> =>
  defer(() =>
    events$.pipe(
      filter(({ type }) => type === 'connection/state'),
      map(userId),
      startWith(userId()),
      distinctUntilChanged(),
      switchMap(() => state$.pipe(skipWhile(({ view }) => !view.loading))),
      map(({ view }) => view),
      distinctUntilChanged(),
      takeUntil(endOf(events$)),
    ),
  )
