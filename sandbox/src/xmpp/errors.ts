import { el, withAttrs, withChildren, type Element } from '../xml/element.js'
import { NS } from '../xml/namespaces.js'
import type { Wire } from './wire.js'

export interface StanzaProblem {
  readonly code: string
  readonly type: string
  readonly condition: string
  readonly text?: string
}

/** Texts and legacy codes of protocol 3.2, 3.13, 3.14, 3.16, 3.18. */
export const PROBLEM = {
  notAuthorized: {
    code: '401',
    type: 'auth',
    condition: 'not-authorized',
    text: 'You must authenticate session first, before you can send any message or presence packet.',
  },
  badRequest: { code: '400', type: 'modify', condition: 'bad-request' },
  occupantAddressed: {
    code: '400',
    type: 'modify',
    condition: 'bad-request',
    text: "Groupchat message can't be addressed to occupant.",
  },
  forbidden: {
    code: '403',
    type: 'auth',
    condition: 'forbidden',
    text: 'Insufficient privileges to send groupchat message.',
  },
  noRoom: { code: '404', type: 'cancel', condition: 'item-not-found', text: 'There is no such room.' },
  itemNotFound: { code: '404', type: 'cancel', condition: 'item-not-found' },
  notImplemented: { code: '501', type: 'cancel', condition: 'feature-not-implemented' },
  unavailable: { code: '503', type: 'cancel', condition: 'service-unavailable', text: 'Service not available.' },
} as const satisfies Record<string, StanzaProblem>

/** The stanza sent back with `type="error"`, its children kept (protocol 3.16, 3.18). */
export const errorReply = (stanza: Element, problem: StanzaProblem, to: string | undefined): Element => {
  const condition = el(problem.condition, NS.stanzas)
  const told = problem.text
  const text = told === undefined ? [] : [el('text', NS.stanzas, { 'xml:lang': 'en' }, [told])]
  const error = el('error', NS.client, { code: problem.code, type: problem.type }, [condition, ...text])
  const turned = withAttrs(stanza, { type: 'error', from: stanza.attrs['to'], to })
  return withChildren(turned, [...stanza.children, error])
}

/** `<stream:error/>` with its condition and, for stream management, an application condition. */
const streamError = (condition: string, application: readonly Element[] = []): Element =>
  el('stream:error', NS.stream, {}, [el(condition, NS.streams), ...application])

/** The last words on a stream: the error, then close (protocol 3.2). */
export const endWithError = (wire: Wire, condition: string, application: readonly Element[] = []): void => {
  wire.send(streamError(condition, application))
  wire.send(el('close', NS.framing))
  wire.close()
}
