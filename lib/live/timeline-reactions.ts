import type { EpochMs, UserId } from '../model/ids.js'
import type { Reactions } from '../model/message.js'
import type { Reacted } from '../reactions/reactions-reducer.js'

/** @inline */
export type TimelineReaction = Reacted & { readonly at: EpochMs }

/**
 * Counts, and what was told since. Who is in the counts is not known but for ourselves; a user has each reaction once, so
 * that one who first takes it back had it.
 */
export const countReactions = (
  counted: Reactions,
  since: readonly TimelineReaction[],
  self: UserId | undefined,
): Reactions => {
  if (since.length === 0) return counted
  const [counts, own] = [new Map(Object.entries(counted.total)), new Set(counted.own)]
  const had = new Map<string, boolean>()
  const count = (userId: UserId, reaction: string | undefined, has: boolean): void => {
    if (reaction === undefined) return
    const one = `${String(userId)}/${reaction}`
    const before = had.get(one) ?? (userId === self ? own.has(reaction) : !has)
    had.set(one, has)
    counts.set(reaction, (counts.get(reaction) ?? 0) + Number(has) - Number(before))
    if (userId === self) own[has ? 'add' : 'delete'](reaction)
  }
  for (const { userId, add, remove } of since) {
    count(userId, remove, false)
    count(userId, add, true)
  }
  return { own: [...own], total: Object.fromEntries([...counts].filter(([, many]) => many > 0)) }
}
