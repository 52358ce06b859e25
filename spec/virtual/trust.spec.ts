import { describe, expect, it } from '@jest/globals'
import { historyMessageCodec } from '../../lib/rest/wire/message-codec.js'
import { decode } from '../../lib/rest/decode.js'
import { createUser, createWorld, leftovers, sendNow, type VirtualUser } from './support/virtual-session.js'

const me = '21-10@chat.x'
const ben = '22-10@chat.x/r'
const eve = '23-10@chat.x/evil'
const room = '10_5c0900000000000000000033@muc.chat.x'
const foreignRoom = '11_5c0900000000000000000033@muc.chat.x'

/** What an attack may lead to: everything that is not named stays as it was. */
interface Outcome {
  readonly received?: readonly string[]
  readonly statuses?: number
  readonly typing?: number
  readonly issues?: number
  /** How many answers are written, and their type. */
  readonly answers?: readonly string[]
  /** How many links it took. */
  readonly links?: number
}

const nothing: Outcome = { received: [], statuses: 0, typing: 0, issues: 0, answers: [], links: 1 }
const reported: Outcome = { issues: 1 }

type Attack = readonly [name: string, frame: string, outcome: Outcome]

const from = (jid: string | undefined): string => (jid === undefined ? '' : ` from="${jid}"`)
const hi = (jid: string | undefined, type = 'chat', id = '65a000000000000000000001', inner = ''): string =>
  `<message${from(jid)} to="${me}" type="${type}" id="${id}"><body>gotcha</body>${inner}</message>`
const carbon = (jid: string | undefined, inner: string, way = 'sent'): string =>
  `<message${from(jid)} to="${me}/r-21" type="chat"><${way} xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0">${inner}</forwarded></${way}></message>`
const inCarbon = (author: string): string =>
  `<message xmlns="jabber:client" from="${author}" to="${ben}" type="chat" id="65a000000000000000000002"><body>gotcha</body></message>`
/** `$ID` is the id of a message that we wrote to Ben. */
const read = (jid: string | undefined, type = 'chat', id = '$ID'): string =>
  `<message${from(jid)} to="${me}" type="${type}" id="65a000000000000000000003"><displayed xmlns="urn:xmpp:chat-markers:0" id="${id}"/></message>`
const types = (jid: string, type = 'chat'): string =>
  `<message${from(jid)} to="${me}" type="${type}"><composing xmlns="http://jabber.org/protocol/chatstates"/></message>`
/** Edits or removes the message that we wrote to Ben. */
const changes = (jid: string, inner: string, how: 'replace' | 'remove', type = 'chat'): string =>
  `<message from="${jid}" to="${me}" type="${type}" id="65a000000000000000000005">${inner}<${how} xmlns="urn:xmpp:message-${how === 'replace' ? 'correct' : 'delete'}:0" id="$ID" last="true"/></message>`
const iq = (jid: string | undefined, type: string, inner: string): string =>
  `<iq${from(jid)} to="${me}/r-21" type="${type}" id="i1">${inner}</iq>`
const roster = '<query xmlns="jabber:iq:roster"><item jid="eve@x" subscription="both"/></query>'
const privacy = '<query xmlns="jabber:iq:privacy"><list name="block"/></query>'

const carbons: readonly Attack[] = [
  ['our own account', carbon(me, inCarbon(`${me}/other`)), { received: ['gotcha'] }],
  ['nobody, which is the server', carbon(undefined, inCarbon(`${me}/other`)), { received: ['gotcha'] }],
  ['another user', carbon(eve, inCarbon(`${me}/other`)), reported],
  ['another user, of what we received', carbon(eve, inCarbon(ben), 'received'), reported],
  ['a device of ours, which is not the account', carbon(`${me}/other`, inCarbon(`${me}/other`)), reported],
  ['the domain', carbon('chat.x', inCarbon(`${me}/other`)), reported],
  ['our name elsewhere', carbon('21-10@evil.x', inCarbon(`${me}/other`)), reported],
  ['an empty name, which servers do not let through', carbon('', inCarbon(`${me}/other`)), { received: ['gotcha'] }],
  ['a room', carbon(`${room}/21`, inCarbon(`${me}/other`)), reported],
  ['our own account, with a forged one inside', carbon(me, carbon(eve, inCarbon(ben))), {}],
  ['our own account, around nothing', carbon(me, ''), {}],
]

