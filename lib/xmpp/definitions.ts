import * as jxt from 'stanza/jxt/index.js'
import { readExtraParams, writeExtraParams } from './extra-params.js'
import { constant, digitsAttribute, field, hasChild, inChild, isTrue, timeAttribute, wordAttribute } from './fields.js'

const client = 'jabber:client'
const carbons = 'urn:xmpp:carbons:2'
const csi = 'urn:xmpp:csi:0'
const discoItems = 'http://jabber.org/protocol/disco#items'
const framing = 'urn:ietf:params:xml:ns:xmpp-framing'
const muc = 'http://jabber.org/protocol/muc'
const privacy = 'jabber:iq:privacy'
const sasl = 'urn:ietf:params:xml:ns:xmpp-sasl'
const sm = 'urn:xmpp:sm:3'

type Definition = jxt.DefinitionOptions
type Fields = NonNullable<Definition['fields']>

/** An element, its fields, and where in our data they are. */
const at = (path: string, namespace: string, element: string, fields: Fields = {}): Definition => ({
  ...{ path, namespace, element, fields },
})

/** One of several elements at the same place: the field `typeField` tells which. */
const typed = (type: string, of: Definition, typeField = 'type'): Definition => ({ ...of, type, typeField })

const extraParams = field(readExtraParams, (xml, value) => {
  for (const child of writeExtraParams(value)) xml.appendChild(child)
})

const delayedAt = inChild('urn:xmpp:delay', 'delay', timeAttribute('stamp'))

/** A whole message, with when it was sent if only what is around it says so (XEP-0297). */
const forwarded = field<object>(
  (xml, context) => {
    const inner = xml.getChild('message', client)
    return inner && { delayedAt: delayedAt.importer(xml, context), ...context.registry?.import(inner) }
  },
  (xml, value, { registry }) => {
    const inner = registry?.export('message', value)
    if (inner !== undefined) xml.appendChild(inner)
  },
)
const carbon = { message: inChild('urn:xmpp:forward:0', 'forwarded', forwarded) }

/** What the first `<reaction/>` of this sort says. */
const reaction = (sort: 'add' | 'remove'): jxt.FieldDefinition<string> =>
  field(
    (xml) => xml.getChildren('reaction').find(({ attributes }) => isTrue(attributes[sort]))?.attributes['type'],
    (xml, value) => xml.appendChild(new jxt.XMLElement('reaction', { [sort]: 'true', type: value })),
  )

const id = { id: jxt.attribute('id') }

/** Protocol 3.7 to 3.12. */
const messages = (): Definition[] => [
  jxt.extendMessage({
    kind: constant('message'),
    extraParams: inChild(client, 'extraParams', extraParams),
    destroyAfter: inChild('urn:xmpp:message-destroy-after:0', 'destroy', digitsAttribute('after')),
    delayedAt,
  }),
  ...['sent', 'received'].map((type) => typed(type, at('message.carbon', carbons, type, carbon))),
  at('message.replace', 'urn:xmpp:message-correct:0', 'replace', { ...id, last: wordAttribute('last') }),
  at('message.remove', 'urn:xmpp:message-delete:0', 'remove', id),
  at('message.reactions', client, 'reactions', {
    userId: jxt.attribute('user_id'),
    messageId: jxt.attribute('message_id'),
    add: reaction('add'),
    remove: reaction('remove'),
  }),
]

/** The history of a room is REST's. */
const joining = field(
  () => 'join',
  (xml) => xml.appendChild(new jxt.XMLElement('history', { maxstanzas: '0' })),
)

const occupant = (name: string): jxt.FieldDefinition<string> => jxt.childAttribute(null, 'item', name)

/** Protocol 3.14. */
const presences = (): Definition[] => [
  jxt.extendPresence({ kind: constant('presence') }),
  typed('join', at('presence.muc', muc, 'x', { type: joining })),
  typed(
    'info',
    at('presence.muc', `${muc}#user`, 'x', {
      ...{ affiliation: occupant('affiliation'), role: occupant('role'), jid: occupant('jid') },
      statusCodes: jxt.multipleChildAttribute(null, 'status', 'code'),
    }),
  ),
]

