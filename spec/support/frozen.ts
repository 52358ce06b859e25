import { isObservable, tap, type Observable } from 'rxjs'
import type { FullChat } from '../../lib/index.js'

const freeze = (value: unknown): void => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  Object.values(value).forEach(freeze)
}

/** As a store in development and a `BroadcastChannel` would treat it. */
const asAStoreWould = (value: unknown): void => {
  structuredClone(value)
  freeze(value)
}

const through = <T>(source$: Observable<T>): Observable<T> =>
  source$.pipe(
    tap((value) => {
      asAStoreWould(value)
    }),
  )

/**
 * The same chat, whose every emitted value is cloned and then frozen deeply: what cannot be cloned fails the stream, and
 * what the library writes to after it handed it over throws in the library.
 */
export const frozen = (chat: FullChat): FullChat => wrap(chat)

const wrap = <T extends object>(namespace: T): T =>
  new Proxy(namespace, {
    get: (target, key, receiver): unknown => {
      const member: unknown = Reflect.get(target, key, receiver)
      if (isObservable(member)) return through(member)
      if (typeof member === 'object' && member !== null) return wrap(member)
      if (typeof member !== 'function') return member
      return (...parameters: readonly unknown[]): unknown => {
        const result: unknown = Reflect.apply(member, target, parameters)
        return isObservable(result) ? through(result) : result
      }
    },
  })
