import {
  catchError,
  concat,
  defer,
  distinctUntilChanged,
  EMPTY,
  endWith,
  exhaustMap,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  Subject,
  switchMap,
  take,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs'
import type { Continuity } from '../model/connection-state.js'
import { dialogKey, refOf, type DialogRef } from '../model/dialog-ref.js'
import { byKey } from '../rx/by-key.js'
import { createState } from '../rx/create-state.js'
import { sharedByKey } from '../rx/shared-by-key.js'
import type { LiveDeps } from './live-deps.js'
import type { Live } from './live.js'
import type { Timeline, TimelineGap } from './timeline.js'
import { timelineDialog, type TimelineEvent } from './timeline-events.js'
import { createLoads, loadOf } from './timeline-loads.js'
import { timelineReducer } from './timeline-reducer.js'
import { emptyTimeline } from './timeline-state.js'

interface Command {
  readonly key: string
  readonly asked: 'older' | TimelineGap
}

/** The key of what matters to all timelines. */
const all = '*'

/** The timelines an event matters to. A status may name a room by its id only. */
const keysOf = (event: TimelineEvent): readonly string[] => {
  const dialog = timelineDialog(event)
  if (dialog === undefined) return []
  if (dialog === null) return [all]
  const { type, dialogId } = dialog
  const isVague = event.type === 'message/status' && type === 'private' && dialogId !== undefined
  return [dialogKey(dialog), ...(isVague ? [dialogKey({ type: 'group', dialogId })] : [])]
}

/** Creates `chat.live.timeline`. */
export const createTimelines = (deps: LiveDeps): Live['timeline'] => {
  const { events$, pending$, userId } = deps
  const load = createLoads(deps)
  const eventsOf = byKey(
    events$.pipe(mergeMap((event) => keysOf(event).map((key) => ({ key, event })))),
    ({ key }) => key,
  )
  const command$ = new Subject<Command>()
  const commandsOf = byKey(command$, ({ key }) => key)

  const open = (dialog: DialogRef): Observable<Timeline> =>
    defer(() => {
      const key = dialogKey(dialog)
      const state = createState(emptyTimeline(dialog, userId()))
      const event$ = merge(eventsOf(all), eventsOf(key)).pipe(map(({ event }) => event))
      /** As it began: a session that was not resumed may have missed anything. */
      const session$ = event$.pipe(
        mergeMap((event) =>
          event.type === 'connection/state' && event.state.type === 'ready' ? of(event.state) : EMPTY,
        ),
        map(({ continuity }) => continuity),
        filter((continuity) => continuity !== 'resumed' || (state.get().stale && !state.get().view.loading)),
      )
      const refresh = (continuity?: Continuity): Observable<TimelineEvent> =>
        defer(() => load(state.get(), { kind: 'newest', until: state.get().end }, continuity))
      const asked$ = commandsOf(key).pipe(
        exhaustMap(({ asked }) => {
          const wanted = loadOf(state.get(), asked)
          return wanted === undefined ? EMPTY : load(state.get(), wanted)
        }),
      )
      const load$ = merge(of(undefined), session$).pipe(switchMap((continuity) => concat(refresh(continuity), asked$)))
      const snapshot$ = pending$.pipe(
        take(1),
        map((pending): TimelineEvent => ({ type: 'outbox/changed', pending })),
      )
      const work$ = merge(snapshot$, event$, load$).pipe(
        tap((event) => state.set(timelineReducer(state.get(), event))),
        ignoreElements(),
      )
      const view$ = state.value$.pipe(
        map(({ view }) => view),
        distinctUntilChanged(),
      )
      // The work first: what is shown first is that it loads.
      return merge(work$, view$).pipe(takeUntil(event$.pipe(ignoreElements(), endWith(null))))
    })

  const dialogs = new Map<string, DialogRef>()
  const timelineOf = sharedByKey((key: string) =>
    defer(() => {
      const dialog = dialogs.get(key)
      return dialog === undefined ? EMPTY : open(dialog)
    }).pipe(finalize(() => dialogs.delete(key))),
  )
  return (dialog, { older$ = EMPTY, fill$ = EMPTY } = {}) =>
    defer(() => {
      const key = dialogKey(dialog)
      if (!dialogs.has(key)) dialogs.set(key, refOf(dialog))
      const view$ = timelineOf(key)
      const asks = <T>(value$: Observable<T>, toAsked: (value: T) => Command['asked']): Observable<never> =>
        value$.pipe(
          catchError(() => EMPTY),
          tap((value) => command$.next({ key, asked: toAsked(value) })),
          ignoreElements(),
        )
      const commands$ = merge(
        asks(older$, () => 'older'),
        asks(fill$, (gap) => gap),
      )
      return merge(view$, commands$.pipe(takeUntil(view$.pipe(ignoreElements(), endWith(null)))))
    })
}
