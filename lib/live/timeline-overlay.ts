import type { PendingEntry } from '../messages/pending-message.js'
import { kept } from '../model/same.js'
import type { TimelineItem } from './timeline.js'
import { countReactions } from './timeline-reactions.js'
import { heard, toItem } from './timeline-row.js'

const messageIdOf = (entry: PendingEntry) => (entry.kind === 'message' ? entry.message.id : entry.messageId)

/** A message as it is once the entry is through, as far as it is not deleted. */
const applied = (item: TimelineItem, entry: PendingEntry): TimelineItem => {
  if (entry.kind === 'message') return { ...item, status: entry.status }
  if (entry.status === 'failed' || entry.kind === 'delete') return item
  return entry.kind === 'edit'
    ? { ...item, message: { ...item.message, body: entry.body }, editedAt: entry.at }
    : { ...item, reactions: countReactions(item.reactions, [entry], entry.userId) }
}

/** Lays what is on its way over what the server has, in front of what it does not have; what is as `before` keeps its reference. */
export const overlay = (
  items: readonly TimelineItem[],
  pending: readonly PendingEntry[],
  before: readonly TimelineItem[],
): readonly [had: readonly TimelineItem[], coming: readonly TimelineItem[]] => {
  if (pending.length === 0) return [items, []]
  const ids = new Set(pending.map(messageIdOf))
  const known = new Map(before.filter(({ message }) => ids.has(message.id)).map((item) => [item.key, item]))
  const over = (item: TimelineItem): TimelineItem | readonly TimelineItem[] => {
    const { id, senderId } = item.message
    if (!ids.has(id)) return item
    // Nobody but its author sends and edits a message.
    const isAbout = (entry: PendingEntry): boolean =>
      messageIdOf(entry) === id && (['delete', 'reaction'].includes(entry.kind) || entry.userId === senderId)
    const entries = pending.filter(isAbout)
    if (entries.length === 0) return item
    const isDeleted = entries.some(({ kind, status }) => kind === 'delete' && status !== 'failed')
    return isDeleted ? [] : [kept(known.get(item.key), entries.reduce(applied, { ...item, pending: entries }))]
  }
  const keys = new Set(items.filter(({ message }) => ids.has(message.id)).map(({ key }) => key))
  const sent = pending.flatMap((entry) => (entry.kind === 'message' ? toItem(heard(entry.message), entry.userId) : []))
  return [items.flatMap(over), sent.filter(({ key }) => !keys.has(key)).flatMap(over)]
}
