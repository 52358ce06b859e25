import { union, type EpochMs, type MessageId, type UserId } from '../model/ids.js'
import type { HistoryMessage, Message, Reactions } from '../model/message.js'
import { same } from '../model/same.js'
import type { TimelineItem } from './timeline.js'
import { countReactions, type TimelineReaction } from './timeline-reactions.js'

/** What is known of a message that the server has. */
export interface TimelineFacts extends Pick<TimelineItem, 'key' | 'message' | 'deliveredTo' | 'readBy'> {
  /** 0: it has its first text. */
  readonly editedAt: EpochMs
  /** When the newest page that it was on was asked for; 0: it was on none. */
  readonly pageAt: EpochMs
  /** The reactions as of then, and those told since. */
  readonly counted: Reactions
  readonly reacted: readonly TimelineReaction[]
  /** It was here when a link was lost: if it was to be stored, it is by now. */
  readonly settled: boolean
}

/**
 * A message that the server has, and what is shown of it.
 * @inline
 */
export interface TimelineRow extends TimelineFacts {
  readonly item: TimelineItem
}

/** Two authors may use one id. */
export const rowKey = (senderId: UserId, id: MessageId): string => `${String(senderId)}/${id}`

export const inOrder = (
  { key, message: one }: TimelineFacts,
  { key: otherKey, message: other }: TimelineFacts,
): number =>
  one.sentAt - other.sentAt || (one.id === other.id ? Number(key > otherKey) - 0.5 : one.id < other.id ? -1 : 1)

/** As it came over the stream. */
export const heard = (message: Message, editedAt = 0): TimelineFacts => ({
  key: rowKey(message.senderId, message.id),
  message,
  editedAt,
  ...{ deliveredTo: [], readBy: [], pageAt: 0, reacted: [], settled: false },
  counted: { own: [], total: {} },
})

/** As a page has it. Its author has it anyway. */
export const stored = (copy: HistoryMessage, pageAt: EpochMs): TimelineFacts => {
  const { deliveredIds, readIds, reactions, editedAt, viewsCount: _views, updatedAt: _updated, ...message } = copy
  const facts = heard(message, editedAt)
  const isOther = (user: UserId): boolean => user !== copy.senderId
  const readBy = union([], readIds.filter(isOther))
  const deliveredTo = union(readBy, deliveredIds.filter(isOther))
  return { ...facts, readBy, deliveredTo, pageAt, counted: reactions ?? facts.counted }
}

/** What both know, `other` being told later: the same in any order, and however often. */
export const joined = (one: TimelineFacts, other: TimelineFacts): TimelineFacts => {
  const [older, newer] = one.pageAt < other.pageAt ? [one, other] : [other, one]
  // Of two in one ms, which a link that comes back may bring, the one that is told later counts.
  const { editedAt, message } = other.editedAt < one.editedAt ? one : other
  const fresh = other.reacted.filter((reaction) => !one.reacted.some((known) => same(known, reaction)))
  return {
    ...newer,
    message: { ...older.message, ...newer.message, body: message.body },
    editedAt,
    deliveredTo: union(one.deliveredTo, other.deliveredTo),
    readBy: union(one.readBy, other.readBy),
    reacted: [...one.reacted, ...fresh].filter(({ at }) => at > newer.pageAt).sort((a, b) => a.at - b.at),
    settled: one.settled || other.settled,
  }
}

/** `isRead`: we said that we read it. */
export const toItem = (facts: TimelineFacts, self: UserId | undefined, isRead = false): TimelineItem => {
  const { key, message, editedAt, deliveredTo, counted, reacted } = facts
  const readBy = isRead && self !== undefined ? union(facts.readBy, [self]) : facts.readBy
  const ownStatus = readBy.length > 0 ? 'read' : deliveredTo.length > 0 ? 'delivered' : 'sent'
  return {
    ...{ key, message, deliveredTo, readBy, pending: [] },
    status: message.direction === 'incoming' ? 'received' : ownStatus,
    reactions: countReactions(counted, reacted, self),
    editedAt: editedAt === 0 ? null : editedAt,
  }
}
