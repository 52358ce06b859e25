import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { createFaults, createFaultState } from './faults.js'
import { settingsOf, type SandboxOptions } from './options.js'
import { createRestServer } from './rest/server.js'
import { routesOf } from './rest/routes.js'
import type { Sandbox } from './sandbox.js'
import { createStore } from './state/store.js'
import { createTimers } from './timers.js'
import { createHub } from './xmpp/hub.js'
import { createRepeats } from './xmpp/messages/repeats.js'
import { forget } from './xmpp/presence.js'
import { createXmppServer } from './xmpp/server.js'

/** Starts a local ConnectyCube: REST and XMPP over WebSocket on one port. */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const settings = settingsOf(options)
  const { host, chat, muc, appId, authKey } = settings
  const timers = createTimers()
  const faultState = createFaultState(options.resume?.mode ?? 'grant')
  const store = createStore(settings, options.users ?? [])
  const hub = createHub({ settings, store, faults: faultState, timers })
  const deps = { settings, store, hub, faults: faultState, repeats: createRepeats(), timers }
  hub.onGone((session) => forget(session, deps))
  const http = createServer()
  const xmpp = createXmppServer(http, deps)
  const faults = createFaults(faultState, xmpp.sockets, (userId) =>
    store.sessions.closeWhere((session) => userId === undefined || session.userId === userId),
  )
  const rest = createRestServer({ store, faults: faultState, routes: routesOf(deps, faults) })
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
  }
  const urls = { api: `http://${host}:${port}`, websocket: `ws://${host}:${port}/xmpp` }
  return { ...urls, chat, muc, appId, authKey, faults, frames: xmpp.frames, stop }
}
