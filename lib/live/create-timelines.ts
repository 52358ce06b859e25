import { catchError, defer, EMPTY, ignoreElements, map, merge, mergeMap, of } from 'rxjs'
import { Subject, takeUntil, tap, type Observable } from 'rxjs'
import type { ChatEvent } from '../chat-event.js'
import { dialogKey, type DialogRef } from '../model/dialog-ref.js'
import { byKey } from '../rx/by-key.js'
import { sharedByKey } from '../rx/shared-by-key.js'
import { stateMachine } from '../rx/state-machine.js'
import { endOf, forEachUser } from './for-each-user.js'
import type { LiveDeps } from './live-deps.js'
import type { Live } from './live.js'
import { pendingNow } from './pending-now.js'
import type { Timeline } from './timeline.js'
import { timelineDialog, type TimelineEvent, type TimelineWish } from './timeline-events.js'
import { timelineLoads } from './timeline-loads.js'
import { timelineReducer } from './timeline-reducer.js'
import { emptyTimeline, type TimelineState } from './timeline-state.js'

/** The key of what may matter in any dialog. */
const any = '*'

/** Under which keys timelines listen to it: a status may name a room by its id only. */
const keysOf = (event: TimelineEvent): readonly string[] => {
  const dialog = timelineDialog(event)
  if (dialog === undefined || dialog === null) return dialog === null ? [any] : []
  const { dialogId } = dialog
  return [...new Set([dialogKey(dialog), ...(dialogId === undefined ? [] : [dialogKey({ type: 'group', dialogId })])])]
}

/** Creates `chat.live.timeline`. */
export const createTimelines = (deps: LiveDeps): Live['timeline'] => {
  const { events$, userId } = deps
  const command$ = new Subject<TimelineEvent>()
  const routed$ = events$.pipe(mergeMap((event) => keysOf(event).map((key) => ({ key, event }))))
  const route = byKey(routed$, ({ key }) => key)
  const eventsOf = (key: string): Observable<ChatEvent> => route(key).pipe(map(({ event }) => event))
  const work = (state$: Observable<TimelineState>): Observable<TimelineEvent> => timelineLoads(deps, state$)

  const open = (dialog: DialogRef): Observable<Timeline> => {
    // Last: a `ready` that is told at once has loaded it.
    const start$ = of<TimelineEvent>({ type: 'timeline/load', dialog, wanted: 'newest' })
    const event$ = merge(pendingNow(deps), eventsOf(any), eventsOf(dialogKey(dialog)), command$, start$)
    const state$ = defer(() => stateMachine(event$, timelineReducer, emptyTimeline(dialog, userId()), work))
    return forEachUser({ events$: eventsOf(any), userId }, state$)
  }
  const timelineOf = sharedByKey(open, dialogKey)

  return (dialog, { older$ = EMPTY, fill$ = EMPTY } = {}) => {
    const view$ = timelineOf(dialog)
    const ask = <T>(wish$: Observable<T>, toWanted: (value: T) => TimelineWish): Observable<never> =>
      wish$.pipe(
        tap((value) => command$.next({ type: 'timeline/load', dialog, wanted: toWanted(value) })),
        ignoreElements(),
        catchError(() => EMPTY),
        takeUntil(endOf(view$)),
      )
    return merge(
      view$,
      ask(older$, () => 'older'),
      ask(fill$, (gap) => gap),
    )
  }
}
