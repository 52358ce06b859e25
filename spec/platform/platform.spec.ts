import { afterEach, describe, expect, it } from '@jest/globals'
import { EMPTY, VirtualTimeScheduler } from 'rxjs'
import { WebSocket as WsWebSocket } from 'ws'
import { defaultPlatform } from '../../lib/platform/platform.js'
import { defaultWebSocket, type WebSocketConstructor } from '../../lib/platform/web-socket.js'

// Both have to type-check.
const fromWs: WebSocketConstructor = WsWebSocket
const fromDom = (dom: typeof WebSocket): WebSocketConstructor => dom

const given = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket')
const setGlobal = (value: unknown): void => {
  Object.defineProperty(globalThis, 'WebSocket', { value, configurable: true, writable: true })
}

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'WebSocket')
  if (given) Object.defineProperty(globalThis, 'WebSocket', given)
})

describe('defaultWebSocket', () => {
  it('is looked up at each call', () => {
    setGlobal(undefined)
    expect(defaultWebSocket()).toBeUndefined()
    setGlobal(fromWs)
    expect(defaultWebSocket()).toBe(fromWs)
    expect(fromDom).toBeInstanceOf(Function)
  })
})

describe('defaultPlatform', () => {
  it('is inert: no global is read before a field is used', () => {
    setGlobal(undefined)
    const platform = defaultPlatform()
    setGlobal(fromWs)
    expect(platform.WebSocket).toBe(fromWs)
  })

  it('calls the fetch that is there at the time', async () => {
    const { fetch } = defaultPlatform()
    const before = globalThis.fetch
    globalThis.fetch = () => Promise.resolve(new Response('later'))
    try {
      expect(await (await fetch('http://localhost')).text()).toBe('later')
    } finally {
      globalThis.fetch = before
    }
  })

  it('takes overrides, and ids follow the clock and the draw', () => {
    const scheduler = new VirtualTimeScheduler()
    const platform = defaultPlatform({ scheduler, random: () => 0, online$: EMPTY, WebSocket: fromWs })
    expect(platform.newId()).toBe('0'.repeat(24))
    expect(platform.online$).toBe(EMPTY)
    expect(platform.WebSocket).toBe(fromWs)
    expect(defaultPlatform({ newId: () => 'mine' }).newId()).toBe('mine')
  })
})