const requests: readonly Attack[] = [
  ['an answer nobody asked for', iq(eve, 'result', ''), {}],
  ['an error nobody asked for', iq(eve, 'error', '<error type="cancel"/>'), {}],
  ['a roster push of a stranger', iq(eve, 'set', roster), { ...reported, answers: ['error'] }],
  ['a privacy push of a stranger', iq(eve, 'set', privacy), { ...reported, answers: ['error'] }],
  [
    'a resource of a stranger',
    iq(eve, 'set', `<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"><jid>${eve}</jid></bind>`),
    { answers: ['error'] },
  ],
  ['a ping of a stranger', iq(eve, 'get', '<ping xmlns="urn:xmpp:ping"/>'), { answers: ['result'] }],
  ['an iq of no type', `<iq${from(eve)} id="i1"/>`, reported],
]

const statuses: readonly Attack[] = [
  ['whom it was written to', read(ben), { statuses: 1 }],
  ['a stranger', read(eve), reported],
  ['ourselves', read(`${me}/other`), {}],
  ['nobody', read(undefined), {}],
  ['the same number in another application', read('22-11@chat.x/r'), {}],
  ['the same name elsewhere', read('22-10@evil.x/r'), {}],
  ['an occupant of a room', read(`${room}/22`), {}],
  ['one who sends it to a room', read(`${room}/22`, 'groupchat'), {}],
  ['one to whom it bounced', read(ben, 'error'), {}],
  ['one who says not on what', read(ben, 'chat', ''), {}],
]

const messages: readonly Attack[] = [
  ['a user of another application', hi('22-11@chat.x/r'), {}],
  ['a user of another domain', hi('22-10@evil.x/r'), {}],
  ['a domain that begins like ours', hi('22-10@chat.x.evil/r'), {}],
  ['a name that begins like a number', hi('22-10-1@chat.x/r'), {}],
  ['nobody', hi(undefined), {}],
  ['a room of another application', hi(`${foreignRoom}/22`, 'groupchat'), {}],
  ['a room without an occupant', hi(room, 'groupchat'), {}],
  ['an occupant in private', hi(`${room}/22`), {}],
  ['a user who poses as a room', hi(eve, 'groupchat'), {}],
  ['a user, as a bounce', hi(eve, 'error'), {}],
  ['a user, as a call', hi(eve, 'headline'), {}],
  ['a stranger who edits our message', changes(eve, '<body>gotcha</body>', 'replace'), reported],
  ['a stranger who deletes our message', changes(eve, '', 'remove'), reported],
  ['an opponent who edits our message', changes(ben, '<body>gotcha</body>', 'replace'), reported],
  ['an opponent who deletes our message', changes(ben, '', 'remove'), reported],
  ['a room whose occupant deletes our private message', changes(`${room}/22`, '', 'remove', 'groupchat'), reported],
  ['another application’s user who deletes our message', changes('22-11@chat.x/r', '', 'remove'), {}],
  ['a typing user of another application', types('22-11@chat.x/r'), {}],
  ['a typing room', types(room, 'groupchat'), {}],
  ['a typing self', types(`${me}/other`), {}],
  ['a user who types', types(eve), { typing: 1 }],
  [
    'a user who reacts without being asked',
    `<message${from(eve)} to="${me}" type="chat" id="65a000000000000000000004"><reactions user_id="22" message_id="$ID"><reaction add="true" type="x"/></reactions></message>`,
    {},
  ],
]

