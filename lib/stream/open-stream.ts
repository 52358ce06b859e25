import { Observable, Subscription, type SchedulerLike, type Subscriber } from 'rxjs'
import type { Inbound, Outbound, Stanza } from '../model/stanza.js'
import type { WebSocketConstructor } from '../platform/web-socket.js'
import type { RefusedFrame, XmppCodec } from '../xmpp/codec.js'
import { beginNegotiation, negotiate, type NegotiationContext, type NegotiationMove } from './negotiation.js'
import { openSocket, type SocketEvent } from './open-socket.js'
import { createReceipts, scheduleOn, type Receipts } from './receipts.js'
import type { SessionCell } from './session.js'
import { endingError, linkLost, notXmpp } from './stream-errors.js'
import * as sm from './stream-management.js'

/** A stream that is up, until the attempt ends. */
export interface Link {
  /** Our own full JID. */
  readonly jid: string
  /** Whether the server still had our session: nothing has to be set up again. */
  readonly resumed: boolean
  /** Counts and writes. Silent when the link is dead: the stanza then is among those lost or replayed. */
  readonly write: (stanza: Stanza) => void
  /** Asks the server to show that it is there. */
  readonly probe: () => void
  /** Says good-bye: the server ends the session instead of keeping it for a resumption. */
  readonly close: () => void
}

export type StreamEvent =
  | { readonly type: 'authenticated' }
  /** Unless the link was resumed, what earlier sessions wrote and the server never acknowledged is lost. */
  | { readonly type: 'up'; readonly link: Link }
  | { readonly type: 'stanza'; readonly stanza: Stanza }
  | { readonly type: 'acknowledged'; readonly stanzas: readonly Stanza[] }
  | { readonly type: 'refused'; readonly problem: string }
  /** A frame came, whatever it held: the link lives. */
  | { readonly type: 'traffic' }

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

interface Attempt {
  readonly receive: (event: SocketEvent) => void
  readonly fail: (error: unknown) => void
}

/** After the handshake: stanzas and stream management in, stanzas out. */
const createTraffic = (subscriber: Subscriber<StreamEvent>, session: SessionCell, receipts: Receipts) => ({
  take: (element: Inbound): void => {
    if (element.kind === 'sm') {
      receipts.manage(element)
      return
    }
    if (element.kind !== 'message' && element.kind !== 'presence' && element.kind !== 'iq') return
    session.sm = sm.read(session.sm)
    if (element.kind === 'iq' && receipts.answered(element)) return
    subscriber.next({ type: 'stanza', stanza: element })
  },
  /** Counted all the same: the server would send it again at every resumption, for ever. */
  refuse: ({ problem, counted }: RefusedFrame): void => {
    if (counted) session.sm = sm.read(session.sm)
    subscriber.next({ type: 'refused', problem })
  },
})

/** What the handshake ends in: a link over a resumed session or over a fresh one. */
const createLinks = (deps: LinksDeps) => {
  const { session, send, receipts, up } = deps
  const link = (resumed: boolean): Link => ({
    jid: session.jid,
    resumed,
    write: receipts.write,
    probe: receipts.ask,
    close: () => {
      if (session.sm.enabled) send({ kind: 'sm', type: 'ack', h: session.sm.read })
      send({ kind: 'presence', type: 'unavailable' })
      send({ kind: 'close' })
      session.sm = sm.forget(session.sm)
    },
  })
  return {
    resume: (h: number): void => {
      receipts.beginResumed()
      receipts.acknowledge(h)
      for (const stanza of session.sm.unacknowledged) send(stanza)
      receipts.ask()
      up(link(true))
    },
    bind: (jid: string, streamManagement: boolean): void => {
      session.jid = jid
      session.sm = streamManagement ? sm.enabling() : sm.noStreamManagement
      if (streamManagement) send({ kind: 'sm', type: 'enable' })
      up(link(false))
    },
  }
}

interface LinksDeps {
  readonly session: SessionCell
  readonly send: (element: Outbound) => void
  readonly receipts: Receipts
  readonly up: (link: Link) => void
}

const createAttempt = (config: StreamConfig, subscriber: Subscriber<StreamEvent>, owner: Subscription): Attempt => {
  const { codec, session } = config
  const { id, read } = session.sm
  const context: NegotiationContext = { ...config, resume: id === null ? null : { id, read } }
  const after = scheduleOn(config.scheduler, owner)
  let { state } = beginNegotiation(context)
  let writeFrame: (frame: string) => void = () => undefined

  const fail = (error: unknown): void => {
    subscriber.error(error)
  }
  const send = (element: Outbound): void => {
    writeFrame(codec.encode(element))
  }
  const handshake = after(config.handshakeTimeout, () => {
    fail(linkLost(`the handshake stood still at "${state.step}"`))
  })
  const receipts = createReceipts({
    session,
    send,
    acknowledged: (stanzas) => {
      subscriber.next({ type: 'acknowledged', stanzas })
    },
    fail: (reason) => {
      fail(linkLost(reason))
    },
    after,
    answerTimeout: config.answerTimeout,
  })
  const links = createLinks({
    session,
    send,
    receipts,
    up: (link) => {
      handshake.unsubscribe()
      subscriber.next({ type: 'up', link })
    },
  })
  const traffic = createTraffic(subscriber, session, receipts)

  const follow = (move: NegotiationMove): void => {
    state = move.state
    const { outcome } = move
    if (outcome?.type === 'resume-refused' && outcome.h !== undefined) receipts.acknowledge(outcome.h)
    for (const element of move.write) send(element)
    if (outcome?.type === 'authenticated') subscriber.next(outcome)
    if (outcome?.type === 'resumed') links.resume(outcome.h)
    if (outcome?.type === 'bound') links.bind(outcome.jid, outcome.streamManagement)
  }

  const take = (element: Inbound | RefusedFrame): void => {
    if (element.kind === 'refused') {
      if (state.step !== 'done') throw notXmpp(element.problem)
      traffic.refuse(element)
      return
    }
    const ending = endingError(element)
    if (ending !== undefined) {
      if (element.kind === 'stream-error') receipts.poisoned()
      throw ending
    }
    if (state.step === 'done') traffic.take(element)
    else follow(negotiate(state, element, context))
  }

  const receive = (event: SocketEvent): void => {
    if (event.type === 'open') {
      writeFrame = event.write
      follow(beginNegotiation(context))
      return
    }
    subscriber.next({ type: 'traffic' })
    try {
      take(codec.decode(event.text))
    } catch (error) {
      fail(error)
    }
  }

  return { receive, fail }
}
