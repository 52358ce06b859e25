import type { SchedulerLike } from 'rxjs'
import { createFakeNetwork, type FakeNetwork, type FakeSocket } from '../../stream/fake-socket.js'

/**
 * How it keeps the session of a link that was cut: `granted` resumes it; `counted` refuses and tells its count; `refused`
 * has forgotten it; `silent` never answers; `plain` has stream management without resumption; `none` has neither.
 */
export type Keeping = 'granted' | 'counted' | 'refused' | 'silent' | 'plain' | 'none'

/** One frame of one direction: `before` it is lost on its way, `after` all that follows it is. */
export interface Cut {
  readonly direction: 'up' | 'down'
  /** Counted over all links of the client, from 1. */
  readonly frame: number
  readonly side: 'before' | 'after'
}

/** The way of one client to the server. */
export interface VirtualClient extends FakeNetwork {
  /** Frames that were taken by the other end. */
  readonly count: (direction: Cut['direction']) => number
  /** Plans where this client's link is cut; each cut happens once. */
  readonly plan: (...cuts: Cut[]) => void
  /** Cuts the link now. */
  readonly drop: () => void
  /** Sends a frame over the link, whatever it says, outside of every account. */
  readonly push: (frame: string) => void
}

export interface VirtualServer {
  readonly client: () => VirtualClient
  /** A stanza for a user: delivered, kept for a resumption, or stored. */
  readonly deliver: (userName: string, frame: string) => void
  /** Drops what is stored for users who are away. */
  readonly forget: () => void
  /** Stanzas that no client acknowledged yet. */
  readonly unacknowledged: () => number
  /** What a client did that XEP-0198 forbids. */
  readonly violations: readonly string[]
}

interface Session {
  readonly id: string
  readonly jid: string
  readonly user: string
  socket: FakeSocket | null
  managed: boolean
  present: boolean
  handled: number
  sent: number
  /** Not acknowledged by the client, oldest first. */
  unacknowledged: string[]
}

interface Line {
  user: string
  session: Session | null
}

const ns = {
  framing: 'xmlns="urn:ietf:params:xml:ns:xmpp-framing"',
  sasl: 'xmlns="urn:ietf:params:xml:ns:xmpp-sasl"',
  bind: 'xmlns="urn:ietf:params:xml:ns:xmpp-bind"',
  sm: 'xmlns="urn:xmpp:sm:3"',
}
const domain = 'chat.x'

const attribute = (frame: string, name: string): string =>
  new RegExp(`^<[^>]*? ${name}="([^"]*)"`).exec(frame)?.[1] ?? ''

/** What offline storage takes: no bare chat state, no room, no headline (protocol 3.10). */
const isStorable = (frame: string): boolean =>
  frame.startsWith('<message') &&
  attribute(frame, 'type') === 'chat' &&
  (frame.includes('<body') || !frame.includes('http://jabber.org/protocol/chatstates'))

/** What the server knows of its users. */
interface Desk {
  readonly end: (session: Session) => void
  readonly deliver: (user: string, frame: string) => void
  readonly transmit: (session: Session, frame: string) => void
  readonly sessions: Set<Session>
  readonly stored: Map<string, string[]>
  readonly violations: string[]
}

const createDesk = (say: (socket: FakeSocket | null, frame: string) => void, now: () => number): Desk => {
  const sessions = new Set<Session>()
  const stored = new Map<string, string[]>()

  const transmit = (session: Session, frame: string): void => {
    if (session.managed) {
      session.unacknowledged.push(frame)
      session.sent++
    }
    say(session.socket, frame)
    if (session.managed) say(session.socket, `<r ${ns.sm}/>`)
  }
  const deliver = (user: string, frame: string): void => {
    const open = [...sessions].filter((session) => session.user === user && session.present)
    for (const session of open) transmit(session, frame)
    if (open.length > 0 || !isStorable(frame)) return
    const stamp = `<delay xmlns="urn:xmpp:delay" stamp="${new Date(now()).toISOString()}"/></message>`
    const kept = frame.includes('urn:xmpp:delay') ? frame : frame.replace(/<\/message>$/, stamp)
    stored.set(user, [...(stored.get(user) ?? []), kept])
  }
  const end = (session: Session): void => {
    if (!sessions.delete(session)) return
    // What the client may not have got is as good as never sent.
    for (const frame of session.unacknowledged) deliver(session.user, frame)
    session.unacknowledged = []
  }
  return { end, deliver, transmit, sessions, stored, violations: [] }
}

