import { EMPTY, map, merge, mergeMap, type Observable } from 'rxjs'
import type { ChatEvent } from '../chat-event.js'
import type { DialogQuery } from '../dialogs/dialogs.js'
import { dialogKey, type DialogRef } from '../model/dialog-ref.js'
import { isRecord } from '../model/is-record.js'
import { byKey } from '../rx/by-key.js'
import { createViews, pendingNow } from './create-views.js'
import { dialogsLoads } from './dialogs-loads.js'
import { dialogsReducer, emptyDialogs, type DialogsAction } from './dialogs-reducer.js'
import type { LiveDeps } from './live-deps.js'
import type { Live } from './live.js'
import { anyDialog, timelineKeys, type TimelineAction, type TimelineWish } from './timeline-events.js'
import { timelineLoads } from './timeline-loads.js'
import { timelineReducer } from './timeline-reducer.js'
import { emptyTimeline } from './timeline-state.js'
import { unreadLoads } from './unread-loads.js'
import { emptyUnread, unreadReducer, type UnreadAction } from './unread-reducer.js'

/** The events of each timeline: one subscription for all dialogs. */
const routed = (events$: Observable<ChatEvent>): ((dialog: DialogRef) => Observable<ChatEvent>) => {
  const keyed$ = events$.pipe(mergeMap((event) => timelineKeys(event).map((key) => ({ key, event }))))
  const route = byKey(keyed$, ({ key }) => key)
  return (dialog) => merge(route(anyDialog), route(dialogKey(dialog))).pipe(map(({ event }) => event))
}

/** The same for the same query, in whatever order its fields stand. */
const queryId = (query: DialogQuery): string =>
  JSON.stringify(query, (_key, value: unknown) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).sort()) : value,
  )

/**
 * The views of `chat.live`, for `createChat(config, { live: withLive })`. Handed over by the app, so that one that shows nothing, a
 * bot or a server, does not carry them.
 */
export const withLive = (deps: LiveDeps): Live => {
  const { events$, userId } = deps
  const loads: Live['loads'] = {
    timeline: (state$) => merge(pendingNow(deps), timelineLoads(deps, state$)),
    dialogs: (state$) => dialogsLoads(deps, state$),
    unread: (state$) => unreadLoads(deps, state$),
  }
  const wish = (dialog: DialogRef, wanted: TimelineWish): TimelineAction => ({ type: 'timeline/load', dialog, wanted })
  const timelineOf = createViews(deps, {
    ...{ idOf: dialogKey, eventsOf: routed(events$), reducer: timelineReducer },
    empty: (dialog) => emptyTimeline(dialog, userId()),
    begin: (dialog) => wish(dialog, 'newest'),
    loads: (state$) => timelineLoads(deps, state$),
  })
  const dialogsOf = createViews(deps, {
    ...{ idOf: queryId, eventsOf: () => events$, reducer: dialogsReducer, empty: emptyDialogs, loads: loads.dialogs },
    begin: (): DialogsAction => ({ type: 'dialogs/load' }),
  })
  const unreadOf = createViews(deps, {
    ...{
      idOf: () => '',
      eventsOf: () => events$,
      reducer: unreadReducer,
      empty: () => emptyUnread,
      loads: loads.unread,
    },
    begin: (): UnreadAction => ({ type: 'unread/load' }),
  })
  return {
    timeline: (dialog, { older$ = EMPTY, fill$ = EMPTY } = {}) =>
      timelineOf(dialog, older$.pipe(map(() => wish(dialog, 'older'))), fill$.pipe(map((gap) => wish(dialog, gap)))),
    dialogs: (query = {}, { more$ = EMPTY } = {}) =>
      dialogsOf(query, more$.pipe(map((): DialogsAction => ({ type: 'dialogs/more' })))),
    unread: () => unreadOf(null),
    loads,
  }
}
