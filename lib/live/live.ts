import type { Observable } from 'rxjs'
import type { ChatEvent } from '../chat-event.js'
import type { DialogQuery } from '../dialogs/dialogs.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { DialogsAnswer, DialogsState, DialogsView } from './dialogs-reducer.js'
import type { Timeline, TimelineGap } from './timeline.js'
import type { TimelineAction } from './timeline-events.js'
import type { TimelineState } from './timeline-state.js'
import type { UnreadAction, UnreadState, UnreadView } from './unread-reducer.js'

/** What the user of a timeline wants. */
export interface TimelineCommands {
  /** Each value loads one older page. */
  readonly older$?: Observable<unknown>
  /** Each gap is filled by one page. */
  readonly fill$?: Observable<TimelineGap>
}

/**
 * `chat.live`: lists for the screen, always right. Each is shared per key while subscribed, replays, never errors (`error`
 * says why a load failed; it is tried again at the next `ready` and the next command) and completes on `destroy()`.
 * Nobody subscribed, nothing is loaded or kept.
 */
export interface Live {
  /** The messages of a dialog: history, what arrives, what is on its way, and every change to them. */
  readonly timeline: (dialog: DialogRef, commands?: TimelineCommands) => Observable<Timeline>
  /** The user's dialogs. `more$`: each value loads the next page. */
  readonly dialogs: (
    query?: DialogQuery,
    commands?: { readonly more$?: Observable<unknown> },
  ) => Observable<DialogsView>
  /** How many messages are unread: counted at once, and asked of the server where only it knows. */
  readonly unread: () => Observable<UnreadView>
  /** For stores that run the reducers themselves. */
  readonly loads: LiveLoads
}

/**
 * `chat.live.loads`, for stores that run the reducers themselves: what a state asks for, as actions for its reducer. Each
 * reads the state that comes of them, which has to replay, and completes with it. Cold; never errors.
 */
export interface LiveLoads {
  /** Also what is on its way as it begins. */
  readonly timeline: (state$: Observable<TimelineState>) => Observable<ChatEvent | TimelineAction>
  /** What `state.tasks` asks for. */
  readonly dialogs: (state$: Observable<DialogsState>) => Observable<DialogsAnswer>
  /** What `state.due` and `state.doubts` ask for, the latter after 2 s. */
  readonly unread: (state$: Observable<UnreadState>) => Observable<UnreadAction>
}
