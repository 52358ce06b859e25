import type { ChatError } from '../errors/chat-error.js'
import type { Cause } from '../model/connection-state.js'
import type { Either } from '../model/either.js'
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

/** A user has each reaction once (protocol 4.7): to hear of it again changes nothing, and keeps the reference. */
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

export interface Watching {
  readonly shown: WatchedReactions
  /** Whether there is something to show: the list came, or did not. */
  readonly known: boolean
  /** What was heard while a list is on its way, which may not have it yet. */
  readonly meanwhile: readonly Reacted[] | null
}

export const notYet: Watching = { shown: { reactors: {} }, known: false, meanwhile: [] }

/** A list was asked for. */
export const loading = (state: Watching): Watching => ({ ...state, meanwhile: [] })

export const heard = ({ shown, known, meanwhile }: Watching, change: Reacted): Watching => {
  const reactors = applyReaction(shown.reactors, change)
  return {
    shown: reactors === shown.reactors ? shown : { ...shown, reactors },
    known,
    meanwhile: meanwhile && [...meanwhile, change],
  }
}

/** The list came, or why not. */
export const loaded = (state: Watching, list: Either<ChatError, Reactors>): Watching => {
  const { shown, meanwhile } = state
  if (list._tag === 'Left') {
    const { _tag: tag, message } = list.left
    return { shown: { reactors: shown.reactors, error: { tag, message } }, known: true, meanwhile: null }
  }
  const reactors = (meanwhile ?? []).reduce(applyReaction, list.right)
  const same = shown.error === undefined && JSON.stringify(reactors) === JSON.stringify(shown.reactors)
  return { shown: same ? shown : { reactors }, known: true, meanwhile: null }
}
