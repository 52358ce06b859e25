import type { EpochMs, UserId } from '../model/ids.js'
import type { Reactions } from '../model/message.js'
import type { Reacted } from '../reactions/reactions-reducer.js'

/** One reaction that somebody gave or took back. */
export interface TimelineReaction {
  readonly userId: UserId
  readonly reaction: string
  readonly given: boolean
  readonly at: EpochMs
}

export const noReactions: Reactions = { own: [], total: {} }

export const reactionsIn = ({ userId, add, remove, at }: Reacted & { readonly at: EpochMs }): TimelineReaction[] => [
  ...(remove === undefined ? [] : [{ userId, reaction: remove, given: false, at }]),
  ...(add === undefined ? [] : [{ userId, reaction: add, given: true, at }]),
]

/**
 * Counts, and what was told since. Who is in the counts is not known but for ourselves; a user has each reaction once,
 * so that one who first takes it back had it.
 */
export const countReactions = (
  { own, total }: Reactions,
  since: readonly TimelineReaction[],
  isOwn: (userId: UserId) => boolean,
): Reactions => {
  if (since.length === 0) return { own, total }
  const counts = new Map(Object.entries(total))
  const given = new Set(own)
  const had = new Map<string, boolean>()
  for (const one of since) {
    const { userId, reaction } = one
    const id = `${String(userId)}/${reaction}`
    const before = had.get(id) ?? (isOwn(userId) ? own.includes(reaction) : !one.given)
    had.set(id, one.given)
    counts.set(reaction, (counts.get(reaction) ?? 0) + Number(one.given) - Number(before))
    if (isOwn(userId)) given[one.given ? 'add' : 'delete'](reaction)
  }
  return { own: [...given], total: Object.fromEntries([...counts].filter(([, count]) => count > 0)) }
}