const deep = (levels: number): string => `${'<a>'.repeat(levels)}${'</a>'.repeat(levels)}`
const frames: readonly Attack[] = [
  ['a document type', '<!DOCTYPE m [<!ENTITY a "b">]><message>&a;</message>', reported],
  [
    'a billion laughs',
    `<!DOCTYPE m [<!ENTITY a "${'b'.repeat(99)}"><!ENTITY c "&a;&a;&a;">]><message>&c;</message>`,
    reported,
  ],
  ['an entity of a file', '<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]><message>&a;</message>', reported],
  ['a processing instruction', '<message><?php x?></message>', reported],
  ['a comment', '<message><!-- x --></message>', reported],
  ['an unknown entity', '<message><body>&nbsp;</body></message>', reported],
  ['two roots', '<message/><message/>', reported],
  ['bad nesting', '<message><a><b></a></b></message>', reported],
  ['an unbound prefix', '<message><x:a/></message>', reported],
  ['an attribute twice', '<message id="1" id="2"/>', reported],
  ['an attribute twice under two prefixes', '<message xmlns:a="x" xmlns:b="x" a:c="1" b:c="2"/>', reported],
  ['half a frame', '<message><body>x', reported],
  ['no XML', 'GET / HTTP/1.1', reported],
  ['nothing', '', reported],
  ['more than a MiB', hi(eve, 'chat', '65a000000000000000000001', `<a>${'x'.repeat(2 ** 20)}</a>`), reported],
  ['64 levels', `<message>${deep(64)}</message>`, reported],
  ['100,000 levels', `<message>${deep(100_000)}</message>`, reported],
  [
    'a time that is none',
    hi(eve, 'chat', '65a000000000000000000001', '<delay xmlns="urn:xmpp:delay" stamp="x"/>'),
    reported,
  ],
  ['a stanza between servers', hi(eve).replace('<message', '<message xmlns="jabber:server"'), {}],
  [
    'a late refusal of the password',
    '<failure xmlns="urn:ietf:params:xml:ns:xmpp-sasl"><not-authorized/></failure>',
    {},
  ],
  ['other features', '<stream:features xmlns:stream="http://etherx.jabber.org/streams"/>', {}],
  ['a second beginning', '<open xmlns="urn:ietf:params:xml:ns:xmpp-framing"/>', {}],
  ['a resumption out of turn', '<resumed xmlns="urn:xmpp:sm:3" previd="sm-1" h="0"/>', {}],
  ['a count that is none', '<a xmlns="urn:xmpp:sm:3" h="1x"/>', reported],
  ['a count of more than was sent', '<a xmlns="urn:xmpp:sm:3" h="4000000000"/>', { links: 2 }],
  [
    'an end of the stream',
    '<stream:error xmlns:stream="http://etherx.jabber.org/streams"><reset xmlns="urn:ietf:params:xml:ns:xmpp-streams"/></stream:error>',
    { links: 2 },
  ],
]

/** Types of the answers to requests that were written over all links. */
const answersOf = ({ line }: VirtualUser): string[] =>
  line.sockets
    .flatMap(({ written }) => written.filter((frame) => frame.startsWith('<iq') && frame.includes(' id="i1"')))
    .map((frame) => / type="(\w+)"/.exec(frame)?.[1] ?? '')

const attack = (frame: string): Outcome => {
  const world = createWorld('granted')
  const { clock, server } = world
  const [ann, peer] = [createUser(world, 21), createUser(world, 22)]
  clock.pass(100)
  peer.chat.connection.disconnect().subscribe()
  const id = sendNow(ann, 22, 'a message of ours')
  clock.pass(100)
  const text = frame.replaceAll('$ID', id)
  // What looks like a stanza is counted by the server, whatever is in it.
  if (/^<(message|presence|iq)/.test(text) && !text.includes('jabber:server')) server.deliver('21-10', text)
  else ann.line.push(text)
  clock.pass(1000)
  const told = { received: [...ann.received], statuses: ann.statuses.length, typing: ann.typing.length }
  server.deliver('21-10', hi(ben, 'chat', '65a0000000000000000000ff').replace('gotcha', 'still here'))
  clock.pass(1000)
  // The stream lives on, in step with the server, and nobody saw an error.
  expect(ann.received.at(-1)).toBe('still here')
  expect(ann.states.at(-1)?.type).toBe('ready')
  expect(ann.errors).toEqual([])
  expect([server.unacknowledged(), server.violations]).toEqual([0, []])
  for (const issue of ann.issues) expect(issue).not.toMatch(/gotcha|evil|eve/)
  const outcome = { ...told, issues: ann.issues.length, answers: answersOf(ann), links: ann.line.sockets.length }
  expect(leftovers({ clock, ann, ben: peer })).toEqual([])
  return outcome
}

