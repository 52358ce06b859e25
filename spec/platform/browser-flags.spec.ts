import { describe, expect, it } from '@jest/globals'
import type { Observable } from 'rxjs'
import { browserOnline, browserVisible } from '../../lib/platform/browser-flags.js'

/** An event target that counts its listeners. */
const createTarget = () => {
  const target = new EventTarget()
  let listeners = 0
  return {
    listeners: () => listeners,
    addEventListener: (...[type, listener]: Parameters<EventTarget['addEventListener']>) => {
      listeners++
      target.addEventListener(type, listener)
    },
    removeEventListener: (...[type, listener]: Parameters<EventTarget['removeEventListener']>) => {
      listeners--
      target.removeEventListener(type, listener)
    },
    dispatchEvent: (event: Event) => target.dispatchEvent(event),
  }
}

const record = <T>(source: Observable<T>) => {
  const seen: (T | 'done')[] = []
  const subscription = source.subscribe({ next: (value) => seen.push(value), complete: () => seen.push('done') })
  return { seen, stop: () => subscription.unsubscribe() }
}

describe('browserOnline', () => {
  it('says the current value, then each change once, and listens only while subscribed', () => {
    const navigator = { onLine: false }
    const scope = { ...createTarget(), navigator }
    const online$ = browserOnline(scope)
    expect(scope.listeners()).toBe(0)
    const { seen, stop } = record(online$)
    expect(scope.listeners()).toBe(2)
    navigator.onLine = true
    scope.dispatchEvent(new Event('online'))
    scope.dispatchEvent(new Event('online'))
    navigator.onLine = false
    scope.dispatchEvent(new Event('offline'))
    expect(seen).toEqual([false, true, false])
    stop()
    expect(scope.listeners()).toBe(0)
  })

  it('reads the flag at each subscription', () => {
    const navigator = { onLine: false }
    const online$ = browserOnline({ ...createTarget(), navigator })
    navigator.onLine = true
    expect(record(online$).seen).toEqual([true])
  })

  it.each([
    ['in Node', undefined],
    ['without a flag', { ...createTarget(), navigator: {} }],
    ['without events', { navigator: { onLine: false } }],
  ])('is true for ever %s', (_, scope) => {
    expect(record(browserOnline(scope)).seen).toEqual([true])
  })
})

describe('browserVisible', () => {
  it('says the current value, then each change once, and listens only while subscribed', () => {
    const page = { ...createTarget(), visibilityState: 'hidden' }
    const visible$ = browserVisible(page)
    expect(page.listeners()).toBe(0)
    const { seen, stop } = record(visible$)
    page.visibilityState = 'visible'
    page.dispatchEvent(new Event('visibilitychange'))
    page.dispatchEvent(new Event('visibilitychange'))
    page.visibilityState = 'hidden'
    page.dispatchEvent(new Event('visibilitychange'))
    expect(seen).toEqual([false, true, false])
    stop()
    expect(page.listeners()).toBe(0)
  })

  it('is true for ever where there is no document', () => {
    expect(record(browserVisible()).seen).toEqual([true])
  })
})
