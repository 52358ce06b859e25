import { Observable, Subscription, type SchedulerLike, type Subscriber } from 'rxjs'
import type { Inbound, Outbound } from '../model/stanza.js'
import type { WebSocketConstructor } from '../platform/web-socket.js'
import type { RefusedFrame, XmppCodec } from '../xmpp/codec.js'
import { createLinks } from './links.js'
import type { NegotiationContext, NegotiationMove, NegotiationStep } from './negotiation.js'
import { beginNegotiation, negotiate } from './negotiation.js'
import { openSocket, type SocketEvent } from './open-socket.js'
import { createReceipts, type Receipts } from './receipts.js'
import type { SessionCell } from './session.js'
import { clash, endingError, linkLost, notXmpp, stoodStill } from './stream-errors.js'
import type { StreamEvent } from './stream-event.js'
import * as sm from './stream-management.js'

export interface StreamConfig extends Omit<NegotiationContext, 'resume'> {
  readonly url: string
  /** Whether the session, if there is one, is known to be here: elsewhere it is waited for only briefly. */
  readonly home: boolean
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
    const next = createAttempt(config, subscriber, owner)
    const error = (lost: unknown): void => subscriber.error(lost)
    owner.add(openSocket(config.url, config.WebSocket).subscribe({ next, error }))
    return owner
  })

/** Resumptions in a row that proved nothing, after which a session is given up. Fewer would give up what was merely cut in a burst. */
const mostUnproven = 6

/**
 * ms in which another node hands over a session, or says that it cannot: ejabberd takes 10. One that did not notice yet that
 * the session's own node was killed was measured to say nothing at all.
 */
const briefly = 2000

/** ms in which a server that has the session at hand answers a resumption. */
const promptMs = 5000

/** ejabberd may throw out the new session for one that began in the same second at another node. More in a row would be two devices. */
const clashes = { most: 2, afterMs: 1000, inARowMs: 60_000 }

const cameUp = (session: SessionCell, now: number): void => {
  session.askedAt = undefined
  if (now - session.upAt > clashes.inARowMs) session.clashes = 0
  session.upAt = now
}

/** At every step: whether what was asked to be resumed is so soon after it was first asked, over however many attempts. */
const isPrompt = (session: SessionCell, step: NegotiationStep, now: number): boolean => {
  if (step === 'resuming') session.askedAt ??= now
  const prompt = now - (session.askedAt ?? now) < promptMs
  if (step === 'done') cameUp(session, now)
  return prompt
}

/** What a conflict ends the stream with where no other device need be behind it. The session went with it. */
const ownConflict = (session: SessionCell, now: number) => {
  const isLate = session.abandoned > 0
  const isClash = now - session.upAt < clashes.afterMs && session.clashes < clashes.most
  if (isLate) session.abandoned -= 1
  else if (isClash) session.clashes += 1
  else return undefined
  session.sm = sm.forget(session.sm)
  return isLate ? linkLost('an earlier resumption came through late and took its place') : clash()
}

/** What the element ends the stream with, if it does. */
const endingOf = (element: Inbound, step: NegotiationStep, session: SessionCell, now: number) => {
  const conflict = element.kind === 'stream-error' && element.condition === 'conflict'
  const own = conflict ? ownConflict(session, now) : undefined
  if (own !== undefined) return own
  // Only the answer to `<auth/>` decides on the credentials.
  return element.kind === 'sasl' && step !== 'authenticating' ? undefined : endingError(element)
}

/** What comes in after the handshake: counted, then passed on. */
const passOn = (
  element: Inbound | RefusedFrame,
  session: SessionCell,
  receipts: Receipts,
  emit: (event: StreamEvent) => void,
): void => {
  if (element.kind === 'sm') receipts.manage(element)
  if (element.kind === 'refused') {
    // Counted all the same: the server would send it again at every resumption, for ever.
    if (element.counted) session.sm = sm.read(session.sm)
    emit({ type: 'refused', problem: element.problem })
  }
  const isStanza = element.kind === 'message' || element.kind === 'presence' || element.kind === 'iq'
  if (isStanza) session.sm = sm.read(session.sm)
  if (!isStanza || (element.kind === 'iq' && receipts.answered(element))) emit({ type: 'traffic' })
  else emit({ type: 'stanza', stanza: element })
}