const acknowledge = ({ violations }: Desk, session: Session, h: number): void => {
  const count = h - (session.sent - session.unacknowledged.length)
  if (count < 0 || count > session.unacknowledged.length) violations.push(`h ${String(h)} of ${String(session.sent)}`)
  session.unacknowledged.splice(0, Math.max(0, count))
}

/** What one frame is answered with; `undefined` for an element that is none of the handshake's. */
type Answers = (socket: FakeSocket, line: Line, frame: string) => readonly string[] | undefined

const failed = (h?: number): string =>
  `<failed ${ns.sm}${h === undefined ? '' : ` h="${String(h)}"`}><item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></failed>`

const createHandshake = (desk: Desk, keeping: Keeping): Answers => {
  let made = 0
  const features = (inner: string): string[] => [
    `<open ${ns.framing} from="${domain}" id="s" version="1.0"/>`,
    `<stream:features xmlns:stream="http://etherx.jabber.org/streams">${inner}${keeping === 'none' ? '' : `<sm ${ns.sm}/>`}</stream:features>`,
  ]
  const bind = (socket: FakeSocket, line: Line, frame: string): string[] => {
    const jid = `${line.user}@${domain}/${/<resource>([^<]*)/.exec(frame)?.[1] ?? 'r'}`
    for (const other of desk.sessions) if (other.jid === jid) desk.end(other)
    const session: Session = {
      id: `sm-${String(++made)}`,
      jid,
      user: line.user,
      socket,
      ...{ managed: false, present: false, handled: 0, sent: 0, unacknowledged: [] },
    }
    line.session = session
    desk.sessions.add(session)
    return [
      `<iq type="result" id="${attribute(frame, 'id')}" to="${jid}"><bind ${ns.bind}><jid>${jid}</jid></bind></iq>`,
    ]
  }
  const enable = ({ session }: Line): string[] => {
    if (session === null || keeping === 'none') return [failed()]
    session.managed = true
    return [keeping === 'plain' ? `<enabled ${ns.sm}/>` : `<enabled ${ns.sm} id="${session.id}" resume="true"/>`]
  }
  const resume = (socket: FakeSocket, line: Line, frame: string): string[] => {
    if (keeping === 'silent') return []
    const id = attribute(frame, 'previd')
    const session = [...desk.sessions].find((each) => each.id === id)
    if (session === undefined) return [failed()]
    if (keeping !== 'granted') {
      desk.end(session)
      return [failed(session.handled)]
    }
    acknowledge(desk, session, Number(attribute(frame, 'h')))
    session.socket?.drop()
    session.socket = socket
    line.session = session
    return [
      `<resumed ${ns.sm} previd="${id}" h="${String(session.handled)}"/>`,
      ...session.unacknowledged,
      `<r ${ns.sm}/>`,
    ]
  }
  return (socket, line, frame) => {
    if (frame.startsWith('<open'))
      return features(
        line.user === '' ? `<mechanisms ${ns.sasl}><mechanism>PLAIN</mechanism></mechanisms>` : `<bind ${ns.bind}/>`,
      )
    if (frame.startsWith('<auth')) {
      line.user = atob(/>([^<]*)</.exec(frame)?.[1] ?? '').split('\0')[1] ?? ''
      return [`<success ${ns.sasl}/>`]
    }
    if (frame.startsWith('<resume')) return resume(socket, line, frame)
    if (frame.startsWith('<enable')) return enable(line)
    return frame.includes('xmpp-bind') ? bind(socket, line, frame) : undefined
  }
}

/** What happens over an established session. */
const createTraffic = (desk: Desk, say: (socket: FakeSocket | null, frame: string) => void) => {
  const stanza = (session: Session, frame: string): void => {
    if (session.managed) session.handled++
    const from = session.jid
    if (frame.startsWith('<message')) {
      const to = attribute(frame, 'to').split('@')[0] ?? ''
      desk.deliver(to, frame.replace('<message', `<message from="${from}"`))
    } else if (frame.startsWith('<presence')) {
      session.present = attribute(frame, 'type') !== 'unavailable'
      const waiting = desk.stored.get(session.user) ?? []
      if (!session.present) return
      desk.stored.delete(session.user)
      for (const kept of waiting) desk.transmit(session, kept)
    } else if (attribute(frame, 'type') !== 'result') {
      desk.transmit(session, `<iq type="result" id="${attribute(frame, 'id')}" to="${from}"/>`)
    }
  }
  return (session: Session, frame: string): void => {
    if (frame.startsWith('<close')) desk.end(session)
    else if (frame.startsWith('<a ')) acknowledge(desk, session, Number(attribute(frame, 'h')))
    else if (frame.startsWith('<r ')) say(session.socket, `<a ${ns.sm} h="${String(session.handled)}"/>`)
    else stanza(session, frame)
  }
}

