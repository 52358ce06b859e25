import type { SchedulerLike } from 'rxjs'
import { createFakeNetwork, type FakeNetwork, type FakeSocket } from './fake-socket.js'

/** What the client just did. */
export type Step =
  'socket' | 'open' | 'auth' | 'reopen' | 'bind' | 'enable' | 'resume' | 'carbons' | 'request' | 'other'

/** What a script may change at any time. */
export interface Behaviour {
  /** The steps at which the link is dropped instead of answered, each as often as it is listed. */
  dieAt: Step[]
  /** The steps that get no answer. */
  silentAt: Step[]
  /** 'refuse' ends the session and tells its count, as ejabberd does. */
  resume: 'grant' | 'refuse'
  streamManagement: 'resumable' | 'plain' | 'refused' | 'none'
  /** The condition of the SASL failure. */
  refuseAuth: string | undefined
}

export interface FakeServer extends FakeNetwork {
  readonly behaviour: Behaviour
  readonly latest: () => FakeSocket
  /** Sends frames over the latest socket, now. */
  readonly push: (...frames: string[]) => void
  /** Stanzas counted since `<enable/>`. */
  readonly handled: () => number
}

const framing = 'xmlns="urn:ietf:params:xml:ns:xmpp-framing"'
const sasl = 'xmlns="urn:ietf:params:xml:ns:xmpp-sasl"'
const sm = 'xmlns="urn:xmpp:sm:3"'
const item = '<item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/>'

export const jid = '21-10@chat.x/r1'

const idOf = (frame: string): string => / id="([^"]*)"/.exec(frame)?.[1] ?? ''

/** A frame in a word: what tests compare. */
export const nameOf = (frame: string): string => {
  const name = /^<([\w:]+)/.exec(frame)?.[1] ?? ''
  const id = / id="([^"]*)"/.exec(frame)?.[1]
  return name === 'message' || name === 'iq' ? `${name} ${id ?? ''}`.trim() : name
}

/** Plays one XMPP server of one session over fake sockets; each answer takes `latency` ms of the scheduler's time. */
export const createFakeServer = (scheduler: SchedulerLike, latency = 1): FakeServer => {
  const behaviour: Behaviour = {
    dieAt: [],
    silentAt: [],
    resume: 'grant',
    streamManagement: 'resumable',
    refuseAuth: undefined,
  }
  const authenticated = new Set<FakeSocket>()
  const dying = new Set<FakeSocket>()
  let session: { readonly id: string; handled: number } | undefined
  let made = 0

  const stepOf = (socket: FakeSocket, frame: string): Step => {
    if (frame.startsWith('<open')) return authenticated.has(socket) ? 'reopen' : 'open'
    if (frame.startsWith('<auth')) return 'auth'
    if (frame.startsWith('<resume')) return 'resume'
    if (frame.startsWith('<enable')) return 'enable'
    if (frame.startsWith('<r ')) return 'request'
    if (frame.includes('xmpp-bind')) return 'bind'
    return frame.includes('urn:xmpp:carbons:2') ? 'carbons' : 'other'
  }

  const features = (inner: string): string[] => [
    `<open ${framing} from="chat.x" id="s" version="1.0"/>`,
    `<stream:features xmlns:stream="http://etherx.jabber.org/streams">${inner}${behaviour.streamManagement === 'none' ? '' : `<sm ${sm}/>`}</stream:features>`,
  ]
  const enabled = (): string[] => {
    if (behaviour.streamManagement === 'refused') return [`<failed ${sm}>${item}</failed>`]
    session = { id: `sm-${String(++made)}`, handled: 0 }
    return [
      behaviour.streamManagement === 'plain' ? `<enabled ${sm}/>` : `<enabled ${sm} id="${session.id}" resume="true"/>`,
    ]
  }
  const resumed = (frame: string): string[] => {
    if (session === undefined || !frame.includes(`previd="${session.id}"`)) return [`<failed ${sm}>${item}</failed>`]
    const { id, handled } = session
    if (behaviour.resume === 'grant') return [`<resumed ${sm} previd="${id}" h="${String(handled)}"/>`]
    session = undefined
    return [`<failed ${sm} h="${String(handled)}">${item}</failed>`]
  }
  const answer = (socket: FakeSocket, step: Step, frame: string): string[] => {
    switch (step) {
      case 'open':
        return features(`<mechanisms ${sasl}><mechanism>PLAIN</mechanism></mechanisms>`)
      case 'reopen':
        return features('<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/>')
      case 'auth':
        if (behaviour.refuseAuth !== undefined) return [`<failure ${sasl}><${behaviour.refuseAuth}/></failure>`]
        authenticated.add(socket)
        return [`<success ${sasl}/>`]
      case 'bind':
        return [
          `<iq type="result" id="${idOf(frame)}" to="${jid}"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"><jid>${jid}</jid></bind></iq>`,
        ]
      case 'enable':
        return enabled()
      case 'resume':
        return resumed(frame)
      case 'request':
        return session === undefined ? [] : [`<a ${sm} h="${String(session.handled)}"/>`]
      case 'carbons':
        return [`<iq type="result" id="${idOf(frame)}" to="${jid}"/>`]
      default:
        return frame.includes('urn:xmpp:ping') ? [`<iq type="result" id="${idOf(frame)}" to="${jid}"/>`] : []
    }
  }
  const later = (work: () => void): void => {
    scheduler.schedule(work, latency)
  }
  const dies = (step: Step): boolean => {
    const at = behaviour.dieAt.indexOf(step)
    if (at >= 0) behaviour.dieAt.splice(at, 1)
    return at >= 0
  }

  const network = createFakeNetwork({
    onSocket: (socket) => {
      if (dies('socket')) later(socket.drop)
      else if (!behaviour.silentAt.includes('socket')) later(socket.open)
    },
    onWrite: (socket, frame) => {
      const step = stepOf(socket, frame)
      if (dying.has(socket)) return
      if (dies(step)) {
        dying.add(socket)
        later(socket.drop)
        return
      }
      // A peer that swallows does not count either.
      if (behaviour.silentAt.includes(step)) return
      if (session !== undefined && /^<(message|presence|iq)/.test(frame) && step !== 'bind') session.handled++
      const frames = answer(socket, step, frame)
      later(() => {
        for (const text of frames) socket.say(text)
      })
    },
  })
  const latest = (): FakeSocket => {
    const socket = network.sockets.at(-1)
    if (socket === undefined) throw new Error('no socket was made')
    return socket
  }
  return {
    ...network,
    behaviour,
    latest,
    push: (...frames) => {
      for (const frame of frames) latest().say(frame)
    },
    handled: () => session?.handled ?? 0,
  }
}
