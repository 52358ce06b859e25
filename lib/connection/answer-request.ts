import type { IqStanza, Stanza } from '../model/stanza.js'
import { mayAnswer } from '../stream/may-answer.js'

/** What the server tells by itself: our roster, our privacy lists, when somebody came or went (RFC 6121 2.1.6, protocol 3.15, 3.16). */
export const isPush = ({ type, roster, privacy, lastActivity }: IqStanza): boolean =>
  (type === 'set' && (roster !== undefined || privacy !== undefined)) ||
  (lastActivity !== undefined && (type === 'set' || type === 'result'))

/** Only our own account may tell what is on our lists; of when he was online anybody speaks for himself. */
export const isTrusted = ({ from, roster, privacy }: IqStanza, ownJid: string): boolean =>
  (roster === undefined && privacy === undefined) || mayAnswer(from, undefined, ownJid)

/**
 * What a request to us is answered with, whoever sent it, the server or another user (RFC 6120 8.2.3, XEP-0199): a ping
 * and a push with a result, all else with a refusal. Pure.
 */
export const answerRequest = (stanza: Stanza, ownJid: string): IqStanza | undefined => {
  if (stanza.kind !== 'iq' || (stanza.type !== 'get' && stanza.type !== 'set')) return undefined
  const { id, from: to } = stanza
  if (stanza.ping === true || (isPush(stanza) && isTrusted(stanza, ownJid)))
    return { kind: 'iq', type: 'result', id, to }
  return { kind: 'iq', type: 'error', id, to, error: { type: 'cancel', condition: 'service-unavailable' } }
}
