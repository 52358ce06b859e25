import { el, NS, withAttrs, withChildren, type Element } from '../xml/index.js'
import type { Wire } from './wire.js'

const problem = (code: string, type: string, condition: string, text?: string) => ({ code, type, condition, text })
export type StanzaProblem = ReturnType<typeof problem>

const UNAUTHENTICATED = 'You must authenticate session first, before you can send any message or presence packet.'

/** Texts and legacy codes of protocol 3.2, 3.13, 3.14, 3.16, 3.18. */
export const PROBLEM = {
  notAuthorized: problem('401', 'auth', 'not-authorized', UNAUTHENTICATED),
  badRequest: problem('400', 'modify', 'bad-request'),
  occupantAddressed: problem('400', 'modify', 'bad-request', "Groupchat message can't be addressed to occupant."),
  forbidden: problem('403', 'auth', 'forbidden', 'Insufficient privileges to send groupchat message.'),
  noRoom: problem('404', 'cancel', 'item-not-found', 'There is no such room.'),
  itemNotFound: problem('404', 'cancel', 'item-not-found'),
  notImplemented: problem('501', 'cancel', 'feature-not-implemented'),
  notAcceptable: problem('406', 'cancel', 'not-acceptable'),
  notAllowed: problem('405', 'cancel', 'not-allowed'),
  listInUse: problem('409', 'cancel', 'conflict', 'Can not modify list while being in use by other session'),
  unavailable: problem('503', 'cancel', 'service-unavailable', 'Service not available.'),
} as const

/** The stanza sent back with `type="error"`, its children kept (protocol 3.16, 3.18). */
export const errorReply = (stanza: Element, problem: StanzaProblem, to: string | undefined): Element => {
  const condition = el(problem.condition, NS.stanzas)
  const told = problem.text
  const text = told === undefined ? [] : [el('text', NS.stanzas, { 'xml:lang': 'en' }, [told])]
  const error = el('error', NS.client, { code: problem.code, type: problem.type }, [condition, ...text])
  const turned = withAttrs(stanza, { type: 'error', from: stanza.attrs['to'], to })
  return withChildren(turned, [...stanza.children, error])
}

/** The last words on a stream: the error with its condition, for stream management another one, then close (protocol 3.2). */
export const endWithError = (wire: Wire, condition: string, application: readonly Element[] = []): void => {
  wire.send(el('stream:error', NS.stream, {}, [el(condition, NS.streams), ...application]))
  wire.send(el('close', NS.framing))
  wire.close()
}
