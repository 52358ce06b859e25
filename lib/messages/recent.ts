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
  const values = new Map<string, T>()
  // A ring of its own: a Map finds its oldest key by walking over all that were deleted before it.
  const keys: string[] = []
  let next = 0
  const put = (key: string, value: T): void => {
    if (values.has(key)) {
      values.set(key, value)
      return
    }
    const [oldest, kept] = [keys[next], detached(key)]
    if (oldest !== undefined) values.delete(oldest)
    keys[next] = kept
    next = (next + 1) % limit
    values.set(kept, value)
  }
  return {
    add: (key, value) => {
      if (values.has(key)) return false
      put(key, value)
      return true
    },
    get: (key) => values.get(key),
    put,
  }
}