/** Where the frames of one client are lost. */
const createWire = (scheduler: SchedulerLike, latency: number, lost: (socket: FakeSocket) => void) => {
  const counts = { up: 0, down: 0 }
  const cuts: Cut[] = []
  const dead = new WeakSet<FakeSocket>()
  const drop = (socket: FakeSocket): void => {
    if (dead.has(socket)) return
    dead.add(socket)
    lost(socket)
    socket.drop()
  }
  const isCutAt = (direction: Cut['direction'], side: Cut['side']): boolean => {
    const at = cuts.findIndex(
      (cut) => cut.direction === direction && cut.side === side && cut.frame === counts[direction],
    )
    if (at >= 0) cuts.splice(at, 1)
    return at >= 0
  }
  /** Takes a frame to the other end, unless the link is cut meanwhile. */
  const carry = (socket: FakeSocket, direction: Cut['direction'], arrive: () => void): void => {
    scheduler.schedule(() => {
      if (dead.has(socket)) return
      counts[direction]++
      if (!isCutAt(direction, 'before')) arrive()
      else drop(socket)
      if (isCutAt(direction, 'after')) drop(socket)
    }, latency)
  }
  return { counts, cuts, drop, carry }
}

/**
 * An XMPP server in memory with stream management, offline storage and any number of users, each of whom may have one
 * password; every frame takes `latency` ms. It reads frames by pattern: a parser shared with the client would share its
 * mistakes.
 */
export const createVirtualServer = (scheduler: SchedulerLike, keeping: Keeping, latency = 1): VirtualServer => {
  const wires = new WeakMap<FakeSocket, ReturnType<typeof createWire>>()
  const lines = new WeakMap<FakeSocket, Line>()
  const say = (socket: FakeSocket | null, frame: string): void => {
    if (socket !== null) wires.get(socket)?.carry(socket, 'down', () => socket.say(frame))
  }
  const desk = createDesk(say, () => scheduler.now())
  const answer = createHandshake(desk, keeping)
  const traffic = createTraffic(desk, say)

  const isKept = ({ managed }: Session): boolean => managed && ['granted', 'counted', 'silent'].includes(keeping)
  const lost = (socket: FakeSocket): void => {
    const session = lines.get(socket)?.session
    if (session?.socket !== socket) return
    session.socket = null
    if (!isKept(session)) desk.end(session)
  }
  const take = (socket: FakeSocket, line: Line, frame: string): void => {
    const answers = answer(socket, line, frame)
    for (const each of answers ?? []) say(socket, each)
    if (answers === undefined && line.session !== null) traffic(line.session, frame)
  }

  return {
    violations: desk.violations,
    forget: () => desk.stored.clear(),
    unacknowledged: () => [...desk.sessions].reduce((sum, session) => sum + session.unacknowledged.length, 0),
    deliver: desk.deliver,
    client: () => {
      const wire = createWire(scheduler, latency, lost)
      const network = createFakeNetwork({
        onSocket: (socket) => {
          wires.set(socket, wire)
          lines.set(socket, { user: '', session: null })
          scheduler.schedule(socket.open, latency)
        },
        onWrite: (socket, frame) => {
          const line = lines.get(socket)
          if (line === undefined) return
          wire.carry(socket, 'up', () => {
            take(socket, line, frame)
          })
        },
      })
      const latest = (): FakeSocket | undefined => network.sockets.at(-1)
      return {
        ...network,
        count: (direction) => wire.counts[direction],
        plan: (...cuts) => {
          wire.cuts.push(...cuts)
        },
        drop: () => {
          const socket = latest()
          if (socket !== undefined) wire.drop(socket)
        },
        push: (frame) => latest()?.say(frame),
      }
    },
  }
}
