import { isRecord } from '../model/is-record.js'
import type { Inbound, MessageStanza } from '../model/stanza.js'
import { addAttribute, addChild, addText, type Draft } from './draft.js'
import { extraParams, named } from './extra-params.js'
import {
  attribute,
  attributes,
  childText,
  digitsAttribute,
  isTrue,
  lenient,
  oneOf,
  outbound,
  text,
  timeAttribute,
  timeText,
  wordAttribute,
} from './fields.js'

import {
  child,
  children,
  choice,
  documents,
  element,
  needed,
  object,
  presence,
  variants,
  type Documents,
  type Part,
} from './mapping.js'

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
const condition = (namespace: string): Part<string> => ({
  read: ({ children: all }) => all.find((each) => each.namespace === namespace && each.name !== 'text')?.name,
  write: (draft, value) => addChild(draft, named(String(value)), () => undefined, namespace),
})

const failure = (namespace: string) => ({ condition: condition(namespace), text: childText(namespace, 'text') })
const unknown = { condition: 'undefined-condition' }

const id = attribute('id')

/** RFC 6120 8.1, 8.3. */
const addressed = {
  ...attributes('id', 'from', 'to', 'type'),
  error: element(
    client,
    'error',
    {
      ...failure('urn:ietf:params:xml:ns:xmpp-stanzas'),
      ...{ type: attribute('type'), code: lenient(digitsAttribute('code')) },
    },
    unknown,
  ),
}

/** What the first `<reaction/>` of this sort says. */
const reaction = (sort: 'add' | 'remove'): Part<string> => ({
  read: (xml) =>
    xml.children.find(({ name, attributes: said }) => name === 'reaction' && isTrue(said[sort]))?.attributes['type'],
  write: (draft, value) =>
    addChild(draft, 'reaction', (inner) => {
      addAttribute(inner, sort, 'true')
      addAttribute(inner, 'type', String(value))
    }),
})
const reactions = object(
  {
    ...{ userId: attribute('user_id'), messageId: attribute('message_id') },
    ...{ add: reaction('add'), remove: reaction('remove') },
  },
  { userId: needed, messageId: needed },
)

const edit = object({ id, last: wordAttribute('last') }, { id: needed, last: false })
const delay = (stamp: Part<number>) => child('urn:xmpp:delay', 'delay', stamp)
/** When a copy was kept by a server matters to nobody: a wrong time does not cost us the message. */
const stamp = { delayedAt: delay(lenient(timeAttribute('stamp'))) }
const nothing = object({})
const marked = object({ id })

/** Protocol 3.7 to 3.12. */
const copied = {
  ...{ ...addressed, ...stamp, body: childText(client, 'body') },
  extraParams: child(client, 'extraParams', extraParams),
  marker: variants('urn:xmpp:chat-markers:0', {
    ...{ markable: nothing, received: marked, displayed: marked, acknowledged: marked },
  }),
  chatState: choice('http://jabber.org/protocol/chatstates', 'active', 'composing', 'paused', 'inactive', 'gone'),
  destroyAfter: child('urn:xmpp:message-destroy-after:0', 'destroy', lenient(digitsAttribute('after'))),
  store: presence('urn:xmpp:hints', 'store'),
  replace: child('urn:xmpp:message-correct:0', 'replace', lenient(edit)),
  remove: child('urn:xmpp:message-delete:0', 'remove', lenient(object({ id }, { id: needed }))),
  reactions: child(client, 'reactions', lenient(reactions)),
}
const copy = object(copied)
const whole: Part<MessageStanza> = {
  read: (xml) => ({ kind: 'message', ...copy.read(xml) }),
  write: copy.write,
}

const outside = object(stamp)
/** A whole message, with when it was sent if only what is around it says so (XEP-0297). */
const forwarded: Part<MessageStanza> = {
  read: (xml) => {
    const inner = xml.children.find((each) => each.name === 'message' && each.namespace === client)
    return inner && { kind: 'message', ...outside.read(xml), ...copy.read(inner) }
  },
  write: (draft, value) => around.write(draft, { message: value }),
}
const around = object({ ...stamp, message: child(client, 'message', whole) }, { delayedAt: needed, message: needed })
const carbon = lenient(object({ message: child(forward, 'forwarded', forwarded) }, { message: needed }))

/** What an archive says of a message counts, not what the message brought along. One whose place is not told is refused as a whole. */
const archived = object(
  { queryId: attribute('queryid'), id, forwarded: child(forward, 'forwarded', around) },
  { queryId: needed, id: needed, forwarded: needed },
)

/** A form that is sent, each field by its name (XEP-0004 3.2). */
const submitted = (type: string): Part<never> => ({
  read: () => undefined,
  write: (draft, value) => {
    addAttribute(draft, 'type', 'submit')
    const fields = { FORM_TYPE: type, ...(isRecord(value) ? value : {}) }
    for (const [name, said] of Object.entries<unknown>(fields))
      if (typeof said === 'string')
        addChild(draft, 'field', (field) => {
          addAttribute(field, 'var', name)
          addChild(field, 'value', (inner) => addText(inner, said))
        })
  },
})

/** Empty ones are written, too: `<before/>` asks for the last page (XEP-0059 2.5). */
const inSet = (name: string) => child(rsm, name, text)
const set = element(rsm, 'set', {
  ...{ max: inSet('max'), before: inSet('before'), after: inSet('after'), first: inSet('first'), last: inSet('last') },
})

const statusCodes = children(occupant, 'status', attribute('code'))
/** The history of a room is REST's. */
const join = object({ statusCodes }, { statusCodes: [] }, (draft) =>
  addChild(draft, 'history', (inner) => addAttribute(inner, 'maxstanzas', '0')),
)

