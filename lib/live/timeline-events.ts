import type { ChatEvent } from '../chat.js'
import type { Cause } from '../model/connection-state.js'
import type { DialogRef } from '../model/dialog-ref.js'
import type { EpochMs } from '../model/ids.js'
import type { HistoryMessage } from '../model/message.js'
import type { TimelineGap } from './timeline.js'

/** Which messages are asked for: the newest, down from `until` where the newer ones are not here; older ones; those of a gap. */
export type TimelineLoad =
  | { readonly kind: 'newest'; readonly until: EpochMs | null }
  | { readonly kind: 'older'; readonly before: EpochMs }
  | { readonly kind: 'fill'; readonly gap: Pick<TimelineGap, 'key' | 'since'> }

interface Loading {
  readonly dialog: DialogRef
  readonly load: TimelineLoad
}

/** What is told of a load: it began, it is in, or it failed. */
export type TimelineAction =
  | (Loading & { readonly type: 'timeline/loading' })
  | (Loading & {
      readonly type: 'timeline/page'
      /** When it was asked for, by the server's clock: what happened before is contained in it. */
      readonly at: EpochMs
      /** Newest first; of a gap, oldest first. */
      readonly items: readonly HistoryMessage[]
      readonly hasMore: boolean
      /** The keys of those that have to be on it unless they were deleted. */
      readonly expected: readonly string[]
    })
  | (Loading & {
      readonly type: 'timeline/failed'
      readonly error: Cause
      /** Messages are missing since then. */
      readonly since: EpochMs | null
    })

/** What a timeline is made of: everything that happens, and its pages of history. */
export type TimelineEvent = ChatEvent | TimelineAction

/** In which dialog it happened; `null`: it may matter in any; `undefined`: nothing that a timeline shows. */
export const timelineDialog = (event: TimelineEvent): DialogRef | null | undefined => {
  switch (event.type) {
    case 'message/received':
      return event.message.dialog
    case 'message/edited':
    case 'message/deleted':
    case 'message/status':
    case 'message/read':
    case 'reaction/changed':
      return event.change.dialog
    case 'message/gap':
      return event.gap.dialog
    case 'message/failed':
      return event.failure.kind === 'message' ? event.failure.message.dialog : undefined
    case 'outbox/changed':
    case 'outbox/sent':
    case 'connection/state':
      return null
    case 'timeline/loading':
    case 'timeline/page':
    case 'timeline/failed':
      return event.dialog
    default:
      return undefined
  }
}
