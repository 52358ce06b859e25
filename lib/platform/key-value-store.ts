import { defer, Observable, of, type ObservableInput, type SchedulerLike } from 'rxjs'

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

/** The storage as cold Observables that emit once, in bounded time, and never error. */
export interface StoreAccess {
  /** Whether there is one. */
  readonly keeps: boolean
  /** Nothing, when the storage fails or there is none. */
  readonly read: (prefix: string) => Observable<readonly StoredEntry[]>
  readonly write: (changes: readonly StoredEntry[]) => Observable<unknown>
}

/** ms after which a storage that does not answer is done without. */
const patience = 3000

/** What goes wrong is reported and costs no more than what was to be kept. */
export const createStoreAccess = (
  storage: KeyValueStore | undefined,
  scheduler: SchedulerLike,
  report: (problem: string) => void,
): StoreAccess => {
  const use = <T>(work: (store: KeyValueStore) => ObservableInput<T>, otherwise: T): Observable<T> => {
    if (storage === undefined) return of(otherwise)
    // By hand, since each message passes here: as operators this would be a fifth of what it costs.
    return new Observable((subscriber) => {
      const end = (value: T): void => {
        subscriber.next(value)
        subscriber.complete()
      }
      const fail = (): void => {
        if (subscriber.closed) return
        report('the storage failed: what is on its way may not survive a reload')
        end(otherwise)
      }
      subscriber.add(defer(() => work(storage)).subscribe({ next: end, error: fail, complete: () => end(otherwise) }))
      // A storage that answers at once needs no timer.
      if (!subscriber.closed) subscriber.add(scheduler.schedule(fail, patience))
    })
  }
  return {
    keeps: storage !== undefined,
    read: (prefix) => use((store) => store.read(prefix), []),
    write: (changes) => (changes.length === 0 ? of(null) : use<unknown>((store) => store.write(changes), null)),
  }
}
