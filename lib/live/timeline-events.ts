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

/**
 * What a load brought.
 * @inline
 */
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

/** The dialog in which it happened, where it is told of one. */
const dialogIn = (event: TimelineEvent): DialogRef | null | undefined => {
  if ('dialog' in event) return event.dialog
  if (event.type === 'message/received') return event.message.dialog
  if (event.type === 'message/gap') return event.gap.dialog
  if (event.type === 'message/failed' && event.failure.kind === 'message') return event.failure.message.dialog
  return dialogOf(event)
}

/** The key of what may matter in any dialog. */
export const anyDialog = '*'

/** Under which keys timelines listen to it; none for what no timeline shows. */
export const timelineKeys = (event: TimelineEvent): readonly string[] => {
  const dialog = dialogIn(event)
  const isForAll = dialog === null || ['outbox/changed', 'outbox/sent', 'connection/state'].includes(event.type)
  if (dialog === null || dialog === undefined) return isForAll ? [anyDialog] : []
  const { dialogId } = dialog
  // A status may name a room by its id only.
  const isNamed = event.type === 'message/status' && dialogId !== undefined
  return [dialogKey(dialog), ...(isNamed ? [dialogKey({ type: 'group', dialogId })] : [])]
}
