import { attribute, childEnum, type DefinitionOptions, type FieldDefinition } from 'stanza/jxt/index.js'
import type { ExtraParams } from '../model/stanza.js'
import { readExtraParams, writeExtraParams } from './extra-params.js'

const clientNamespace = 'jabber:client'
const smNamespace = 'urn:xmpp:sm:3'
const saslNamespace = 'urn:ietf:params:xml:ns:xmpp-sasl'
const stanzasNamespace = 'urn:ietf:params:xml:ns:xmpp-stanzas'

/** An attribute written as the word `true` or `false`: stock JXT writes `1` and `0`, which ConnectyCube does not read. */
const wordAttribute = (name: string): FieldDefinition<boolean> => ({
  importer: (xml) => {
    const value = xml.getAttribute(name)
    return value === undefined ? undefined : value === 'true' || value === '1'
  },
  exporter: (xml, value) => xml.setAttribute(name, value ? 'true' : 'false'),
})

/** An attribute of digits only; anything else is no number. Stock JXT reads `12abc` as 12. */
const digitsAttribute = (name: string): FieldDefinition<number> => ({
  importer: (xml) => {
    const value = xml.getAttribute(name)
    return value === undefined ? undefined : /^\d+$/.test(value) ? Number(value) : NaN
  },
  exporter: (xml, value) => xml.setAttribute(name, String(value)),
})

/** The element's own text, verbatim. */
const ownText: FieldDefinition<string> = {
  importer: (xml) => xml.getText(),
  exporter: (xml, value) => xml.children.push(value),
}

const wholeExtraParams: FieldDefinition<ExtraParams> = {
  importer: readExtraParams,
  exporter: (xml, value) => {
    for (const child of writeExtraParams(value)) xml.appendChild(child)
  },
}

const handled = { handled: digitsAttribute('h') }

/** The stanza conditions a `<failed/>` of stream management may carry (XEP-0198 6). */
const smFailures = ['item-not-found', 'unexpected-request', 'feature-not-implemented', 'internal-server-error']

const sm = (element: string, type: string, fields: NonNullable<DefinitionOptions['fields']>): DefinitionOptions => ({
  element,
  fields,
  namespace: smNamespace,
  path: 'sm',
  type,
  typeField: 'type',
})

/** What stock JXT lacks or reads otherwise than ConnectyCube writes it (protocol 3.4, 3.7, 3.8, 3.11, 3.12). */
export const connectyCubeDefinitions = (): DefinitionOptions[] => [
  {
    element: 'extraParams',
    fields: { extraParams: wholeExtraParams },
    namespace: clientNamespace,
    path: 'message.extra',
  },
  {
    element: 'replace',
    fields: { id: attribute('id'), last: wordAttribute('last') },
    namespace: 'urn:xmpp:message-correct:0',
    path: 'message.replace',
  },
  {
    element: 'remove',
    fields: { id: attribute('id') },
    namespace: 'urn:xmpp:message-delete:0',
    path: 'message.remove',
  },
  { element: 'error', fields: { code: digitsAttribute('code') }, namespace: clientNamespace, type: clientNamespace },
  {
    element: 'auth',
    fields: { encoded: ownText },
    namespace: saslNamespace,
    path: 'sasl',
    type: 'auth',
    typeField: 'type',
  },
  { element: 'csi', fields: {}, namespace: 'urn:xmpp:csi:0', path: 'features.clientState' },
  sm('enable', 'enable', { resume: wordAttribute('resume') }),
  sm('a', 'ack', handled),
  sm('resume', 'resume', handled),
  sm('resumed', 'resumed', handled),
  sm('failed', 'failed', { ...handled, condition: childEnum(stanzasNamespace, smFailures) }),
]
