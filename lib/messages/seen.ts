import { detached } from './detached.js'

/** Remembers the last `limit` keys. */
export interface Seen {
  /** Whether the key is new; it no longer is after that. */
  readonly add: (key: string) => boolean
}

/** A set that forgets its oldest: receivers drop copies by it. */
export const createSeen = (limit = 10_000): Seen => {
  const keys = new Set<string>()
  return {
    add: (key) => {
      if (keys.has(key)) return false
      keys.add(detached(key))
      const [oldest = key] = keys.size > limit ? keys : []
      if (keys.size > limit) keys.delete(oldest)
      return true
    },
  }
}
