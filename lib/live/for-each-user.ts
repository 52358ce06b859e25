import {
  defer,
  distinctUntilChanged,
  endWith,
  filter,
  ignoreElements,
  map,
  skipWhile,
  startWith,
  switchMap,
} from 'rxjs'
import { takeUntil, type Observable } from 'rxjs'
import type { LiveDeps } from './live-deps.js'

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
      takeUntil(events$.pipe(ignoreElements(), endWith(null))),
    ),
  )