/** Of one `<item/>`; written, as by servers only, each would be in one of its own. */
const inItem = (name: string) => child(occupant, 'item', attribute(name))
const info = object(
  { statusCodes, affiliation: inItem('affiliation'), role: inItem('role'), jid: inItem('jid') },
  { statusCodes: [] },
)

/** Protocol 3.14. */
const presenceFields = {
  ...{ ...addressed, show: childText(client, 'show'), status: childText(client, 'status') },
  muc: [...variants(muc, { join }, { join: 'x' }), ...variants(occupant, { info }, { info: 'x' })],
}

const rosterItem = object(
  { ...attributes('jid', 'name', 'subscription', 'ask'), groups: children(roster, 'group', text) },
  { jid: '', groups: [] },
)

/** A wrong one refuses its frame: dropped, it would unblock somebody at the next change. */
const privacyItem = object(
  {
    ...{ ...attributes('type', 'value', 'action'), order: digitsAttribute('order') },
    ...{ messages: presence(privacy, 'message'), iq: presence(privacy, 'iq') },
    incomingPresence: presence(privacy, 'presence-in'),
    outgoingPresence: presence(privacy, 'presence-out'),
  },
  { action: needed, order: needed },
)
const privacyList = object(
  { name: attribute('name'), items: children(privacy, 'item', privacyItem) },
  { name: needed, items: [] },
)

/** A name that is missing declines (XEP-0016 2.4, 2.5). */
const nameOn = (name: string) => child(privacy, name, attribute('name', ''))

const enable = wordAttribute('enable')
const features = children(discoInfo, 'feature', attribute('var'))
const streaming = { userJid: attribute('user_jid'), enable }
const query = { queryId: attribute('queryid'), form: child('jabber:x:data', 'x', submitted(mam)), set }
const roomItem = object({ jid: attribute('jid') }, { jid: '' })

/** Protocol 3.14 to 3.17. */
const iqFields = {
  ...{ ...addressed, type: oneOf('type', 'get', 'set', 'result', 'error') },
  bind: element(bind, 'bind', { jid: childText(bind, 'jid'), resource: childText(bind, 'resource') }),
  carbons: choice(carbons, 'enable', 'disable'),
  ping: presence('urn:xmpp:ping', 'ping'),
  roster: element(roster, 'query', { items: children(roster, 'item', rosterItem) }, { items: [] }),
  privacy: element(privacy, 'query', {
    ...{ activeList: nameOn('active'), defaultList: nameOn('default') },
    lists: children(privacy, 'list', privacyList),
  }),
  lastActivity: element('jabber:iq:last', 'query', { seconds: lenient(digitsAttribute('seconds')) }),
  statusStreaming: element('https://connectycube.com/protocol/status_streaming', 'subscribe', streaming, {
    ...{ userJid: '', enable: false },
  }),
  mobile: element('http://tigase.org/protocol/mobile#v2', 'mobile', { enable }, { enable: false }),
  discoInfo: element(discoInfo, 'query', { features }, { features: [] }),
  archiveQuery: child(mam, 'query', outbound(object(query))),
  archivePage: element(mam, 'fin', { complete: wordAttribute('complete'), set }, { complete: false, set: {} }),
  time: element(time, 'time', { utc: child(time, 'utc', timeText) }),
  discoItems: element(discoItems, 'query', { items: children(discoItems, 'item', roomItem) }, { items: [] }),
}

const mechanisms: Part<readonly string[]> = {
  read: (xml) => xml.children.filter((each) => each.name === 'mechanism').map((each) => each.text),
  write: () => undefined,
}

/** It wraps at 2^32 (XEP-0198 4). */
const h = digitsAttribute('h', 2 ** 32)
const previd = attribute('previd')
const always = (name: string, value: string) => (draft: Draft) => addAttribute(draft, name, value)

/** Every element that we read or write, by its kind (protocol 3.2 to 3.17, XEP-0198, XEP-0352). */
export const elements: Documents<Inbound> = documents({
  message: element(client, 'message', {
    ...{ ...copied, delayedAt: delay(timeAttribute('stamp')), archived: child(mam, 'result', archived) },
    carbon: variants(carbons, { sent: carbon, received: carbon }),
  }),
  presence: element(client, 'presence', presenceFields),
  iq: element(client, 'iq', iqFields, { type: needed }),
  open: child(framing, 'open', object({ to: outbound(attribute('to')) }, {}, always('version', '1.0'))),
  close: element(framing, 'close', { seeOtherUri: attribute('see-other-uri') }),
  features: element(
    streams,
    'features',
    {
      ...{ mechanisms: child(sasl, 'mechanisms', mechanisms), bind: presence(bind, 'bind') },
      ...{ streamManagement: presence(sm, 'sm'), clientState: presence(csi, 'csi') },
    },
    { mechanisms: [], bind: false, streamManagement: false, clientState: false },
  ),
  'stream-error': element(streams, 'error', failure('urn:ietf:params:xml:ns:xmpp-streams'), unknown),
  sasl: variants(sasl, { success: nothing, failure: object({ condition: condition(sasl) }, unknown) }),
  auth: child(sasl, 'auth', outbound(object({ mechanism: attribute('mechanism'), encoded: text }))),
  'client-state': variants(csi, { active: outbound(nothing), inactive: outbound(nothing) }),
  sm: variants(
    sm,
    {
      ...{ request: nothing, ack: object({ h }, { h: needed }), failed: object({ h }) },
      enable: outbound(object({}, {}, always('resume', 'true'))),
      enabled: object({ id, resume: wordAttribute('resume') }, { resume: false }),
      resume: outbound(object({ h, previd })),
      resumed: object({ h, previd }, { h: needed, previd: '' }),
    },
    { request: 'r', ack: 'a' },
  ),
})
