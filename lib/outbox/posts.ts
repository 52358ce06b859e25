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

/** Posts of one user, of which the first were taken. */
interface Line {
  readonly posts: NewEntry[]
  taken: number
}

const take = (line: Line, most: number): readonly NewEntry[] => {
  const posts = line.posts.slice(line.taken, line.taken + most)
  line.taken += posts.length
  // Not at each turn: that would move the thousands behind.
  if (line.taken * 2 >= line.posts.length) {
    line.posts.splice(0, line.taken)
    line.taken = 0
  }
  return posts
}

export const createPosts = ({ add }: Pick<Entries, 'add'>, now: () => EpochMs): Posts => {
  const waiting = new Map<UserId, Line>()
  return {
    add: ({ id, userId, kind, stanza }) => {
      const line = waiting.get(userId) ?? { posts: [], taken: 0 }
      waiting.set(userId, line)
      line.posts.push({ id, userId, kind, stanza, at: now(), queue: '', background: true, call: false })
    },
    refill: (userId, room) => {
      const line = waiting.get(userId)
      const posts = line === undefined ? [] : take(line, room)
      if (posts.length > 0) add(posts.map(entered))
      return posts.length > 0
    },
    clear: (userId) => waiting.delete(userId),
  }
}
