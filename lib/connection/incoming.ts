import { share, type Observable } from 'rxjs'
import type { IqStanza, MessageStanza, Stanza } from '../model/stanza.js'
import { bareJid } from '../xmpp/jid.js'
import { filterMap } from '../rx/filter-map.js'
import { isPush, isTrusted } from './answer-request.js'

/** A message stanza, taken out of a carbon if it came in one. */
export interface Incoming {
  readonly stanza: MessageStanza
  /** `outgoing`: another device of ours sent it. */
  readonly direction: 'incoming' | 'outgoing'
  /** `live`, from another device by carbon, or kept by the server while we were away. */
  readonly origin: 'live' | 'carbon' | 'offline'
}

/** Only our own account may speak for our other devices (XEP-0280 11): anybody else's carbon is a forgery. */
const isForged = ({ from }: MessageStanza, ownJid: string): boolean => from !== undefined && from !== bareJid(ownJid)

/** Unwraps one stanza; `undefined` for a forged carbon. Delay means offline only outside rooms (protocol 3.10). */
export const readIncoming = (stanza: MessageStanza, ownJid: string): Incoming | undefined => {
  const { carbon } = stanza
  if (carbon === undefined) {
    const offline = stanza.delayedAt !== undefined && stanza.type !== 'groupchat'
    return { stanza, direction: 'incoming', origin: offline ? 'offline' : 'live' }
  }
  if (isForged(stanza, ownJid)) return undefined
  return {
    stanza: { ...carbon.message, type: carbon.message.type ?? stanza.type },
    direction: carbon.type === 'sent' ? 'outgoing' : 'incoming',
    origin: 'carbon',
  }
}

export interface IncomingDeps {
  readonly stanza$: Observable<Stanza>
  readonly jid: () => string
  readonly report: (problem: string) => void
}

/** Every message stanza, unwrapped once for all who listen. Hot; replays nothing. */
export const createIncoming = ({ stanza$, jid, report }: IncomingDeps): Observable<Incoming> =>
  stanza$.pipe(
    filterMap((stanza) => {
      if (stanza.kind !== 'message') return undefined
      const incoming = readIncoming(stanza, jid())
      if (incoming === undefined) report('a carbon copy that did not come from our own account')
      return incoming
    }),
    share(),
  )

/** Every push of the server (`isPush`) from who may send it. Hot; replays nothing. */
export const createPushes = ({ stanza$, jid, report }: IncomingDeps): Observable<IqStanza> =>
  stanza$.pipe(
    filterMap((stanza) => {
      if (stanza.kind !== 'iq' || !isPush(stanza)) return undefined
      const trusted = isTrusted(stanza, jid())
      if (!trusted) report('a roster or privacy push that did not come from our own account')
      return trusted ? stanza : undefined
    }),
    share(),
  )
