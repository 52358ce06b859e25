import { detached } from './detached.js'

/** What was put in last, by key; the oldest are forgotten past `limit`. */
export interface Recent<T> {
  /** Whether the key is new. One that is there keeps its value and its place. */
  readonly add: (key: string, value: T) => boolean
  readonly get: (key: string) => T | undefined
  /** Puts a value in, in place of the one that is there. */
  readonly put: (key: string, value: T) => void
}

export const createRecent = <T>(limit = 10_000): Recent<T> => {
  const values = new Map<string, T>()
  const put = (key: string, value: T): void => {
    values.delete(key)
    values.set(detached(key), value)
    const [oldest = key] = values.size > limit ? values.keys() : []
    if (values.size > limit) values.delete(oldest)
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
