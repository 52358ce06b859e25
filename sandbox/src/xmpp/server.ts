import type { Server } from 'node:http'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Faults, Frame } from '../faults.js'
import type { Connection } from './chat-session.js'
import { takeFrame } from './connection.js'
import { endWithError } from './errors.js'
import type { Deps } from '../deps.js'
import { createWire, type Wire } from './wire.js'

export interface XmppServer {
  readonly sockets: Pick<Faults, 'cut' | 'halfOpen' | 'inject'>
  readonly frames: (userId: number) => readonly Frame[]
  readonly stop: () => void
}

const MAX_FRAME_BYTES = 4_194_304

/** XMPP over WebSocket on `/xmpp`, subprotocol `xmpp` (RFC 7395). */
export const createXmppServer = (http: Server, deps: Deps): XmppServer => {
  const { settings, hub } = deps
  const live = new Set<Wire>()
  const seen: Wire[] = []
  const accept = (socket: WebSocket): void => {
    const onLost = (): void => {
      live.delete(wire)
      if (connection.session !== undefined) hub.detach(connection.session, wire)
    }
    const wire = createWire(socket, deps, onLost)
    const connection: Connection = { wire, domain: settings.chat }
    live.add(wire)
    if (settings.frames) seen.push(wire)
    socket.on('message', (data, isBinary) => {
      if (isBinary || !(data instanceof Buffer)) return endWithError(wire, 'unsupported-encoding')
      takeFrame(connection, data.toString('utf8'), deps)
    })
  }
  const server = new WebSocketServer({
    server: http,
    path: '/xmpp',
    maxPayload: MAX_FRAME_BYTES,
    handleProtocols: (protocols) => (protocols.has('xmpp') ? 'xmpp' : false),
  })
  server.on('connection', accept)
  // It repeats the errors of the HTTP server, a taken port for one, which are told there.
  server.on('error', () => undefined)
  const wiresOf = (userId: number | undefined): Wire[] =>
    [...live].filter((wire) => userId === undefined || wire.userId === userId)
  return {
    sockets: {
      cut: (userId) => wiresOf(userId).forEach((wire) => wire.terminate()),
      halfOpen: (userId, on) => wiresOf(userId).forEach((wire) => wire.stall(on)),
      inject: (userId, frame) => {
        const sessions = hub.all()
        for (const wire of wiresOf(userId)) {
          const session = sessions.find((item) => item.wire === wire)
          if (session === undefined) wire.send(frame)
          else hub.inject(session, frame)
        }
      },
    },
    frames: (userId) => seen.filter((wire) => wire.userId === userId).flatMap((wire) => wire.frames),
    stop: () => {
      for (const wire of live) wire.terminate()
      server.close()
    },
  }
}
