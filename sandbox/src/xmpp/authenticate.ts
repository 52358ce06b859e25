import type { Basis } from '../basis.js'
import { takeStep } from '../faults.js'
import { el, NS, textOf, type Element } from '../xml/index.js'
import { userIdOf } from './jid.js'
import type { Wire } from './wire.js'

const failure = (condition: string, text: string): Element =>
  el('failure', NS.sasl, {}, [el(condition, NS.sasl), el('text', NS.sasl, {}, [text])])

/** SASL PLAIN; the user is named by the authcid, any authzid is taken (protocol 3.2, 2.3). */
export const authenticate = (wire: Wire, auth: Element, { store, faults }: Basis): void => {
  if (auth.attrs['mechanism'] !== 'PLAIN') return wire.send(failure('invalid-mechanism', 'PLAIN only'))
  if (takeStep(faults, 'temporaryAuthFailure')) return wire.send(failure('temporary-auth-failure', 'Try again later'))
  const [, authcid = '', ...rest] = Buffer.from(textOf(auth), 'base64').toString('utf8').split('\0')
  const userId = userIdOf(authcid)
  const user = userId === undefined ? undefined : store.mayChat(userId, rest.join('\0'))
  if (user === undefined) return wire.send(failure('not-authorized', 'Password not verified'))
  wire.userId = user.id
  wire.send(el('success', NS.sasl))
}
