import type { EpochMs, MessageId, UserId } from '../model/ids.js'
import type { HistoryMessage, Message, Reactions } from '../model/message.js'
import { same } from '../model/same.js'
import type { TimelineItem } from './timeline.js'
import { countReactions, noReactions, type TimelineReaction } from './timeline-reactions.js'

/** What is known of a message that the server has. */
export interface TimelineFacts {
  readonly key: string
  /** With its newest text, and since when it has that; 0: ever. */
  readonly message: Message
  readonly editedAt: EpochMs
  readonly deliveredTo: readonly UserId[]
  readonly readBy: readonly UserId[]
  /** When the newest page that it was on was asked for; 0: it was on none. */
  readonly pageAt: EpochMs
  /** The reactions as of then, and those told since. */
  readonly counted: Reactions
  readonly reacted: readonly TimelineReaction[]
  /** It was here, and was to be stored, when a link was lost: pages asked for later have it. */
  readonly settled: boolean
}

/** A message that the server has, and what is shown of it. */
export interface TimelineRow extends TimelineFacts {
  readonly item: TimelineItem
}

/** Two authors may use one id. */
export const rowKey = (senderId: UserId, id: MessageId): string => `${String(senderId)}/${id}`

export const inOrder = (one: TimelineFacts, other: TimelineFacts): number =>
  one.message.sentAt - other.message.sentAt ||
  (one.message.id === other.message.id ? one.message.senderId - other.message.senderId : 0) ||
  (one.message.id < other.message.id ? -1 : 1)

const union = (some: readonly UserId[], more: readonly UserId[]): readonly UserId[] =>
  more.every((user) => some.includes(user)) ? some : [...new Set([...some, ...more])].sort((a, b) => a - b)

/** As it came over the stream. */
export const heard = (message: Message): TimelineFacts => ({
  key: rowKey(message.senderId, message.id),
  message,
  ...{ editedAt: 0, deliveredTo: [], readBy: [], pageAt: 0, counted: noReactions, reacted: [], settled: false },
})

/** As a page has it. Its author has it anyway. */
export const stored = (copy: HistoryMessage, pageAt: EpochMs): TimelineFacts => {
  const { deliveredIds, readIds, reactions, editedAt = 0, viewsCount: _views, updatedAt: _updated, ...message } = copy
  const others = (users: readonly UserId[]): readonly UserId[] => users.filter((user) => user !== copy.senderId)
  const readBy = union([], others(readIds))
  const deliveredTo = union(readBy, others(deliveredIds))
  return { ...heard(message), editedAt, deliveredTo, readBy, pageAt, counted: reactions ?? noReactions }
}

const laterText = (one: TimelineFacts, other: TimelineFacts): TimelineFacts => {
  const order = one.editedAt - other.editedAt
  return order > 0 || (order === 0 && (one.message.body ?? '') >= (other.message.body ?? '')) ? one : other
}

/** What both know: the same in any order, and however often. */
export const joined = (one: TimelineFacts, other: TimelineFacts): TimelineFacts => {
  const [older, newer] = one.pageAt < other.pageAt ? [one, other] : [other, one]
  const { editedAt, message } = laterText(one, other)
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
export const toItem = (facts: TimelineFacts, userId: UserId | undefined, isRead: boolean): TimelineItem => {
  const { key, message, editedAt, deliveredTo, counted, reacted } = facts
  const readBy = isRead && userId !== undefined ? union(facts.readBy, [userId]) : facts.readBy
  const ownStatus = readBy.length > 0 ? 'read' : deliveredTo.length > 0 ? 'delivered' : 'sent'
  return {
    ...{ key, message, deliveredTo, readBy, pending: [] },
    status: message.direction === 'incoming' ? 'received' : ownStatus,
    reactions: countReactions(counted, reacted, (user) => user === userId),
    editedAt: editedAt === 0 ? null : editedAt,
  }
}
