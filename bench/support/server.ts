// The server of the bench: it speaks what clients need to come up (RFC 7395, RFC 6120, XEP-0198, two calls of REST) and
// replays messages that were built before, written to the socket as they are.
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { cpuTime, instant, type Commands } from './figures.js'
import { domain, jid, mixedFrame, webSocketFrame } from './frames.js'
import { restAnswer } from './rest-answer.js'

const framing = 'xmlns="urn:ietf:params:xml:ns:xmpp-framing"'
const sasl = 'xmlns="urn:ietf:params:xml:ns:xmpp-sasl"'
const bind = 'xmlns="urn:ietf:params:xml:ns:xmpp-bind"'
const sm = 'xmlns="urn:xmpp:sm:3"'
const notFound = '<item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/>'

/** How many messages go into one write, and between two requests for an acknowledgement. */
const between = 100

/** One who is measured, over all its links. */
interface Client {
  socket: WebSocket
  wire: Duplex
  authenticated: boolean
  resumable: boolean
  /** Its stanzas since `<enable/>`. */
  handled: number
  /** Its messages, when the last one came, and its last word on how many stanzas it took. */
  readonly told: { messages: number; at: number; acknowledged: number }
}

const attributeOf = (frame: string, name: string): string => new RegExp(` ${name}=["']([^"']*)`).exec(frame)?.[1] ?? ''

const opened = ({ authenticated }: Client): string[] => {
  const mechanisms = `<mechanisms ${sasl}><mechanism>PLAIN</mechanism></mechanisms>`
  const offered = authenticated ? `<bind ${bind}/><sm ${sm}/>` : mechanisms
  return [
    `<open ${framing} from="${domain}" id="s" version="1.0" xml:lang="en"/>`,
    `<stream:features xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams">${offered}</stream:features>`,
  ]
}

const answerIq = (frame: string): string[] => {
  if (!/ type=["'][gs]et/.test(frame)) return []
  const inner = frame.includes('xmpp-bind') ? `<bind ${bind}><jid>${jid}</jid></bind>` : ''
  return [`<iq xmlns="jabber:client" type="result" id="${attributeOf(frame, 'id')}" to="${jid}">${inner}</iq>`]
}

const answers: Readonly<Record<string, (client: Client, frame: string) => string[]>> = {
  open: opened,
  auth: (client) => {
    client.authenticated = true
    return [`<success ${sasl}/>`]
  },
  enable: (client, frame) => {
    client.handled = 0
    client.resumable = frame.includes('resume')
    return [`<enabled ${sm}${client.resumable ? ' id="bench" resume="true"' : ''}/>`]
  },
  resume: ({ resumable, handled }) => [
    resumable ? `<resumed ${sm} previd="bench" h="${String(handled)}"/>` : `<failed ${sm}>${notFound}</failed>`,
  ],
  r: ({ handled }) => [`<a ${sm} h="${String(handled)}"/>`],
  a: ({ told }, frame) => {
    told.acknowledged = Number(attributeOf(frame, 'h'))
    return []
  },
  iq: (_client, frame) => answerIq(frame),
  message: ({ told }) => {
    told.messages++
    told.at = instant()
    return []
  },
  close: (client) => {
    client.resumable = false
    return [`<close ${framing}/>`]
  },
}

const take = (client: Client, frame: string): void => {
  const name = /^<(\w+)/.exec(frame)?.[1] ?? ''
  if (['message', 'presence', 'iq'].includes(name)) client.handled++
  for (const text of answers[name]?.(client, frame) ?? []) client.socket.send(text)
  if (name === 'close') client.socket.close()
}

const clients = new Map<string, Client>()
const clientOf = (number: number | undefined): Client => {
  const client = clients.get(`/${String(number)}`)
  if (client === undefined) throw new Error(`nobody is connected as ${String(number)}`)
  return client
}

const accept = (socket: WebSocket, wire: Duplex, path: string): void => {
  const { resumable = false, handled = 0, told = { messages: 0, at: 0, acknowledged: 0 } } = clients.get(path) ?? {}
  const client: Client = { socket, wire, authenticated: false, resumable, handled, told }
  clients.set(path, client)
  socket.on('message', (data) => {
    if (data instanceof Buffer) take(client, data.toString('latin1'))
  })
  socket.on('error', () => undefined)
}

const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(restAnswer(request.url ?? ''))
})
const webSockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'xmpp' })
server.on('upgrade', (request: IncomingMessage, wire: Duplex, head: Buffer) => {
  webSockets.handleUpgrade(request, wire, head, (socket) => accept(socket, wire, request.url ?? ''))
})

const ask = webSocketFrame(`<r ${sm}/>`)
let chunks: Buffer[] = []
let minted = 0

/** Builds `count` messages that nobody got yet. */
const prepare = (count = 0): void => {
  chunks = Array.from({ length: Math.ceil(count / between) }, (_one, at) => {
    const size = Math.min(between, count - at * between)
    return Buffer.concat([...Array.from({ length: size }, () => webSocketFrame(mixedFrame(++minted))), ask])
  })
}

/** Sends them as fast as they are taken. */
const replay = async ({ wire }: Client): Promise<void> => {
  for (const chunk of chunks) if (!wire.write(chunk)) await once(wire, 'drain')
}

export const commands: Commands = {
  open: async () => {
    server.listen(0, domain)
    await once(server, 'listening')
    const address = server.address()
    return { port: typeof address === 'object' ? (address?.port ?? 0) : 0 }
  },
  prepare: (count) => {
    prepare(count)
    return {}
  },
  replay: async (number) => {
    const [at, cpu] = [instant(), cpuTime()]
    await replay(clientOf(number))
    return { cpu: cpuTime() - cpu, ms: instant() - at }
  },
  /** What came of a client so far. */
  told: (number) => ({ ...clientOf(number).told, cpu: cpuTime() }),
  /** Cuts its link. */
  cut: (number) => {
    clientOf(number).wire.destroy()
    return { at: instant() }
  },
}
