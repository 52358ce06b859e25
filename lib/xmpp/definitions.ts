import {
  attribute,
  childAttribute,
  childEnum,
  deepMultipleChildText,
  extendIQ,
  extendMessage,
  extendPresence,
  extendStreamFeatures,
  multipleChildAttribute,
  XMLElement,
  type DefinitionOptions,
  type FieldDefinition,
} from 'stanza/jxt/index.js'
import { readExtraParams, writeExtraParams } from './extra-params.js'
import {
  digitsAttribute,
  field,
  hasChild,
  inChild,
  isTrue,
  kind,
  readOnly,
  timeAttribute,
  wordAttribute,
} from './fields.js'

const client = 'jabber:client'
const carbons = 'urn:xmpp:carbons:2'
const csi = 'urn:xmpp:csi:0'
const discoItems = 'http://jabber.org/protocol/disco#items'
const framing = 'urn:ietf:params:xml:ns:xmpp-framing'
const muc = 'http://jabber.org/protocol/muc'
const mucUser = 'http://jabber.org/protocol/muc#user'
const privacy = 'jabber:iq:privacy'
const sasl = 'urn:ietf:params:xml:ns:xmpp-sasl'
const sm = 'urn:xmpp:sm:3'

type Fields = NonNullable<DefinitionOptions['fields']>

/** An element at the place `path` of our data. */
const at = (path: string, namespace: string, element: string, fields: Fields = {}): DefinitionOptions => ({
  ...{ path, namespace, element, fields },
})

/** One of several elements that share a place; `typeField` of the data tells which. */
const oneOf =
  (typeField: string, path: string, namespace: string) =>
  (type: string, element: string, fields: Fields = {}) => ({
    ...at(path, namespace, element, fields),
    type,
    typeField,
  })

const inExtraParams = field(readExtraParams, (xml, value) => {
  for (const child of writeExtraParams(value)) xml.appendChild(child)
})

const delayedAt = inChild('urn:xmpp:delay', 'delay', timeAttribute('stamp'))

/** A whole message in `<forwarded/>`, with when it was sent if only that says so (XEP-0297). */
const forwarded = inChild(
  'urn:xmpp:forward:0',
  'forwarded',
  field<object>(
    (xml, context) => {
      const inner = xml.getChild('message', client)
      return inner && { delayedAt: delayedAt.importer(xml, context), ...context.registry?.import(inner) }
    },
    (xml, value, { registry }) => {
      const inner = registry?.export('message', value)
      if (inner !== undefined) xml.appendChild(inner)
    },
  ),
)

/** What the first `<reaction/>` of this sort says. */
const reaction = (sort: 'add' | 'remove'): FieldDefinition<string> =>
  field(
    (xml) =>
      xml
        .getChildren('reaction', client)
        .find((child) => isTrue(child.getAttribute(sort)))
        ?.getAttribute('type'),
    (xml, value) => xml.appendChild(new XMLElement('reaction', { [sort]: 'true', type: value })),
  )

const carbon = oneOf('type', 'message.carbon', carbons)

/** Protocol 3.7 to 3.12. */
const messages = (): DefinitionOptions[] => [
  extendMessage({
    kind: kind('message'),
    extraParams: inChild(client, 'extraParams', inExtraParams),
    destroyAfter: inChild('urn:xmpp:message-destroy-after:0', 'destroy', digitsAttribute('after')),
    delayedAt,
  }),
  carbon('sent', 'sent', { message: forwarded }),
  carbon('received', 'received', { message: forwarded }),
  at('message.replace', 'urn:xmpp:message-correct:0', 'replace', { id: attribute('id'), last: wordAttribute('last') }),
  at('message.remove', 'urn:xmpp:message-delete:0', 'remove', { id: attribute('id') }),
  at('message.reactions', client, 'reactions', {
    userId: attribute('user_id'),
    messageId: attribute('message_id'),
    add: reaction('add'),
    remove: reaction('remove'),
  }),
]

const room = (namespace: string) => oneOf('type', 'presence.muc', namespace)

/** Protocol 3.14. The history of a room is REST's. */
const presences = (): DefinitionOptions[] => [
  extendPresence({ kind: kind('presence') }),
  room(muc)('join', 'x', {
    type: field<string>(
      () => undefined,
      (xml) => xml.appendChild(new XMLElement('history', { maxstanzas: '0' })),
    ),
    statusCodes: readOnly(() => []),
  }),
  room(mucUser)('info', 'x', {
    affiliation: childAttribute(null, 'item', 'affiliation'),
    role: childAttribute(null, 'item', 'role'),
    jid: childAttribute(null, 'item', 'jid'),
    statusCodes: multipleChildAttribute(null, 'status', 'code'),
  }),
]