describe.each([
  ['a carbon from', carbons],
  ['a request:', requests],
  ['a status by', statuses],
  ['a message from', messages],
  ['a frame:', frames],
])('%s', (_name, attacks) => {
  it.each(attacks)('%s', (_each, frame, outcome) => {
    expect(attack(frame)).toEqual({ ...nothing, ...outcome })
  })
})

describe('pushes of our lists', () => {
  it.each([
    ['our own account', me, [5, 'contact/changed', 'privacy/changed'], []],
    ['the server', 'chat.x', [5, 'contact/changed', 'privacy/changed'], []],
    ['a stranger', eve, [], ['roster or privacy', 'roster or privacy']],
    ['a device of ours', `${me}/other`, [], ['roster or privacy', 'roster or privacy']],
  ])('%s', (_name, sender, expected, problems) => {
    const world = createWorld('granted')
    const ann = createUser(world, 21)
    const told: unknown[] = []
    ann.chat.contacts.list$.subscribe((list) => told.push(...list.map(({ userId }) => userId)))
    ann.chat.events$.subscribe(({ type }) => {
      if (/^(contact|privacy)/.test(type)) told.push(type)
    })
    world.clock.pass(100)
    const item = '<query xmlns="jabber:iq:roster"><item jid="5-10@chat.x" subscription="both"/></query>'
    for (const inner of [item, privacy]) world.server.deliver('21-10', iq(sender, 'set', inner))
    world.clock.pass(100)
    expect(told).toEqual(expected)
    expect(ann.issues.map((issue) => /roster or privacy/.exec(issue)?.[0])).toEqual(problems)
    expect(answersOf(ann)).toEqual(problems.length === 0 ? ['result', 'result'] : ['error', 'error'])
    ann.chat.destroy()
    expect(world.clock.timers()).toBe(0)
  })
})

describe('keys that lead to prototypes', () => {
  const isClean = (value: object): void => {
    const copy = Object.assign({}, value)
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
    expect('polluted' in {}).toBe(false)
  }

  it('do no harm in the params of a message', () => {
    const world = createWorld('granted')
    const ann = createUser(world, 21)
    const params: object[] = []
    ann.chat.messages.received$.subscribe((message) => params.push(message.params))
    world.clock.pass(100)
    const extra = '<extraParams><__proto__><polluted>1</polluted></__proto__><constructor>x</constructor></extraParams>'
    world.server.deliver('21-10', hi(ben, 'chat', '65a000000000000000000001', extra))
    world.clock.pass(100)
    expect(JSON.stringify(params)).toBe('[{"constructor":"x"}]')
    params.forEach(isClean)
    ann.chat.destroy()
  })

  it('do no harm in an answer of REST', () => {
    const wire = `{"_id":"m","date_sent":1,"sender_id":22,"__proto__":{"polluted":1},"constructor":"x","a":{"\\u005f_proto__":{"polluted":1},"b":1},"attachments":{"0":{"type":"x","__proto__":{"polluted":1}}}}`
    const codec = historyMessageCodec(21, { type: 'group', dialogId: 'd' })
    const message = decode(codec, 'GET', JSON.parse(wire))
    expect(JSON.stringify(message.params)).toBe('{"constructor":"x","a":{"b":1}}')
    isClean(message.params)
    message.attachments.forEach(isClean)
  })
})
