import { isObservable, NEVER, type Observable, tap, throwError } from 'rxjs'
import type { FullChat } from '../chat.js'
import { withContacts } from '../contacts/with-contacts.js'
import { createChat } from '../create-chat.js'
import { withLive } from '../live/with-live.js'
import { ChatError } from '../errors/chat-error.js'
import { memoryStore } from '../platform/key-value-store.js'

/** What a test gives of a chat: any part of it. A function, which has no keys, is given whole. */
export type GivenChat = {
  readonly [K in keyof FullChat]?: keyof FullChat[K] extends never ? FullChat[K] : Partial<FullChat[K]>
}

export interface FakeChat extends FullChat {
  /** The methods that were executed, `messages.send` for one, oldest first: subscribed to, if they give an Observable. */
  readonly calls: readonly { readonly method: string; readonly args: readonly unknown[] }[]
}

/** What never errs. */
const isWatching = (method: string): boolean => /^live\.|\.(in|watch|changesIn)$/.test(method)

const notGiven = (method: string): Observable<never> =>
  throwError(() => new ChatError('config', `fakeChat: ${method} was called and is not given`, { issues: [method] }))

const isNamespace = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !isObservable(value) && !Array.isArray(value)

/**
 * A chat for tests of components, effects and services, typed as the real one, without a transport. What is given stands
 * in the place of the real: `fakeChat({ messages: { received$, send: () => of(progress) } })`. What is not given is that
 * of a chat that is offline: `$` properties, `in`, `watch` and `live` tell their first values and nothing more, and what
 * is no Observable does what it does. Every other method fails with a `ChatError` that names it.
 */
export const fakeChat = (given: GivenChat = {}): FakeChat => {
  const calls: FakeChat['calls'][number][] = []
  const fake = <T extends object>(real: T, parts: object, path: string): T => {
    const get = (target: T, name: string | symbol): unknown => {
      const method = `${path}${String(name)}`
      const value: unknown = Reflect.get(target, name)
      const part: unknown = Reflect.get(parts, name)
      if (isNamespace(value)) return fake(value, isNamespace(part) ? part : {}, `${method}.`)
      if (typeof value !== 'function') return part ?? value
      return (...args: readonly unknown[]): unknown => {
        const result: unknown = Reflect.apply(typeof part === 'function' ? part : value, undefined, args)
        const isTold = part !== undefined || isWatching(method)
        const note = (): unknown => calls.push({ method, args })
        if (isObservable(result)) return (isTold ? result : notGiven(method)).pipe(tap({ subscribe: note }))
        note()
        return isNamespace(result) ? fake(result, {}, `${method}.`) : result
      }
    }
    return new Proxy(real, { get })
  }
  const platform = { exchange: () => NEVER, storage: memoryStore() }
  const chat = createChat(
    { application: { id: 1, authKey: 'fake' }, platform },
    { live: withLive, contacts: withContacts },
  )
  return fake({ ...chat, calls }, given, '')
}
