import type { EpochMs, UserId } from '../model/ids.js'
import type { Entries } from './entries.js'
import { entered, type NewEntry } from './outbox-reducer.js'

/** What is sent behind everything else, and is no entry before there is room for it: thousands may wait here. */
export interface Posts {
  readonly add: (post: Pick<NewEntry, 'id' | 'userId' | 'kind' | 'stanza'>) => void
  /** Makes entries of up to so many; whether there were any. */
  readonly refill: (userId: UserId, room: number) => boolean
  readonly clear: (userId: UserId) => void
}

export const createPosts = ({ add }: Entries, now: () => EpochMs): Posts => {
  const waiting = new Map<UserId, NewEntry[]>()
  return {
    add: ({ id, userId, kind, stanza }) => {
      const line = waiting.get(userId) ?? []
      waiting.set(userId, line)
      line.push({ id, userId, kind, stanza, at: now(), queue: '', background: true, call: false })
    },
    refill: (userId, room) => {
      const posts = waiting.get(userId)?.splice(0, room) ?? []
      if (posts.length > 0) add(posts.map(entered))
      return posts.length > 0
    },
    clear: (userId) => waiting.delete(userId),
  }
}
