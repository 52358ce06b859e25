import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Deps } from './deps.js'
import { createFaults, createFaultState, type Faults, type Frame } from './faults.js'
import { settingsOf, type SandboxOptions } from './options.js'
import { createRestServer } from './rest/server.js'
import { routesOf } from './rest/routes.js'
import { createStore } from './state/store.js'
import { createTimers } from './timers.js'
import { createHub } from './xmpp/hub.js'
import { createRepeats } from './xmpp/messages/repeats.js'
import { goOffline } from './xmpp/presence.js'
import { createXmppServer } from './xmpp/server.js'

/** A running sandbox. */
export interface Sandbox {
  /** REST base URL. */
  readonly api: string
  /** XMPP over WebSocket URL. */
  readonly websocket: string
  readonly chat: string
  readonly muc: string
  readonly appId: number
  readonly authKey: string
  readonly faults: Faults
  /** Frames of the user's sockets, oldest first; needs the option `frames`. */
  readonly frames: (userId: number) => readonly Frame[]
  /** Bytes of uploads read so far, those of cut ones included. */
  readonly uploadedBytes: () => number
  /** Closes every socket, timer and server. */
  readonly stop: () => Promise<void>
}

/** Starts a local ConnectyCube: REST and XMPP over WebSocket on one port. */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const settings = settingsOf(options)
  const { host, chat, muc, appId, authKey } = settings
  const timers = createTimers()
  const faultState = createFaultState(options.resume?.mode ?? 'grant')
  const store = createStore(settings, options.users ?? [])
  const basis = { settings, store, faults: faultState, isRepeat: createRepeats(), timers }
  const deps: Deps = { ...basis, hub: createHub(basis, (session) => goOffline(session, deps)) }
  const http = createServer()
  const xmpp = createXmppServer(http, deps)
  const expireTokens = (userId?: number): void =>
    store.closeSessions((session) => userId === undefined || session.userId === userId)
  const faults = createFaults(faultState, { ...xmpp.sockets, expireTokens })
  const rest = createRestServer(deps, routesOf(faults))
  const listener = getRequestListener(rest.fetch)
  http.on('request', (incoming, outgoing) => void listener(incoming, outgoing))
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(options.port ?? 0, host, resolve)
  })
  const address = http.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const stop = async (): Promise<void> => {
    xmpp.stop()
    timers.clear()
    http.closeAllConnections()
    await new Promise<void>((resolve) => http.close(() => resolve()))
    timers.clear()
    store.close()
  }
  const urls = { api: `http://${host}:${port}`, websocket: `ws://${host}:${port}/xmpp` }
  const uploadedBytes = (): number => faultState.uploadedBytes
  return { ...urls, chat, muc, appId, authKey, faults, frames: xmpp.frames, uploadedBytes, stop }
}
