import { describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { openSocket } from '../../lib/stream/open-socket.js'

interface Echo {
  readonly write: (frame: string) => void
  /** The next so many frames that the server sends back. */
  readonly frames: (count: number) => Promise<string[]>
  /** What is under the WebSocket. */
  readonly wire: Socket
  /** Closes the socket; gives all that the server got. */
  readonly close: () => Promise<string[]>
}

/** A real socket to a server that sends back what it gets. */
const withEcho = async (script: (echo: Echo) => Promise<void>): Promise<void> => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'xmpp' })
  const got: string[] = []
  const over = new Promise<string[]>((resolve) => {
    server.on('connection', (socket) => {
      socket.on('message', (data, binary) => {
        if (data instanceof Buffer) got.push(data.toString())
        socket.send(data, { binary })
      })
      socket.on('close', () => resolve(got))
    })
  })
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const wires: Socket[] = []
  class Watched extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols)
      this.on('upgrade', ({ socket }: IncomingMessage) => wires.push(socket))
    }
  }
  let heard: string[] = []
  let tell = (): void => undefined
  const frames: Echo['frames'] = async (count) => {
    while (heard.length < count) await new Promise<void>((resolve) => (tell = resolve))
    const first = heard.slice(0, count)
    heard = heard.slice(count)
    return first
  }
  let open = (_write: Echo['write']): void => undefined
  const opened = new Promise<Echo['write']>((resolve) => (open = resolve))
  const subscription = openSocket(`ws://127.0.0.1:${String(port)}`, Watched).subscribe((event) => {
    if (event.type === 'open') open(event.write)
    else {
      heard.push(event.text)
      tell()
    }
  })
  const close = (): Promise<string[]> => {
    subscription.unsubscribe()
    return over
  }
  const write = await opened
  const [wire] = wires
  if (wire === undefined) throw new Error('no socket')
  try {
    await script({ write, frames, wire, close })
  } finally {
    subscription.unsubscribe()
    server.close()
    await once(server, 'close')
  }
}

describe('openSocket', () => {
  it('hands the frames of one turn to the system together', () =>
    withEcho(async ({ write, frames, wire }) => {
      for (const turn of ['a', 'b']) {
        const told = [1, 2, 3].map((at) => `<${turn} at="${String(at)}"/>`)
        for (const frame of told) write(frame)
        // All of them: the frame, and its head of 6 bytes (RFC 6455 5.2).
        expect(wire.writableLength).toBe(told.reduce((sum, frame) => sum + frame.length + 6, 0))
        await Promise.resolve()
        expect([wire.writableLength, wire.writableCorked]).toEqual([0, 0])
        expect(await frames(3)).toEqual(told)
      }
    }))

  it('holds nothing back when it is closed in the same turn', () =>
    withEcho(async ({ write, close, wire }) => {
      write('<last/>')
      const closed = close()
      // The process may end here.
      expect(wire.writableLength).toBe(0)
      expect(await closed).toEqual(['<last/>'])
    }))
})
