import type { IqStanza, Stanza } from '../model/stanza.js'

/**
 * What a request to us is answered with, whoever sent it, the server or another user (RFC 6120 8.2.3, XEP-0199): a ping
 * with a result, all else with a refusal. Pure.
 */
export const answerRequest = (stanza: Stanza): IqStanza | undefined => {
  if (stanza.kind !== 'iq' || (stanza.type !== 'get' && stanza.type !== 'set')) return undefined
  const { id, from: to } = stanza
  if (stanza.ping === true) return { kind: 'iq', type: 'result', id, to }
  return { kind: 'iq', type: 'error', id, to, error: { type: 'cancel', condition: 'service-unavailable' } }
}
