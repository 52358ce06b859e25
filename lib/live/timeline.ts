import type { PendingEntry } from '../messages/pending-message.js'
import type { Cause } from '../model/connection-state.js'
import type { EpochMs, UserId } from '../model/ids.js'
import type { Message, Reactions } from '../model/message.js'

/** One row of a timeline: a message as it reads now, with everything known of it. Plain data; the same reference while nothing of it changed. */
export interface TimelineItem {
  /** Stable from the moment it is sent, over acknowledgement, echo and history; unique in the timeline. */
  readonly key: string
  /** With the newest text, one of ours that is on its way included. */
  readonly message: Message
  /** How far a message of ours came; `received` for those of others. */
  readonly status: 'queued' | 'sending' | 'failed' | 'sent' | 'delivered' | 'read' | 'received'
  /** Ascending. */
  readonly deliveredTo: readonly UserId[]
  /** Ascending; ourselves in a message of somebody else that we read. */
  readonly readBy: readonly UserId[]
  readonly reactions: Reactions
  /** `null` while it has its first text. */
  readonly editedAt: EpochMs | null
  /** What of ours is on its way for it or failed: the message itself, edits, a deletion that failed, reactions. For `outbox.retry` and `outbox.cancel`. */
  readonly pending: readonly PendingEntry[]
}

/** Messages are missing here. */
export interface TimelineGap {
  readonly key: string
  /** All until then, that second included as far as it is here, is in; what follows may not be. */
  readonly since: EpochMs
  /** The row after which they are missing; `null`: before the first. */
  readonly afterKey: string | null
}

/** The messages of one dialog for the screen: oldest first, what is on its way last, at most 500. */
export interface Timeline {
  readonly items: readonly TimelineItem[]
  /** Whether there may be messages before the first. */
  readonly hasOlder: boolean
  readonly gaps: readonly TimelineGap[]
  readonly loading: boolean
  /** Why the last load failed. */
  readonly error: Cause | null
}
