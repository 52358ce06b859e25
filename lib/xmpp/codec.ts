import { ChatError } from '../errors/chat-error.js'
import type { Inbound, Outbound } from '../model/stanza.js'
import { FrameRefused, parseFrame, type FrameLimits } from './parse-frame.js'
import { elements } from './definitions.js'

/** A frame that was not taken: `problem` says why and never quotes it; `counted` whether the server counts it as a stanza. */
export interface RefusedFrame {
  readonly kind: 'refused'
  readonly problem: string
  readonly counted: boolean
}

/** WebSocket text frames ⇄ elements. Pure but for the frames that it keeps of what was encoded until they are taken. */
export interface XmppCodec {
  readonly decode: (frame: string) => Inbound | RefusedFrame
  /** Throws `ChatError` ('argument') for what has no form on the wire. */
  readonly encode: (element: Outbound) => string
  /** The same, of what is written now: lets go of the frame. */
  readonly takeFrame: (element: Outbound) => string
}

/** Without its cause, which may quote the message. */
const unencodable = (kind: string): ChatError =>
  new ChatError('argument', `${kind}: it holds what cannot be written as XML.`, {
    name: kind,
    expected: 'texts, numbers, booleans, and lists and objects of these',
  })

/** SASL PLAIN (RFC 4616) with an empty authorisation identity. */
const saslPlain = ({ userName, password }: Extract<Outbound, { kind: 'auth' }>): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(`\0${userName}\0${password}`)))

const stanzaStart = /^\s*<(message|presence|iq)[\s/>]/

/** Creates the codec of one chat. `limits` bound what is parsed (defaults: 1,048,576 characters, 64 levels). */
export const createXmppCodec = (limits: FrameLimits = { maxLength: 2 ** 20, maxDepth: 64 }): XmppCodec => {
  const decode = (frame: string): Inbound | RefusedFrame => {
    try {
      const xml = parseFrame(frame, limits)
      return elements.read(xml) ?? { kind: 'unknown', name: xml.name }
    } catch (error) {
      // Whatever a hostile frame makes the mapping throw, the stream lives on.
      const problem = error instanceof FrameRefused ? error.message : 'could not be mapped'
      return { kind: 'refused', problem, counted: stanzaStart.test(frame) }
    }
  }

  const written = (element: Outbound): string => {
    let xml: string | undefined
    try {
      const said = element.kind === 'auth' ? { mechanism: 'PLAIN', encoded: saslPlain(element) } : element
      xml = elements.write(element.kind, said)
    } catch {
      throw unencodable(element.kind)
    }
    if (xml === undefined) throw unencodable(element.kind)
    return xml
  }

  const frames = new WeakMap<Outbound, string>()
  // What is measured, kept and sent is one stanza: it is written once. Taken out when it is sent: a weak map gives back no room for what died in it.
  const encode = (element: Outbound): string => {
    const before = frames.get(element)
    if (before !== undefined) return before
    const frame = written(element)
    frames.set(element, frame)
    return frame
  }

  const takeFrame = (element: Outbound): string => {
    const frame = frames.get(element)
    if (frame === undefined) return written(element)
    frames.delete(element)
    return frame
  }

  return { decode, encode, takeFrame }
}
