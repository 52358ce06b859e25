import {
  catchError,
  concat,
  defer,
  distinctUntilChanged,
  EMPTY,
  endWith,
  exhaustMap,
  filter,
  ignoreElements,
} from 'rxjs'
import { map, merge, mergeMap, of, Subject, switchMap, take, takeUntil, tap, type Observable } from 'rxjs'
import { dialogKey, type DialogRef } from '../model/dialog-ref.js'
import { byKey } from '../rx/by-key.js'
import { createState } from '../rx/create-state.js'
import { sharedByKey } from '../rx/shared-by-key.js'
import type { LiveDeps } from './live-deps.js'
import type { Live } from './live.js'
import type { Timeline, TimelineGap } from './timeline.js'
import { timelineDialog, type TimelineEvent } from './timeline-events.js'
import { createLoads, loadOf, newestOf } from './timeline-loads.js'
import { timelineReducer } from './timeline-reducer.js'
import { emptyTimeline } from './timeline-state.js'

/** The key of what may matter in any dialog. */
const any = '*'

/** Under which keys timelines listen to it; a private dialog may be told in place of the room it names. */
const keysOf = (event: TimelineEvent): readonly string[] => {
  const dialog = timelineDialog(event)
  if (dialog === undefined || dialog === null) return dialog === null ? [any] : []
  const { dialogId } = dialog
  return [...new Set([dialogKey(dialog), ...(dialogId === undefined ? [] : [dialogKey({ type: 'group', dialogId })])])]
}

/** Creates `chat.live.timeline`. */
export const createTimelines = (deps: LiveDeps): Live['timeline'] => {
  const command$ = new Subject<{ readonly key: string; readonly gap: TimelineGap | null }>()
  const load = createLoads(deps)
  const routed$ = deps.events$.pipe(mergeMap((event) => keysOf(event).map((key) => ({ key, event }))))
  const eventsOf = byKey(routed$, ({ key }) => key)

  const open = (dialog: DialogRef): Observable<Timeline> =>
    defer(() => {
      const state = createState(emptyTimeline(dialog, deps.userId()))
      const event$ = merge(eventsOf(any), eventsOf(dialogKey(dialog))).pipe(map(({ event }) => event))
      // Anything may have happened before a session that was not resumed; what failed is tried again in any.
      const renewed$ = event$.pipe(
        filter(
          (event) =>
            event.type === 'connection/state' &&
            event.state.type === 'ready' &&
            (event.state.continuity !== 'resumed' || state.get().view.error !== null),
        ),
      )
      const asked$ = command$.pipe(
        filter(({ key }) => key === dialogKey(dialog)),
        exhaustMap(({ gap }) => {
          const wanted = loadOf(state.get(), gap)
          return wanted === undefined ? EMPTY : load(state.get(), wanted)
        }),
      )
      const load$ = merge(of(null), renewed$).pipe(
        switchMap(() => concat(load(state.get(), newestOf(state.get())), asked$)),
      )
      const pending$ = deps.pending$.pipe(
        take(1),
        map((pending): TimelineEvent => ({ type: 'outbox/changed', pending })),
      )
      const work$ = merge(pending$, event$, load$).pipe(
        tap((event) => state.set(timelineReducer(state.get(), event))),
        ignoreElements(),
      )
      // The work first: what is shown first is that it loads.
      return merge(work$, state.value$).pipe(
        map(({ view }) => view),
        distinctUntilChanged(),
        takeUntil(event$.pipe(ignoreElements(), endWith(null))),
      )
    })
  const timelineOf = sharedByKey(open, dialogKey)

  return (dialog, { older$ = EMPTY, fill$ = EMPTY } = {}) => {
    const view$ = timelineOf(dialog)
    const ask = (gap$: Observable<TimelineGap | null>): Observable<never> =>
      gap$.pipe(
        catchError(() => EMPTY),
        tap((gap) => command$.next({ key: dialogKey(dialog), gap })),
        ignoreElements(),
      )
    const ended$ = view$.pipe(ignoreElements(), endWith(null))
    return merge(view$, merge(ask(older$.pipe(map(() => null))), ask(fill$)).pipe(takeUntil(ended$)))
  }
}
