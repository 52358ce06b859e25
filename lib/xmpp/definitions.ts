import { XMLElement } from 'stanza/jxt/index.js'
import { isRecord } from '../model/is-record.js'
import { extraParams } from './extra-params.js'
import {
  attribute,
  childText,
  childTexts,
  digitsAttribute,
  isTrue,
  text,
  timeAttribute,
  timeText,
  wordAttribute,
} from './fields.js'
import { child, children, choice, object, presence, variants, type Child, type Fields, type Part } from './mapping.js'

const client = 'jabber:client'
const bind = 'urn:ietf:params:xml:ns:xmpp-bind'
const carbons = 'urn:xmpp:carbons:2'
const csi = 'urn:xmpp:csi:0'
const discoInfo = 'http://jabber.org/protocol/disco#info'
const discoItems = 'http://jabber.org/protocol/disco#items'
const forward = 'urn:xmpp:forward:0'
const framing = 'urn:ietf:params:xml:ns:xmpp-framing'
const mam = 'urn:xmpp:mam:2'
const muc = 'http://jabber.org/protocol/muc'
const occupant = `${muc}#user`
const privacy = 'jabber:iq:privacy'
const roster = 'jabber:iq:roster'
const rsm = 'http://jabber.org/protocol/rsm'
const sasl = 'urn:ietf:params:xml:ns:xmpp-sasl'
const sm = 'urn:xmpp:sm:3'
const streams = 'http://etherx.jabber.org/streams'
const time = 'urn:xmpp:time'

/** The first child of the namespace that is no text says what went wrong. */
const condition = (namespace: string): Part => ({
  read: (xml) =>
    xml.children
      .filter((each) => typeof each !== 'string')
      .find((each) => each.getNamespace() === namespace && each.getName() !== 'text')
      ?.getName(),
  write: (xml, value) => xml.appendChild(new XMLElement(String(value), { xmlns: namespace })),
})

const failure = (namespace: string): Fields => ({
  condition: condition(namespace),
  text: childText(namespace, 'text'),
})

const id = attribute('id')

/** RFC 6120 8.1, 8.3. */
const addressed: Fields = {
  ...{ id, from: attribute('from'), to: attribute('to'), type: attribute('type') },
  error: child(
    client,
    'error',
    object({
      ...failure('urn:ietf:params:xml:ns:xmpp-stanzas'),
      type: attribute('type'),
      code: digitsAttribute('code'),
    }),
  ),
}

/** What the first `<reaction/>` of this sort says. */
const reaction = (sort: 'add' | 'remove'): Part => ({
  read: (xml) => xml.getChildren('reaction').find(({ attributes }) => isTrue(attributes[sort]))?.attributes['type'],
  write: (xml, value) => xml.appendChild(new XMLElement('reaction', { [sort]: 'true', type: String(value) })),
})

const delayedAt = child('urn:xmpp:delay', 'delay', timeAttribute('stamp'))
const marked = object({ id })

/** Protocol 3.7 to 3.12. */
const flatMessage: Fields = {
  ...addressed,
  delayedAt,
  body: childText(client, 'body'),
  extraParams: child(client, 'extraParams', extraParams),
  marker: variants('urn:xmpp:chat-markers:0', {
    ...{ markable: object({}), received: marked, displayed: marked, acknowledged: marked },
  }),
  chatState: choice('http://jabber.org/protocol/chatstates', ['active', 'composing', 'paused', 'inactive', 'gone']),
  destroyAfter: child('urn:xmpp:message-destroy-after:0', 'destroy', digitsAttribute('after')),
  store: presence('urn:xmpp:hints', 'store'),
  replace: child('urn:xmpp:message-correct:0', 'replace', object({ id, last: wordAttribute('last') })),
  remove: child('urn:xmpp:message-delete:0', 'remove', marked),
  reactions: child(
    client,
    'reactions',
    object({
      ...{ userId: attribute('user_id'), messageId: attribute('message_id') },
      ...{ add: reaction('add'), remove: reaction('remove') },
    }),
  ),
}
const flat = object(flatMessage)
const whole: Part = { read: (xml) => Object.assign({ kind: 'message' }, flat.read(xml)), write: flat.write }

/** A whole message, with when it was sent if only what is around it says so (XEP-0297). */
const forwarded: Part = {
  read: (xml) => {
    const inner = xml.getChild('message', client)
    return inner && Object.assign({ kind: 'message' }, around.read(xml), flat.read(inner))
  },
  write: (xml, value) => around.write(xml, { message: value }),
}
const around = object({ delayedAt, message: child(client, 'message', whole) })
const carbon = object({ message: child(forward, 'forwarded', forwarded) })

/** What an archive says of a message counts, not what the message brought along. */
const archived = object({ queryId: attribute('queryid'), id, forwarded: child(forward, 'forwarded', around) })

/** A form that is sent, each field by its name (XEP-0004 3.2); never read. */
const submitted = (type: string): Part => ({
  read: () => undefined,
  write: (xml, value) => {
    xml.attributes['type'] = 'submit'
    const fields = { FORM_TYPE: type, ...(isRecord(value) ? value : {}) }
    for (const [name, said] of Object.entries<unknown>(fields))
      if (typeof said === 'string')
        xml.appendChild(new XMLElement('field', { var: name }, [new XMLElement('value', {}, [said])]))
  },
})

/** Empty ones are written, too: `<before/>` asks for the last page (XEP-0059 2.5). */
const set = child(
  rsm,
  'set',
  object(Object.fromEntries(['max', 'before', 'after', 'first', 'last'].map((name) => [name, child(rsm, name, text)]))),
)

