import {
  attribute,
  childEnum,
  findOrCreate,
  XMLElement,
  type DefinitionOptions,
  type FieldDefinition,
} from 'stanza/jxt/index.js'
import { readExtraParams, writeExtraParams } from './extra-params.js'

const clientNamespace = 'jabber:client'
const smNamespace = 'urn:xmpp:sm:3'
const saslNamespace = 'urn:ietf:params:xml:ns:xmpp-sasl'
const privacyNamespace = 'jabber:iq:privacy'
const discoItemsNamespace = 'http://jabber.org/protocol/disco#items'
const stanzasNamespace = 'urn:ietf:params:xml:ns:xmpp-stanzas'

/** A field as stock ones are: what is undefined is not written. */
const field = <T>(
  importer: (xml: XMLElement) => T | undefined,
  write: (xml: XMLElement, value: T) => void,
): FieldDefinition<T, T | undefined> => ({
  importer,
  exporter: (xml, value) => {
    if (value !== undefined) write(xml, value)
  },
})

const isTrue = (word: string | undefined): boolean => word === 'true' || word === '1'

/** An attribute written as the word `true` or `false`: stock JXT writes `1` and `0`, which ConnectyCube does not read. */
const wordAttribute = (name: string): FieldDefinition<boolean> =>
  field(
    (xml) => (xml.getAttribute(name) === undefined ? undefined : isTrue(xml.getAttribute(name))),
    (xml, value) => xml.setAttribute(name, String(value)),
  )

/** An attribute of digits only; anything else is no number. Stock JXT reads `12abc` as 12. */
const digitsAttribute = (name: string): FieldDefinition<number> =>
  field(
    (xml) => {
      const value = xml.getAttribute(name)
      return value === undefined ? undefined : /^\d+$/.test(value) ? Number(value) : NaN
    },
    (xml, value) => xml.setAttribute(name, String(value)),
  )

/** The name on a child; a child without one declines, which stock JXT takes for a missing child (XEP-0016 2.4, 2.5). */
const nameOn = (element: string): FieldDefinition<string> =>
  field(
    (xml) => {
      const child = xml.getChild(element, xml.getNamespace())
      return child === undefined ? undefined : (child.getAttribute('name') ?? '')
    },
    (xml, value) => findOrCreate(xml, xml.getNamespace(), element).setAttribute('name', value),
  )

/** What the first `<reaction/>` of this kind says (protocol 3.12). */
const reaction = (kind: 'add' | 'remove'): FieldDefinition<string> =>
  field(
    (xml) =>
      xml
        .getChildren('reaction', xml.getNamespace())
        .find((child) => isTrue(child.getAttribute(kind)))
        ?.getAttribute('type'),
    (xml, value) => xml.appendChild(new XMLElement('reaction', { [kind]: 'true', type: value })),
  )

/** The element's own text, verbatim. */
const ownText = field<string>(
  (xml) => xml.getText(),
  (xml, value) => xml.children.push(value),
)

const wholeExtraParams = field(readExtraParams, (xml, value) => {
  for (const child of writeExtraParams(value)) xml.appendChild(child)
})

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

/** The children of messages that only ConnectyCube writes (protocol 3.7, 3.8, 3.11, 3.12). */
const inMessages = (): DefinitionOptions[] => [
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
  {
    element: 'reactions',
    fields: {
      userId: attribute('user_id'),
      messageId: attribute('message_id'),
      add: reaction('add'),
      remove: reaction('remove'),
    },
    namespace: clientNamespace,
    path: 'message.reactions',
  },
  {
    element: 'destroy',
    fields: { after: digitsAttribute('after') },
    namespace: 'urn:xmpp:message-destroy-after:0',
    path: 'message.destroy',
  },
]

/** Requests and pushes (protocol 3.14 to 3.17). */
const inRequests = (): DefinitionOptions[] => [
  {
    element: 'query',
    fields: { activeList: nameOn('active'), defaultList: nameOn('default') },
    namespace: privacyNamespace,
    path: 'iq.privacy',
  },
  { element: 'item', fields: { order: digitsAttribute('order') }, namespace: privacyNamespace },
  {
    element: 'query',
    fields: { seconds: digitsAttribute('seconds') },
    namespace: 'jabber:iq:last',
    path: 'iq.lastActivity',
  },
  {
    element: 'subscribe',
    fields: { userJid: attribute('user_jid'), enable: wordAttribute('enable') },
    namespace: 'https://connectycube.com/protocol/status_streaming',
    path: 'iq.statusStreaming',
  },
  {
    element: 'mobile',
    fields: { enable: wordAttribute('enable') },
    namespace: 'http://tigase.org/protocol/mobile#v2',
    path: 'iq.mobile',
  },
  { element: 'query', namespace: discoItemsNamespace, path: 'iq.discoItems' },
  {
    aliases: [{ path: 'iq.discoItems.items', multiple: true }],
    element: 'item',
    fields: { jid: attribute('jid') },
    namespace: discoItemsNamespace,
  },
]

/** Around the stanzas (protocol 3.2, 3.4). */
const inStreams = (): DefinitionOptions[] => [
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

/** What stock JXT lacks or reads otherwise than ConnectyCube writes it. */
export const connectyCubeDefinitions = (): DefinitionOptions[] => [...inMessages(), ...inRequests(), ...inStreams()]
