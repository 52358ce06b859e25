import { Subject } from 'rxjs'
import type { Stanza } from '../model/stanza.js'
import type { Platform } from '../platform/platform.js'
import { createXmppCodec } from '../xmpp/codec.js'
import { fakeWebSocket, type Tell } from './fake-web-socket.js'
import type { Script, ScriptedServer } from './scripted-server.js'

type Stream = Pick<ScriptedServer, 'sent$' | 'receive' | 'acknowledge' | 'cut' | 'forget'> & Pick<Platform, 'WebSocket'>

const sasl = 'xmlns="urn:ietf:params:xml:ns:xmpp-sasl"'
const sm = 'xmlns="urn:xmpp:sm:3"'
const lost = { type: 'close', code: 1006, reason: '', wasClean: false } as const
/** Those before and those after signing in, at once. */
const features = `<mechanisms ${sasl}><mechanism>PLAIN</mechanism></mechanisms><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/><sm ${sm}/>`
const opened = [
  '<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" id="s" version="1.0"/>',
  `<stream:features xmlns:stream="http://etherx.jabber.org/streams">${features}</stream:features>`,
]

/** What a server says by itself: a result to each iq, and in a room what was said there. */
const ownAnswer = (stanza: Stanza, jid: string): Stanza | undefined => {
  if (stanza.kind === 'iq' && /get|set/.test(stanza.type))
    return { kind: 'iq', type: 'result', id: stanza.id, from: stanza.to }
  if (stanza.kind !== 'message' || stanza.type !== 'groupchat') return undefined
  return { ...stanza, from: `${stanza.to ?? ''}/${jid.split('-')[0] ?? ''}`, to: jid }
}

/** Plays the server of RFC 7395 and XEP-0198 for one client. */
export const scriptedStream = (domain: string, isOnline: () => boolean, script: Script): Stream => {
  const codec = createXmppCodec()
  const sent$ = new Subject<Stanza>()
  let link: Tell = () => undefined
  /** Whose session is kept, how many stanzas came in it and all frames that went. */
  let [jid, handled, frames]: [jid: string, handled: number, frames: string[]] = ['', 0, []]

  const later = (work: () => void): unknown => script.scheduler.schedule(work, script.latency)
  const say = (frames: readonly string[], tell = link): unknown =>
    later(() => frames.forEach((data) => tell('message', { type: 'message', data })))
  const receive = (stanza: Stanza): unknown => {
    if (jid === '') throw new Error('nobody is connected to the scripted server')
    const frame = codec.encode({ to: jid, ...stanza })
    frames.push(frame)
    return say([frame])
  }
  const acknowledge = (): unknown => say([`<a ${sm} h="${String(handled)}"/>`])
  const take = (stanza: Stanza, userName: string): unknown => {
    if (stanza.kind === 'iq' && stanza.bind !== undefined) {
      ;[jid, handled, frames] = [`${userName}@${domain}/${stanza.bind.resource ?? ''}`, 0, []]
      return say([codec.encode({ kind: 'iq', type: 'result', id: stanza.id, bind: { jid } })])
    }
    handled++
    sent$.next(stanza)
    const answer = script.answer(stanza) ?? ownAnswer(stanza, jid)
    return answer && receive(answer)
  }
  const accept = (tell: Tell): ((frame: string) => void) => {
    let userName = ''
    const surroundings: Readonly<Record<string, (frame: string) => unknown>> = {
      open: () => say(opened),
      auth: (frame) => {
        userName = atob(/>([^<]*)</.exec(frame)?.[1] ?? '').split('\0')[1] ?? ''
        const condition = script.refusal()
        return say([condition === undefined ? `<success ${sasl}/>` : `<failure ${sasl}><${condition}/></failure>`])
      },
      enable: () => say([`<enabled ${sm} id="s" resume="true"/>`]),
      resume: (frame) => {
        const missed = frames.slice(Number(/ h="(\d+)"/.exec(frame)?.[1]))
        return say(jid === '' ? [`<failed ${sm}/>`] : [`<resumed ${sm} previd="s" h="${String(handled)}"/>`, ...missed])
      },
      r: script.acknowledges ? acknowledge : () => undefined,
    }
    link = tell
    later(() => (isOnline() ? tell('open', { type: 'open' }) : tell('close', lost)))
    return (frame) => {
      const element = codec.decode(frame)
      surroundings[/^<(\w+)/.exec(frame)?.[1] ?? '']?.(frame)
      if (element.kind === 'message' || element.kind === 'presence' || element.kind === 'iq') take(element, userName)
    }
  }
  const controls = { receive, acknowledge, cut: () => link('close', lost), forget: () => (jid = '') }
  return { WebSocket: fakeWebSocket(accept), sent$: sent$.asObservable(), ...controls }
}