/** Protocol 3.14 to 3.17; a name that is missing declines (XEP-0016 2.4, 2.5), which stock JXT takes for a missing child. */
const requests = (): DefinitionOptions[] => [
  extendIQ({ kind: kind('iq'), carbons: childEnum(carbons, ['enable', 'disable']) }),
  at('iq.privacy', privacy, 'query', {
    activeList: inChild(privacy, 'active', attribute('name', '')),
    defaultList: inChild(privacy, 'default', attribute('name', '')),
  }),
  { element: 'item', fields: { order: digitsAttribute('order', NaN) }, namespace: privacy },
  { element: 'item', fields: { jid: attribute('jid', ''), ask: attribute('ask') }, namespace: 'jabber:iq:roster' },
  at('iq.lastActivity', 'jabber:iq:last', 'query', { seconds: digitsAttribute('seconds') }),
  at('iq.statusStreaming', 'https://connectycube.com/protocol/status_streaming', 'subscribe', {
    userJid: attribute('user_jid', ''),
    enable: wordAttribute('enable'),
  }),
  at('iq.mobile', 'http://tigase.org/protocol/mobile#v2', 'mobile', { enable: wordAttribute('enable') }),
  at('iq.discoItems', discoItems, 'query'),
  {
    aliases: [{ path: 'iq.discoItems.items', multiple: true }],
    element: 'item',
    fields: { jid: attribute('jid', '') },
    namespace: discoItems,
  },
]

const saslStep = oneOf('type', 'sasl', sasl)
const smElement = oneOf('type', 'sm', sm)
const clientState = oneOf('state', 'client-state', csi)

/** Protocol 3.2 and 3.4, XEP-0352. */
const aroundStanzas = (): DefinitionOptions[] => [
  at('open', framing, 'open', { kind: kind('open', { version: '1.0' }), to: attribute('to') }),
  at('close', framing, 'close', { kind: kind('close'), seeOtherUri: attribute('see-other-uri') }),
  extendStreamFeatures({
    kind: kind('features'),
    mechanisms: deepMultipleChildText([
      { namespace: sasl, element: 'mechanisms' },
      { namespace: sasl, element: 'mechanism' },
    ]),
    bind: hasChild('urn:ietf:params:xml:ns:xmpp-bind', 'bind'),
    streamManagement: hasChild(sm, 'sm'),
    clientState: hasChild(csi, 'csi'),
  }),
  { element: 'error', fields: { kind: kind('stream-error') }, namespace: 'http://etherx.jabber.org/streams' },
  { element: 'error', fields: { code: digitsAttribute('code') }, namespace: client, type: client },
  saslStep('success', 'success', { kind: kind('sasl') }),
  saslStep('failure', 'failure', { kind: kind('sasl') }),
  saslStep('auth', 'auth', {
    kind: kind('auth', { mechanism: 'PLAIN' }),
    encoded: field<string>(
      () => undefined,
      (xml, value) => xml.children.push(value),
    ),
  }),
  smElement('request', 'r', { kind: kind('sm') }),
  smElement('ack', 'a', { kind: kind('sm'), h: digitsAttribute('h') }),
  smElement('enable', 'enable', { kind: kind('sm', { resume: 'true' }) }),
  smElement('enabled', 'enabled', { kind: kind('sm'), id: attribute('id'), resume: wordAttribute('resume') }),
  smElement('resume', 'resume', { kind: kind('sm'), h: digitsAttribute('h'), previd: attribute('previd') }),
  smElement('resumed', 'resumed', { kind: kind('sm'), h: digitsAttribute('h'), previd: attribute('previd', '') }),
  smElement('failed', 'failed', { kind: kind('sm'), h: digitsAttribute('h', NaN) }),
  clientState('active', 'active'),
  clientState('inactive', 'inactive'),
]

/** How the elements of the stream are read into our model and written from it, as far as stock JXT does not say so. */
export const connectyCubeDefinitions = (): DefinitionOptions[] => [
  ...messages(),
  ...presences(),
  ...requests(),
  ...aroundStanzas(),
]
