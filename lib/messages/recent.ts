/** What was put in last, by key: the last `limit` at least, and at most twice as many. A key is kept as it is: see `detached`. */
export interface Recent<T> {
  /** Whether the key is new. One that is there keeps its value and its place. */
  readonly add: (key: string, value: T) => boolean
  readonly get: (key: string) => T | undefined
  /** Puts a value in, in place of the one that is there, which keeps its place in the order. */
  readonly put: (key: string, value: T) => void
}

export const createRecent = <T>(limit = 8_000): Recent<T> => {
  // The older one goes as a whole: a Map that is both added to and deleted from takes twice the room.
  let [newer, older] = [new Map<string, T>(), new Map<string, T>()]
  const insert = (key: string, value: T): void => {
    if (newer.size >= limit) [newer, older] = [new Map<string, T>(), newer]
    newer.set(key, value)
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
