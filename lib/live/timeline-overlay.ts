import type { PendingEntry } from '../messages/pending-message.js'
import { kept } from '../model/same.js'
import type { TimelineItem } from './timeline.js'
import { countReactions } from './timeline-reactions.js'
import { heard, toItem } from './timeline-row.js'

const messageIdOf = (entry: PendingEntry) => (entry.kind === 'message' ? entry.message.id : entry.messageId)

/** A message as it is once the entry is through; none where it is deleted. */
const applied = (item: TimelineItem, entry: PendingEntry): readonly TimelineItem[] => {
  if (entry.kind === 'message') return [{ ...item, status: entry.status }]
  if (entry.status === 'failed') return [item]
  switch (entry.kind) {
    case 'delete':
      return []
    case 'edit':
      return [{ ...item, message: { ...item.message, body: entry.body }, editedAt: entry.at }]
    case 'reaction':
      return [{ ...item, reactions: countReactions(item.reactions, [entry], entry.userId) }]
  }
}

/**
 * Lays what is on its way over what the server `had`; what it does not have is `coming`. What shows as `before` keeps its
 * reference.
 */
export const overlay = (
  items: readonly TimelineItem[],
  pending: readonly PendingEntry[],
  before: readonly TimelineItem[],
): Record<'had' | 'coming', readonly TimelineItem[]> => {
  if (pending.length === 0) return { had: items, coming: [] }
  const ids = new Set(pending.map(messageIdOf))
  const known = new Map(before.map((item) => [item.key, item]))
  const over = (item: TimelineItem): readonly TimelineItem[] => {
    const { id, senderId } = item.message
    if (!ids.has(id)) return [item]
    // Nobody but its author sends and edits a message.
    const isAbout = (entry: PendingEntry): boolean =>
      messageIdOf(entry) === id && (['delete', 'reaction'].includes(entry.kind) || entry.userId === senderId)
    const entries = pending.filter(isAbout)
    if (entries.length === 0) return [item]
    return entries
      .reduce<readonly TimelineItem[]>(
        (shown, entry) => shown.flatMap((each) => applied(each, entry)),
        [{ ...item, pending: entries }],
      )
      .map((shown) => kept(known.get(item.key), shown))
  }
  const keys = new Set(items.map(({ key }) => key))
  const coming = pending.flatMap((entry) =>
    entry.kind === 'message' ? toItem(heard(entry.message), entry.userId) : [],
  )
  return { had: items.flatMap(over), coming: coming.filter(({ key }) => !keys.has(key)).flatMap(over) }
}
