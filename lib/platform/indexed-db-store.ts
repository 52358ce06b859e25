import { Observable, ReplaySubject, share, switchMap, take, timer } from 'rxjs'
import type { KeyValueStore } from './key-value-store.js'

const entries = 'entries'

/** ms after the last use, in which the database stays open for the next. */
const linger = 500

/** Emits the database once it is open, and closes it when nobody uses it any more or another tab needs it closed. */
const opened = (name: string): Observable<IDBDatabase> =>
  new Observable((subscriber) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(entries)
    request.onerror = () => subscriber.error(request.error)
    request.onsuccess = () => {
      const database = request.result
      subscriber.add(() => database.close())
      // Another tab removes it: the next use opens it anew.
      database.onversionchange = () => subscriber.complete()
      subscriber.next(database)
    }
  })

/** One transaction: emits what `work` left to be read when all of it is done. */
const transacted = <T>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => () => T,
): Observable<T> =>
  new Observable((subscriber) => {
    const transaction = database.transaction(entries, mode)
    const result = work(transaction.objectStore(entries))
    transaction.oncomplete = () => subscriber.next(result())
    // A request that fails aborts it, too.
    transaction.onabort = () => subscriber.error(transaction.error)
  })

/** Keeps things in the browser (IndexedDB) over reloads. Opened at the first use, closed soon after the last. */
export const indexedDbStore = (name = 'connectycube-rx'): KeyValueStore => {
  const database$ = opened(name).pipe(
    share({ connector: () => new ReplaySubject<IDBDatabase>(1), resetOnRefCountZero: () => timer(linger) }),
  )
  const use = <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => () => T): Observable<T> =>
    database$.pipe(
      switchMap((database) => transacted(database, mode, work)),
      take(1),
    )
  return {
    read: (prefix) =>
      use('readonly', (store) => {
        const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`)
        const keys = store.getAllKeys(range)
        const values: IDBRequest<unknown[]> = store.getAll(range)
        const isText = (key: IDBValidKey): key is string => typeof key === 'string'
        return () => keys.result.filter(isText).map((key, index) => ({ key, value: values.result[index] }))
      }),
    write: (changes) =>
      use('readwrite', (store) => {
        for (const { key, value } of changes) {
          if (value === undefined) store.delete(key)
          else store.put(value, key)
        }
        return () => undefined
      }),
  }
}
