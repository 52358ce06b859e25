import type { Cause } from '../model/connection-state.js'
import type { UserId } from '../model/ids.js'
import type { Reactions } from '../model/message.js'

/** Who reacted, by reaction. */
export type Reactors = Readonly<Record<string, readonly UserId[]>>

/** What a user added or took back. */
export interface Reacted {
  readonly userId: UserId
  readonly add?: string | undefined
  readonly remove?: string | undefined
}

/** What is told of it: what is missing is left out. */
export const changeOf = ({
  add,
  remove,
}: Omit<Reacted, 'userId'>): { readonly add?: string; readonly remove?: string } => ({
  ...(add !== undefined && { add }),
  ...(remove !== undefined && { remove }),
})

/** Who reacted to a message; `error`: why the list could not be loaded, `reactors` then are those heard of since. */
export interface WatchedReactions {
  readonly reactors: Reactors
  readonly error?: Cause
}

const usersOf = (reactors: Reactors, reaction: string): readonly UserId[] =>
  Object.hasOwn(reactors, reaction) ? (reactors[reaction] ?? []) : []

const withUsers = (reactors: Reactors, reaction: string, userIds: readonly UserId[]): Reactors => {
  if (userIds.length > 0) return { ...reactors, [reaction]: userIds }
  return Object.fromEntries(Object.entries(reactors).filter(([other]) => other !== reaction))
}

/** A user has each reaction once: to hear of it again changes nothing, and keeps the reference. */
export const applyReaction = (reactors: Reactors, { userId, add, remove }: Reacted): Reactors => {
  const had = add === undefined || usersOf(reactors, add).includes(userId)
  const added = had ? reactors : withUsers(reactors, add, [...usersOf(reactors, add), userId])
  if (remove === undefined || !usersOf(added, remove).includes(userId)) return added
  const others = usersOf(added, remove).filter((other) => other !== userId)
  return withUsers(added, remove, others)
}

/** What a history message tells of the same: one's own, and how many. */
export const toReactions = (reactors: Reactors, own: UserId): Reactions => ({
  own: Object.keys(reactors).filter((reaction) => usersOf(reactors, reaction).includes(own)),
  total: Object.fromEntries(Object.entries(reactors).map(([reaction, { length }]) => [reaction, length])),
})
