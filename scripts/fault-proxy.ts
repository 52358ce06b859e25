import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

export interface FaultProxyTarget {
  readonly host: string
  readonly port: number
  /** Extra delay of every chunk in each direction, in milliseconds (0 unless told). */
  readonly latency?: number
}

/** A TCP proxy that carries bytes as they are and breaks links on request. */
export interface FaultProxy {
  readonly port: number
  /** Links open now, on either side. */
  readonly connections: () => number
  /** Links opened since the start. */
  readonly accepted: () => number
  /** Resets both sides of every open link; new ones are welcome at once. */
  readonly cut: () => void
  /**
   * While on, every link is a black hole: open, and nothing gets through, not even the end. TCP never leaves a gap in a
   * stream, so a link that was black once stays so; after `pause(false)` only new ones carry.
   */
  readonly pause: (on: boolean) => void
  /** While on, a new link is reset at once; the open ones go on. */
  readonly refuse: (on: boolean) => void
  /** Resets what is open and closes the port. */
  readonly stop: () => Promise<void>
}

interface Link {
  readonly near: Socket
  readonly far: Socket
  black: boolean
}

// A constant delay keeps the order of chunks; a socket that was reset in between just drops them.
function carry(link: Link, from: Socket, to: Socket, latency: number): void {
  const pass = (act: () => void): void => {
    const actUnlessBlack = (): void => {
      if (!link.black) act()
    }
    if (latency === 0) actUnlessBlack()
    else setTimeout(actUnlessBlack, latency)
  }
  from.on('data', (chunk: Buffer) => {
    pass(() => to.writable && to.write(chunk))
  })
  from.on('end', () => {
    pass(() => to.end())
  })
  from.on('error', () => {
    pass(() => to.resetAndDestroy())
  })
}

async function portOf(server: Server): Promise<number> {
  if (!server.listening) await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no TCP port')
  return address.port
}

/** Listens on a free loopback port in front of `host:port`. */
export async function startFaultProxy({ host, port, latency = 0 }: FaultProxyTarget): Promise<FaultProxy> {
  const links = new Set<Link>()
  let paused = false
  let refusing = false
  let accepted = 0

  // allowHalfOpen: the end of one direction is carried over like any byte, it does not end the other.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    if (refusing) {
      near.resetAndDestroy()
      return
    }
    accepted += 1
    const far = connect({ host, port, allowHalfOpen: true, noDelay: true })
    const link = { near, far, black: paused }
    links.add(link)
    for (const socket of [near, far]) {
      socket.on('close', () => {
        if (near.closed && far.closed) links.delete(link)
      })
    }
    carry(link, near, far, latency)
    carry(link, far, near, latency)
  }).listen(0, '127.0.0.1')

  const cut = (): void => {
    for (const { near, far } of links) {
      near.resetAndDestroy()
      far.resetAndDestroy()
    }
    links.clear()
  }
  return {
    port: await portOf(server),
    connections: () => links.size,
    accepted: () => accepted,
    cut,
    pause: (on) => {
      paused = on
      if (on) for (const link of links) link.black = true
    },
    refuse: (on) => {
      refusing = on
    },
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      cut()
      await closed
    },
  }
}