/** Ends a handshake that stands still; to be told of each step. */
const watchHandshake = (
  { session, handshakeTimeout, home }: StreamConfig,
  after: (ms: number, work: () => void) => Subscription,
  fail: (error: unknown) => void,
) => {
  let step: NegotiationStep = 'opening'
  const giveUp = (): void => {
    // A server that does not answer a resumption would not answer the next one either.
    if (step === 'resuming') session.sm = sm.forget(session.sm)
    fail(stoodStill(step))
  }
  const whole = after(handshakeTimeout, giveUp)
  let brief = Subscription.EMPTY
  return (next: NegotiationStep): void => {
    step = next
    brief.unsubscribe()
    if (step === 'resuming' && !home) brief = after(briefly, giveUp)
    if (step === 'done') whole.unsubscribe()
  }
}

const createAttempt = (
  config: StreamConfig,
  subscriber: Subscriber<StreamEvent>,
  owner: Subscription,
): ((event: SocketEvent) => void) => {
  const { codec, session, scheduler, answerTimeout } = config
  // What is repeated then may be what ends the link, each time.
  if (session.unproven >= mostUnproven && session.sm.unacknowledged.length > 0) session.sm = sm.forget(session.sm)
  const { id, read } = session.sm
  const context: NegotiationContext = { ...config, resume: id === null ? null : { id, read } }
  const emit = (event: StreamEvent): void => subscriber.next(event)
  const fail = (error: unknown): void => subscriber.error(error)
  let write = (_frame: string): void => undefined
  const prepare = (element: Outbound) => {
    const frame = codec.takeFrame(element)
    return (): void => write(frame)
  }
  const send = (element: Outbound): void => prepare(element)()
  const after = (ms: number, work: () => void): Subscription => {
    const timer = scheduler.schedule(work, ms)
    owner.add(timer)
    return timer
  }
  let { state } = beginNegotiation(context)
  owner.add(() => (session.abandoned += Number(state.step === 'resuming')))
  const stepped = watchHandshake(config, after, fail)
  const receipts = createReceipts({ session, send, prepare, emit, fail, after, answerTimeout })
  const links = createLinks(session, send, receipts, emit)

  const follow = (move: NegotiationMove): void => {
    state = move.state
    const { outcome } = move
    const promptly = isPrompt(session, state.step, scheduler.now())
    if (outcome?.type === 'resume-refused' && outcome.h !== undefined) receipts.acknowledge(outcome.h)
    for (const element of move.write) send(element)
    stepped(state.step)
    if (outcome?.type === 'authenticated') emit(outcome)
    if (outcome?.type === 'resumed') links.resume(outcome.h, promptly, state.clientState)
    if (outcome?.type === 'bound') links.bind(outcome.jid, state)
  }
  const take = (element: Inbound | RefusedFrame): void => {
    if (element.kind === 'refused' && state.step !== 'done') throw notXmpp(element.problem)
    if (element.kind === 'stream-error') receipts.poisoned()
    const ending = element.kind === 'refused' ? undefined : endingOf(element, state.step, session, scheduler.now())
    if (ending !== undefined) throw ending
    if (element.kind === 'refused' || state.step === 'done') passOn(element, session, receipts, emit)
    else follow(negotiate(state, element, context))
  }
  return (event) => {
    if (event.type === 'open') write = event.write
    try {
      if (event.type === 'open') follow(beginNegotiation(context))
      else take(codec.decode(event.text))
    } catch (error) {
      fail(error)
    }
  }
}