/** A name that is missing declines (XEP-0016 2.4, 2.5); stock JXT takes it for a missing child. */
const nameOn = (element: string): jxt.FieldDefinition<string> => inChild(privacy, element, jxt.attribute('name', ''))

/** Protocol 3.14 to 3.17. */
const requests = (): Definition[] => [
  jxt.extendIQ({ kind: constant('iq'), carbons: jxt.childEnum(carbons, ['enable', 'disable']) }),
  at('iq.privacy', privacy, 'query', { activeList: nameOn('active'), defaultList: nameOn('default') }),
  { element: 'item', fields: { order: digitsAttribute('order') }, namespace: privacy },
  { element: 'item', fields: { ask: jxt.attribute('ask') }, namespace: 'jabber:iq:roster' },
  at('iq.lastActivity', 'jabber:iq:last', 'query', { seconds: digitsAttribute('seconds') }),
  at('iq.statusStreaming', 'https://connectycube.com/protocol/status_streaming', 'subscribe', {
    userJid: jxt.attribute('user_jid'),
    enable: wordAttribute('enable'),
  }),
  at('iq.mobile', 'http://tigase.org/protocol/mobile#v2', 'mobile', { enable: wordAttribute('enable') }),
  at('iq.discoItems', discoItems, 'query'),
  {
    aliases: [{ path: 'iq.discoItems.items', multiple: true }],
    element: 'item',
    fields: { jid: jxt.attribute('jid') },
    namespace: discoItems,
  },
]

/** Stream management (protocol 3.4). */
const smElement = (type: string, element: string, fields: Fields = {}): Definition =>
  typed(type, at('sm', sm, element, { kind: constant('sm'), ...fields }))

/** What surrounds the stanzas (protocol 3.2, XEP-0352), and their errors. */
const surroundings = (): Definition[] => [
  at('open', framing, 'open', { kind: constant('open', { version: '1.0' }), to: jxt.attribute('to') }),
  at('close', framing, 'close', { kind: constant('close'), seeOtherUri: jxt.attribute('see-other-uri') }),
  jxt.extendStreamFeatures({
    kind: constant('features'),
    mechanisms: inChild(sasl, 'mechanisms', jxt.multipleChildText(null, 'mechanism')),
    bind: hasChild('urn:ietf:params:xml:ns:xmpp-bind', 'bind'),
    streamManagement: hasChild(sm, 'sm'),
    clientState: hasChild(csi, 'csi'),
  }),
  { element: 'error', fields: { kind: constant('stream-error') }, namespace: 'http://etherx.jabber.org/streams' },
  { element: 'error', fields: { code: digitsAttribute('code') }, namespace: client, type: client },
  ...['success', 'failure'].map((type) => typed(type, at('sasl', sasl, type, { kind: constant('sasl') }))),
  typed('auth', at('sasl', sasl, 'auth', { encoded: jxt.text() })),
  ...['active', 'inactive'].map((state) => typed(state, at('client-state', csi, state), 'state')),
  smElement('request', 'r'),
  smElement('ack', 'a', { h: digitsAttribute('h') }),
  smElement('enable', 'enable', { kind: constant('sm', { resume: 'true' }) }),
  smElement('enabled', 'enabled', { ...id, resume: wordAttribute('resume') }),
  smElement('resume', 'resume', { h: digitsAttribute('h'), previd: jxt.attribute('previd') }),
  smElement('resumed', 'resumed', { h: digitsAttribute('h'), previd: jxt.attribute('previd') }),
  smElement('failed', 'failed', { h: digitsAttribute('h') }),
]

/** How elements are read into our model and written from it, as far as stock JXT does not say so. */
export const connectyCubeDefinitions = (): Definition[] => [
  ...messages(),
  ...presences(),
  ...requests(),
  ...surroundings(),
]
