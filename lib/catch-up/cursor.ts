import { defer, map, of, tap, type Observable } from 'rxjs'
import type { EpochMs, UserId } from '../model/ids.js'
import type { StoreAccess } from '../platform/key-value-store.js'

/** The newest server time until which a user has heard everything. */
export interface Cursor {
  /** Cold; `undefined` for who never was here. */
  readonly load: (userId: UserId) => Observable<EpochMs | undefined>
  /** Moves it on; kept with the next `save`. */
  readonly move: (userId: UserId, to: EpochMs) => void
  readonly save: (userId: UserId) => Observable<unknown>
  readonly forget: (userId: UserId) => void
}

export const createCursor = (store: StoreAccess, scopeOf: (userId: UserId) => string): Cursor => {
  const known = new Map<UserId, EpochMs>()
  const keyOf = (userId: UserId): string => `${scopeOf(userId)}/cursor`
  return {
    load: (userId) =>
      defer(() => {
        const found = known.get(userId)
        if (found !== undefined) return of(found)
        return store.read(keyOf(userId)).pipe(
          map(([entry]) => (typeof entry?.value === 'number' ? entry.value : undefined)),
          tap((at) => {
            if (at !== undefined) known.set(userId, at)
          }),
        )
      }),
    move: (userId, to) => known.set(userId, to),
    save: (userId) =>
      defer(() => {
        const value = known.get(userId)
        return value === undefined ? of(null) : store.write([{ key: keyOf(userId), value }])
      }),
    forget: (userId) => known.delete(userId),
  }
}
