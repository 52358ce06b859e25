import { of, type ObservableInput } from 'rxjs'

/** One value under its key. */
export interface StoredEntry {
  readonly key: string
  /** Plain data: what `structuredClone` takes. */
  readonly value: unknown
}

/** Where the chat keeps what has to survive a reload: messages on their way and how far it has heard. */
export interface KeyValueStore {
  /** The entries whose keys begin with `prefix`, in the order of their keys. */
  readonly read: (prefix: string) => ObservableInput<readonly StoredEntry[]>
  /** Sets each value, and removes the entry whose value is `undefined`: all of them or none. Completes when it is kept. */
  readonly write: (changes: readonly StoredEntry[]) => ObservableInput<unknown>
}

/** Keeps things for as long as the page lives. Answers at once. */
export const memoryStore = (): KeyValueStore => {
  const entries = new Map<string, unknown>()
  return {
    read: (prefix) => {
      const keys = [...entries.keys()].filter((key) => key.startsWith(prefix)).sort()
      return of(keys.map((key) => ({ key, value: entries.get(key) })))
    },
    write: (changes) => {
      for (const { key, value } of changes) {
        if (value === undefined) entries.delete(key)
        else entries.set(key, value)
      }
      return of(undefined)
    },
  }
}
