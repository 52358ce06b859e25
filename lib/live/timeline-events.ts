import type { Cause } from '../model/connection-state.js'
import { dialogKey, type DialogRef } from '../model/dialog-ref.js'
import type { EpochMs } from '../model/ids.js'
import type { HistoryMessage } from '../model/message.js'
import { dialogOf, type Told } from './told.js'
import type { TimelineGap } from './timeline.js'

/** What is loaded: the newest, or below what is missing after them; older ones; what is missing in a gap. */
export type TimelineLoad =
  | { readonly kind: 'newest' | 'older'; readonly before: EpochMs | null }
  | { readonly kind: 'fill'; readonly key: string; readonly since: EpochMs }

/** The newest, where they are not here; older ones; those of a gap. */
export type TimelineWish = 'newest' | 'older' | Pick<TimelineGap, 'key'>

/** What a load brought. */
export interface TimelinePage {
  readonly load: TimelineLoad
  /** When it was asked for, by the server's clock: what happened before is contained in it. */
  readonly at: EpochMs
  /** Newest first; of a gap, oldest first. */
  readonly items: readonly HistoryMessage[]
  readonly hasMore: boolean
  /** The keys of those that have to be on it unless they were deleted. */
  readonly expected: readonly string[]
}

/** What is asked for, and what came of the load that a state names. */
export type TimelineAction = { readonly dialog: DialogRef } & (
  | { readonly type: 'timeline/load'; readonly wanted: TimelineWish }
  | ({ readonly type: 'timeline/page' } & TimelinePage)
  | { readonly type: 'timeline/failed'; readonly load: TimelineLoad; readonly error: Cause }
)

/** What a timeline is made of: everything that happens, and its pages of history. */
export type TimelineEvent = Told<'dialogs' | 'unread'> | TimelineAction

/** In which dialog it happened; `null`: it may matter in any; `undefined`: nothing that a timeline shows. */
export const timelineDialog = (event: TimelineEvent): DialogRef | null | undefined => {
  if ('dialog' in event) return event.dialog
  if (event.type === 'message/received') return event.message.dialog
  if ('gap' in event) return event.gap.dialog
  if (event.type === 'message/failed' && event.failure.kind === 'message') return event.failure.message.dialog
  const isForAll = ['outbox/changed', 'outbox/sent', 'connection/state'].includes(event.type)
  return dialogOf(event) ?? (isForAll ? null : undefined)
}

/** Under which keys timelines listen to it, `*` for all of them: a status may name a room by its id only. */
export const timelineKeys = (event: TimelineEvent): readonly string[] => {
  const dialog = timelineDialog(event)
  if (dialog === undefined || dialog === null) return dialog === null ? ['*'] : []
  const { dialogId } = dialog
  return [...new Set([dialogKey(dialog), ...(dialogId === undefined ? [] : [dialogKey({ type: 'group', dialogId })])])]
}
