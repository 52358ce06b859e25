import { Observable, Subscription, type SchedulerLike, type Subscriber } from 'rxjs'
import type { Inbound, Outbound } from '../model/stanza.js'
import type { WebSocketConstructor } from '../platform/web-socket.js'
import type { RefusedFrame, XmppCodec } from '../xmpp/codec.js'
import { createLinks, type Links } from './links.js'
import type { NegotiationContext, NegotiationMove, NegotiationStep } from './negotiation.js'
import { beginNegotiation, negotiate } from './negotiation.js'
import { openSocket, type SocketEvent } from './open-socket.js'
import { createReceipts, scheduleOn, type Receipts } from './receipts.js'
import type { SessionCell } from './session.js'
import { endingError, linkLost, notXmpp } from './stream-errors.js'
import type { Link, StreamEvent } from './stream-event.js'
import { forget } from './stream-management.js'
import { createTraffic, type Traffic } from './traffic.js'

export interface StreamConfig extends Omit<NegotiationContext, 'resume'> {
  readonly url: string
  readonly WebSocket: WebSocketConstructor
  readonly codec: XmppCodec
  readonly session: SessionCell
  readonly scheduler: SchedulerLike
  /** ms for the whole handshake; more than 15 s, which ejabberd may take over a resumption that races with a kick. */
  readonly handshakeTimeout: number
  /** ms for the answer to an acknowledgement request. */
  readonly answerTimeout: number
}

/**
 * One connection attempt as a cold Observable: socket → negotiation → stream management. It never completes; it errors
 * with a `ChatError` when the link dies, and nothing of it is seen or left after it was unsubscribed.
 */
export const openStream = (config: StreamConfig): Observable<StreamEvent> =>
  new Observable((subscriber) => {
    const owner = new Subscription()
    const { receive, fail } = createAttempt(config, subscriber, owner)
    owner.add(openSocket(config.url, config.WebSocket).subscribe({ next: receive, error: fail }))
    return owner
  })

/** Resumptions in a row that proved nothing, after which a session is given up. Fewer would give up what was merely cut in a burst. */
const mostUnproven = 6

/** ms in which a server that has the session at hand answers a resumption. */
const promptMs = 5000

/** At every step: whether what was asked to be resumed is so soon after it was first asked, over however many attempts. */
const isPrompt = (session: SessionCell, step: NegotiationStep, now: number): boolean => {
  if (step === 'resuming') session.askedAt ??= now
  const prompt = now - (session.askedAt ?? now) < promptMs
  if (step === 'done') session.askedAt = undefined
  return prompt
}

/** Ours then, and no other device's: coming back throws nobody out. The session went with it. */
const isOwnConflict = (element: Inbound, session: SessionCell): boolean => {
  if (element.kind !== 'stream-error' || element.condition !== 'conflict' || session.abandoned === 0) return false
  session.abandoned -= 1
  session.sm = forget(session.sm)
  return true
}

interface Attempt {
  readonly receive: (event: SocketEvent) => void
  readonly fail: (error: unknown) => void
}

/** The parts of an attempt that stay when the handshake is done. */
const assemble = (config: StreamConfig, emit: (event: StreamEvent) => void, wires: Wires): Parts => {
  const { session, answerTimeout } = config
  const { send, prepare, after, fail } = wires
  const receipts = createReceipts({
    session,
    send,
    prepare,
    acknowledged: (stanzas) => emit({ type: 'acknowledged', stanzas }),
    fail: (reason) => fail(linkLost(reason)),
    after,
    answerTimeout,
  })
  const up = (link: Link): void => {
    wires.done()
    emit({ type: 'up', link })
  }
  return {
    receipts,
    links: createLinks({ session, send, receipts, up }),
    traffic: createTraffic(emit, session, receipts),
  }
}

interface Parts {
  readonly receipts: Receipts
  readonly links: Links
  readonly traffic: Traffic
}

interface Writer {
  /** Writes there from now on; before, writing does nothing. */
  readonly attach: (write: (frame: string) => void) => void
  /** Encodes at once; what it gives writes. */
  readonly prepare: (element: Outbound) => () => void
  readonly send: (element: Outbound) => void
}

const createWriter = (codec: XmppCodec): Writer => {
  let writeFrame: (frame: string) => void = () => undefined
  const prepare = (element: Outbound) => {
    const frame = codec.encode(element)
    return (): void => writeFrame(frame)
  }
  return {
    attach: (write) => {
      writeFrame = write
    },
    prepare,
    send: (element) => prepare(element)(),
  }
}

interface Wires extends Pick<Writer, 'prepare' | 'send'> {
  readonly after: (ms: number, work: () => void) => Subscription
  readonly fail: (error: unknown) => void
  /** The handshake is done. */
  readonly done: () => void
}

const createAttempt = (config: StreamConfig, subscriber: Subscriber<StreamEvent>, owner: Subscription): Attempt => {
  const { codec, session } = config
  // What is repeated then may be what ends the link, each time.
  if (session.unproven >= mostUnproven && session.sm.unacknowledged.length > 0) session.sm = forget(session.sm)
  const { id, read } = session.sm
  const context: NegotiationContext = { ...config, resume: id === null ? null : { id, read } }
  const emit = (event: StreamEvent): void => subscriber.next(event)
  const fail = (error: unknown): void => subscriber.error(error)
  const after = scheduleOn(config.scheduler, owner)
  let { state } = beginNegotiation(context)
  owner.add(() => (session.abandoned += Number(state.step === 'resuming')))
  const { attach, prepare, send } = createWriter(codec)
  const deadline = after(config.handshakeTimeout, () => {
    // A server that does not answer a resumption would not answer the next one either.
    if (state.step === 'resuming') session.sm = forget(session.sm)
    fail(linkLost(`the handshake stood still at "${state.step}"`))
  })
  const done = (): void => deadline.unsubscribe()
  const { receipts, links, traffic } = assemble(config, emit, { send, prepare, after, fail, done })

  const follow = (move: NegotiationMove): void => {
    state = move.state
    const { outcome } = move
    const promptly = isPrompt(session, state.step, config.scheduler.now())
    if (outcome?.type === 'resume-refused' && outcome.h !== undefined) receipts.acknowledge(outcome.h)
    for (const element of move.write) send(element)
    if (outcome?.type === 'authenticated') emit(outcome)
    if (outcome?.type === 'resumed') links.resume(outcome.h, promptly)
    if (outcome?.type === 'bound') links.bind(outcome.jid, outcome.streamManagement)
  }
  const take = (element: Inbound | RefusedFrame): void => {
    if (element.kind === 'refused' && state.step !== 'done') throw notXmpp(element.problem)
    if (element.kind === 'refused') {
      traffic.refuse(element)
      return
    }
    // Only the answer to `<auth/>` decides on the credentials.
    const late = element.kind === 'sasl' && state.step !== 'authenticating'
    const ending = late ? undefined : endingError(element)
    if (element.kind === 'stream-error') receipts.poisoned()
    if (isOwnConflict(element, session)) throw linkLost('an earlier resumption came through late and took its place')
    if (ending !== undefined) throw ending
    if (state.step === 'done') traffic.take(element)
    else follow(negotiate(state, element, context))
  }
  const receive = (event: SocketEvent): void => {
    if (event.type === 'frame') emit({ type: 'traffic' })
    else attach(event.write)
    try {
      if (event.type === 'open') follow(beginNegotiation(context))
      else take(codec.decode(event.text))
    } catch (error) {
      fail(error)
    }
  }
  return { receive, fail }
}
