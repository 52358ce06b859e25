import { concat, defer, EMPTY, map, type Observable } from 'rxjs'
import type { Lock } from './lock.js'

/** Nothing where there is none, or where a browser forbids it. */
const tabStorage = (): globalThis.Storage | undefined => {
  try {
    return 'sessionStorage' in globalThis ? globalThis.sessionStorage : undefined
  } catch {
    return undefined
  }
}

/**
 * An id that belongs to this tab alone: the same over a reload, another one in every other tab, also in one that was
 * duplicated. Emits once and holds the id for as long as it is subscribed. `scope` keeps the ids of several chats in one
 * page apart.
 */
export const createTabId =
  (lock: Lock, newId: () => string) =>
  (scope: string): Observable<string> =>
    defer(() => {
      const storage = tabStorage()
      const claim = (id: string): Observable<string> => lock(`${scope}/${id}`, true).pipe(map(() => id))
      const stored = storage?.getItem(scope) ?? null
      const fresh$ = defer(() => {
        const id = newId()
        storage?.setItem(scope, id)
        return claim(id)
      })
      // A claim that is held never completes.
      return concat(stored === null ? EMPTY : claim(stored), fresh$)
    })