/** The history of a room is REST's. */
const join = object({}, (xml) => xml.appendChild(new XMLElement('history', { maxstanzas: '0' })))

const inItem = (name: string) => child(occupant, 'item', attribute(name))

/** Protocol 3.14. */
const presenceFields: Fields = {
  ...addressed,
  show: childText(client, 'show'),
  status: childText(client, 'status'),
  muc: [
    ...variants(muc, { join }, { names: { join: 'x' } }),
    ...variants(
      occupant,
      {
        info: object({
          ...{ affiliation: inItem('affiliation'), role: inItem('role'), jid: inItem('jid') },
          statusCodes: children(occupant, 'status', attribute('code')),
        }),
      },
      { names: { info: 'x' } },
    ),
  ],
}

const rosterItem = object({
  ...{ jid: attribute('jid'), name: attribute('name'), subscription: attribute('subscription') },
  ...{ ask: attribute('ask'), groups: childTexts(roster, 'group') },
})

const privacyItem = object({
  ...{
    type: attribute('type'),
    value: attribute('value'),
    action: attribute('action'),
    order: digitsAttribute('order'),
  },
  ...{ messages: presence(privacy, 'message'), iq: presence(privacy, 'iq') },
  incomingPresence: presence(privacy, 'presence-in'),
  outgoingPresence: presence(privacy, 'presence-out'),
})

/** A name that is missing declines (XEP-0016 2.4, 2.5). */
const nameOn = (element: string) => child(privacy, element, attribute('name', ''))

/** Protocol 3.14 to 3.17. */
const iqFields: Fields = {
  ...addressed,
  bind: child(bind, 'bind', object({ jid: childText(bind, 'jid'), resource: childText(bind, 'resource') })),
  carbons: choice(carbons, ['enable', 'disable']),
  ping: presence('urn:xmpp:ping', 'ping'),
  roster: child(roster, 'query', object({ items: children(roster, 'item', rosterItem) })),
  privacy: child(
    privacy,
    'query',
    object({
      ...{ activeList: nameOn('active'), defaultList: nameOn('default') },
      lists: children(
        privacy,
        'list',
        object({ name: attribute('name'), items: children(privacy, 'item', privacyItem) }),
      ),
    }),
  ),
  lastActivity: child('jabber:iq:last', 'query', object({ seconds: digitsAttribute('seconds') })),
  statusStreaming: child(
    'https://connectycube.com/protocol/status_streaming',
    'subscribe',
    object({ userJid: attribute('user_jid'), enable: wordAttribute('enable') }),
  ),
  mobile: child('http://tigase.org/protocol/mobile#v2', 'mobile', object({ enable: wordAttribute('enable') })),
  discoInfo: child(discoInfo, 'query', object({ features: children(discoInfo, 'feature', attribute('var')) })),
  archiveQuery: child(
    mam,
    'query',
    object({ queryId: attribute('queryid'), form: child('jabber:x:data', 'x', submitted(mam)), set }),
  ),
  archivePage: child(mam, 'fin', object({ complete: wordAttribute('complete'), set })),
  time: child(time, 'time', object({ utc: child(time, 'utc', timeText) })),
  discoItems: child(
    discoItems,
    'query',
    object({ items: children(discoItems, 'item', object({ jid: attribute('jid') })) }),
  ),
}

const mechanisms: Part = {
  read: (xml) => xml.getChildren('mechanism').map((each) => each.getText()),
  write: () => undefined,
}

const h = digitsAttribute('h')
const resumption = object({ h, previd: attribute('previd') })
const always = (attributes: Readonly<Record<string, string>>) => (xml: XMLElement) =>
  void Object.assign(xml.attributes, attributes)

/** Every element that we read or write, by its kind (protocol 3.2 to 3.17, XEP-0198, XEP-0352). */
export const elementFields: Readonly<Record<string, readonly Child[]>> = {
  message: child(
    client,
    'message',
    object({
      ...{ ...flatMessage, archived: child(mam, 'result', archived) },
      carbon: variants(carbons, { sent: carbon, received: carbon }),
    }),
  ),
  presence: child(client, 'presence', object(presenceFields)),
  iq: child(client, 'iq', object(iqFields)),
  open: child(framing, 'open', object({ to: attribute('to') }, always({ version: '1.0' }))),
  close: child(framing, 'close', object({ seeOtherUri: attribute('see-other-uri') })),
  features: child(
    streams,
    'features',
    object({
      mechanisms: child(sasl, 'mechanisms', mechanisms),
      bind: presence(bind, 'bind'),
      streamManagement: presence(sm, 'sm'),
      clientState: presence(csi, 'csi'),
    }),
  ),
  'stream-error': child(streams, 'error', object(failure('urn:ietf:params:xml:ns:xmpp-streams'))),
  sasl: variants(sasl, { success: object({}), failure: object({ condition: condition(sasl) }) }),
  auth: child(sasl, 'auth', object({ mechanism: attribute('mechanism'), encoded: text })),
  'client-state': variants(csi, { active: object({}), inactive: object({}) }, { tag: 'state' }),
  sm: variants(
    sm,
    {
      ...{ request: object({}), ack: object({ h }), enable: object({}, always({ resume: 'true' })) },
      enabled: object({ id, resume: wordAttribute('resume') }),
      ...{ resume: resumption, resumed: resumption, failed: object({ h }) },
    },
    { names: { request: 'r', ack: 'a' } },
  ),
}
