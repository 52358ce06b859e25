import { EMPTY, Observable } from 'rxjs'

/**
 * Holds a name for one tab of all: emits once when it is held, and holds it for as long as it is subscribed. While another
 * tab has it, waits, or with `ifFree` completes at once. Frees it with the tab that held it, however that ended.
 */
export type Lock = (name: string, ifFree?: boolean) => Observable<void>

const request = (locks: LockManager, name: string, ifFree: boolean): Observable<void> =>
  new Observable((subscriber) => {
    const controller = new AbortController()
    const options = ifFree ? { ifAvailable: true } : { signal: controller.signal }
    const held = (lock: object | null): Promise<void> | undefined => {
      if (lock === null) subscriber.complete()
      if (lock === null || subscriber.closed) return undefined
      return new Promise((resolve) => {
        subscriber.add(resolve)
        subscriber.next()
      })
    }
    // Refused altogether, as in a frame without an origin: the same as where there are none.
    locks.request(name, options, held).catch(() => (ifFree ? subscriber.next() : subscriber.complete()))
    return () => controller.abort()
  })

/** Not every runtime that has a navigator has locks in it. */
const locksOf = (scope: { readonly navigator?: { readonly locks?: LockManager } }): LockManager | undefined =>
  scope.navigator?.locks

/** Web Locks. Where there are none, what is free cannot be told from what is not: nobody else's name is ever held, one's own always. */
export const webLock: Lock = (name, ifFree = false) => {
  const locks = locksOf(globalThis)
  if (locks !== undefined) return request(locks, name, ifFree)
  return ifFree ? new Observable((subscriber) => subscriber.next()) : EMPTY
}
