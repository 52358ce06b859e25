import { afterEach, describe, expect, it } from '@jest/globals'
import { webLock } from '../../lib/platform/lock.js'

type Grant = (lock: object | null) => Promise<void> | undefined

/** What Web Locks did: the answer to the one request there is. */
const withLocks = (request: (options: LockOptions, granted: Grant) => Promise<void>): void => {
  const locks = { request: (_name: string, options: LockOptions, granted: Grant) => request(options, granted) }
  Object.defineProperty(globalThis, 'navigator', { value: { locks }, configurable: true })
}

const watch = (ifFree: boolean) => {
  const seen: string[] = []
  const subscription = webLock('name', ifFree).subscribe({
    next: () => seen.push('held'),
    error: () => seen.push('error'),
    complete: () => seen.push('complete'),
  })
  return { seen, subscription }
}

const settled = (): Promise<void> => Promise.resolve().then(() => Promise.resolve())

describe('a lock', () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
  afterEach(() => {
    if (before === undefined) Reflect.deleteProperty(globalThis, 'navigator')
    else Object.defineProperty(globalThis, 'navigator', before)
  })

  it('is held until it is unsubscribed', async () => {
    let released = false
    withLocks(async (_options, granted) => {
      await granted({})
      released = true
    })
    const { seen, subscription } = watch(false)
    await settled()
    expect([seen, released]).toEqual([['held'], false])
    subscription.unsubscribe()
    await settled()
    expect(released).toBe(true)
  })

  it('completes unheld where another tab has it and nobody is to wait', async () => {
    withLocks(async (options, granted) => {
      expect(options).toEqual({ ifAvailable: true })
      await granted(null)
    })
    const { seen } = watch(true)
    await settled()
    expect(seen).toEqual(['complete'])
  })

  it('is waited for no longer than it is subscribed', () => {
    let signal: AbortSignal | undefined
    withLocks((options) => {
      signal = options.signal
      return new Promise(() => undefined)
    })
    watch(false).subscription.unsubscribe()
    expect(signal?.aborted).toBe(true)
  })

  it.each([
    ['there are none', () => undefined],
    [
      'they are forbidden',
      () => {
        withLocks(() => Promise.reject(new Error('no origin')))
      },
    ],
  ])('is had when it is one’s own, and never another’s, where %s', async (_name, set) => {
    set()
    const [own, other] = [watch(true), watch(false)]
    await settled()
    expect([own.seen, other.seen]).toEqual([['held'], ['complete']])
  })
})
