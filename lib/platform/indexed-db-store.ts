import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { concat, defer, finalize, NEVER, type Observable, ReplaySubject, share, switchMap, take, timer } from 'rxjs'
import type { KeyValueStore, StoredEntry } from './key-value-store.js'

interface Schema extends DBSchema {
  readonly entries: { readonly key: string; readonly value: unknown }
}

type Database = IDBPDatabase<Schema>

/** ms after the last use, in which the database stays open for the next. */
const linger = 500

const opened = (name: string): Observable<Database> =>
  defer(() => {
    const opening = openDB<Schema>(name, 1, {
      upgrade: (database) => database.createObjectStore('entries'),
      blocking: () => close(),
    })
    const close = (): void =>
      void opening.then(
        (database) => database.close(),
        () => undefined,
      )
    return concat(opening, NEVER).pipe(finalize(close))
  })

/** Keeps things in the browser (IndexedDB) over reloads. Opened at the first use, closed soon after the last. */
export const indexedDbStore = (name = 'connectycube-rx'): KeyValueStore => {
  const database$ = opened(name).pipe(
    share({ connector: () => new ReplaySubject<Database>(1), resetOnRefCountZero: () => timer(linger) }),
  )
  const use = <T>(work: (database: Database) => Promise<T>): Observable<T> => database$.pipe(switchMap(work), take(1))
  return {
    read: (prefix) =>
      use(async (database) => {
        const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`)
        const { store } = database.transaction('entries')
        const [keys, values] = await Promise.all([store.getAllKeys(range), store.getAll(range)])
        return keys.map((key, index) => ({ key, value: values[index] }))
      }),
    write: (changes) =>
      use(async (database) => {
        const { store, done } = database.transaction('entries', 'readwrite')
        const change = async ({ key, value }: StoredEntry): Promise<unknown> =>
          value === undefined ? store.delete(key) : store.put(value, key)
        await Promise.all([...changes.map(change), done])
      }),
  }
}
