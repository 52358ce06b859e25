import { detached } from './detached.js'

/** What was put in last, by key; the oldest are forgotten past `limit`. */
export interface Recent<T> {
  /** Whether the key is new. One that is there keeps its value and its place. */
  readonly add: (key: string, value: T) => boolean
  readonly get: (key: string) => T | undefined
  /** Puts a value in, in place of the one that is there, which keeps its place in the order. */
  readonly put: (key: string, value: T) => void
}

export const createRecent = <T>(limit = 10_000): Recent<T> => {
  // Two, of which one grows as the other empties: a Map that is both added to and deleted from takes twice the room.
  let [newer, older] = [new Map<string, T>(), new Map<string, T>()]
  // Goes on from where it was: a new one would walk over all that were deleted before it finds the oldest key.
  let oldest: Iterator<string, undefined> = older.keys()
  const forgetOldest = (): void => {
    if (older.size === 0) {
      ;[newer, older] = [new Map<string, T>(), newer]
      oldest = older.keys()
    }
    const { value: key } = oldest.next()
    if (key !== undefined) older.delete(key)
  }
  const insert = (key: string, value: T): void => {
    if (newer.size + older.size >= limit) forgetOldest()
    newer.set(detached(key), value)
  }
  return {
    add: (key, value) => {
      if (newer.has(key) || older.has(key)) return false
      insert(key, value)
      return true
    },
    get: (key) => newer.get(key) ?? older.get(key),
    put: (key, value) => {
      if (newer.has(key)) newer.set(key, value)
      else if (older.has(key)) older.set(key, value)
      else insert(key, value)
    },
  }
}
