import type { PendingEntry } from '../messages/pending-message.js'
import type { MessageId } from '../model/ids.js'
import { kept } from '../model/same.js'
import type { TimelineItem } from './timeline.js'
import { countReactions, reactionsIn } from './timeline-reactions.js'
import { heard, toItem } from './timeline-row.js'

const messageIdOf = (entry: PendingEntry): MessageId => (entry.kind === 'message' ? entry.message.id : entry.messageId)

/** Nobody but the author sends and edits. */
const isAbout = (entry: PendingEntry, { message }: TimelineItem): boolean =>
  entry.kind === 'reaction' || entry.kind === 'delete' || entry.userId === message.senderId

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
      return [{ ...item, reactions: countReactions(item.reactions, reactionsIn(entry), () => true) }]
  }
}

/** What the server has with what is on its way over it, and behind it the messages that it does not have. */
export interface Overlaid {
  readonly had: readonly TimelineItem[]
  readonly coming: readonly TimelineItem[]
}

/** `before`: what was shown before; what did not change keeps its reference. */
export const overlay = (
  items: readonly TimelineItem[],
  pending: readonly PendingEntry[],
  before: readonly TimelineItem[],
): Overlaid => {
  if (pending.length === 0) return { had: items, coming: [] }
  const known = new Map(before.map((item) => [item.key, item]))
  const entries = new Map<MessageId, PendingEntry[]>()
  for (const entry of pending) entries.set(messageIdOf(entry), [...(entries.get(messageIdOf(entry)) ?? []), entry])
  const over = (item: TimelineItem): readonly TimelineItem[] => {
    const about = entries.get(item.message.id)?.filter((entry) => isAbout(entry, item)) ?? []
    if (about.length === 0) return [item]
    const shown = about.reduce<readonly TimelineItem[]>(
      (one, entry) => one.flatMap((each) => applied(each, entry)),
      [item],
    )
    return shown.map((each) => kept(known.get(item.key), { ...each, pending: about }))
  }
  const keys = new Set(items.map(({ key }) => key))
  const coming = pending
    .flatMap((entry) => (entry.kind === 'message' ? [toItem(heard(entry.message), entry.userId, false)] : []))
    .filter(({ key }) => !keys.has(key))
  return { had: items.flatMap(over), coming: coming.flatMap(over) }
}
