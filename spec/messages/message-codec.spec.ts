import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readIncoming } from '../../lib/connection/incoming.js'
import type { Json, Message } from '../../lib/model/message.js'
import type { MessageStanza } from '../../lib/model/stanza.js'
import { instantOf, toMessage, toStanza } from '../../lib/messages/message-codec.js'
import { decode } from '../../lib/rest/decode.js'
import { historyMessageCodec } from '../../lib/rest/wire/message-codec.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'
import { createXmppCodec } from '../../lib/xmpp/codec.js'

const addresses = createAddresses(1, 'chat.localhost')
const now = 1_700_000_009_500
const id = '65a000000000000000000001'
const dialogId = '5c0900000000000000000033'
const room = `1_${dialogId}@muc.chat.localhost`

const chat = (over: Partial<MessageStanza> = {}): MessageStanza => ({
  kind: 'message',
  type: 'chat',
  id,
  from: '56-1@chat.localhost/web',
  to: '21-1@chat.localhost',
  body: 'Hi',
  ...over,
})
const params = (given: Readonly<Record<string, Json>>): Partial<MessageStanza> => ({
  extraParams: { params: given, attachments: [] },
})
const read = (stanza: MessageStanza, direction: Message['direction'] = 'incoming'): Message | undefined =>
  toMessage(stanza, direction, addresses, now)

describe('date_sent', () => {
  it.each([
    ['1700000000', 1_700_000_000_000],
    ['1700000000000', 1_700_000_000_000],
    ['1700000000999', 1_700_000_000_000],
    ['1700000000.0', 1_700_000_000_000],
    ['1700000000.75', 1_700_000_000_000],
    ['0', undefined],
    ['-5', undefined],
    ['yesterday', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%p is the instant %p', (text, instant) => {
    expect(instantOf(text)).toBe(instant)
  })

  it('gives way to the delay stamp, and that to the clock', () => {
    expect(read(chat({ ...params({ date_sent: '1700000000' }), delayedAt: 5 }))?.sentAt).toBe(1_700_000_000_000)
    expect(read(chat({ delayedAt: 1_600_000_000_000 }))?.sentAt).toBe(1_600_000_000_000)
    expect(read(chat())?.sentAt).toBe(now)
  })
})

describe('the message id', () => {
  it.each([
    ['an ObjectId of the stanza', id, '65b000000000000000000002', id],
    ['an upper-case one, as it is', '65A00000000000000000000F', undefined, '65A00000000000000000000F'],
    ['message_id for another stanza id', 'nine-char', '65b000000000000000000002', '65b000000000000000000002'],
    ['message_id where the stanza has none', undefined, '65b000000000000000000002', '65b000000000000000000002'],
    ['any stanza id as the last resort', 'nine-char', undefined, 'nine-char'],
  ])('is %s', (_name, stanzaId, messageId, expected) => {
    const extra = messageId === undefined ? {} : params({ message_id: messageId })
    expect(read(chat({ id: stanzaId, ...extra }))?.id).toBe(expected)
  })

  it('is needed', () => {
    expect(read(chat({ id: undefined }))).toBeUndefined()
  })
})

describe('whose message in which dialog', () => {
  it.each<[string, Partial<MessageStanza>, Message['direction'], Message['dialog'], number]>([
    ['a private one to us', {}, 'incoming', { type: 'private', opponentId: 56 }, 56],
    [
      'a private one whose dialog the server named',
      params({ dialog_id: dialogId }),
      'incoming',
      { type: 'private', opponentId: 56, dialogId },
      56,
    ],
    [
      'a private one of another device of ours',
      { from: '21-1@chat.localhost/phone', to: '56-1@chat.localhost' },
      'outgoing',
      { type: 'private', opponentId: 56 },
      21,
    ],
    [
      'one of a room',
      { type: 'groupchat', from: `${room}/57`, ...params({ dialog_id: dialogId }) },
      'incoming',
      { type: 'group', dialogId },
      57,
    ],
    ['the domain in capitals', { from: '56-1@Chat.LocalHost/x' }, 'incoming', { type: 'private', opponentId: 56 }, 56],
  ])('%s', (_name, over, direction, dialog, senderId) => {
    expect(read(chat(over), direction)).toMatchObject({ dialog, senderId, direction })
  })

  it.each<[string, Partial<MessageStanza>]>([
    ['a room without an occupant', { type: 'groupchat', from: room }],
    ['a room message from a user', { type: 'groupchat' }],
    ['a private message out of a room', { from: `${room}/57` }],
    ['a foreign domain', { from: '56-1@elsewhere.example/web' }],
    ['no sender', { from: undefined }],
    ['a headline', { type: 'headline' }],
    ['an error', { type: 'error' }],
    ['no type', { type: undefined }],
  ])('%s is none', (_name, over) => {
    expect(read(chat(over))).toBeUndefined()
  })
})

describe('control stanzas are not messages', () => {
  it.each<[string, Partial<MessageStanza>]>([
    ['delivered', { body: undefined, marker: { type: 'received', id } }],
    ['read', { body: undefined, marker: { type: 'displayed', id } }],
    ['typing', { body: undefined, chatState: 'composing' }],
    ['read, with an empty body', { body: '', marker: { type: 'displayed', id } }],
    ['an edit', { replace: { id, last: true } }],
    ['an edit that also says read', { replace: { id, last: true }, marker: { type: 'displayed', id } }],
    ['a removal with a body', { remove: { id } }],
    ['a removal', { body: undefined, remove: { id } }],
    ['a push without content, such as a reaction', { body: undefined, ...params({ dialog_id: dialogId }) }],
  ])('%s', (_name, over) => {
    expect(read(chat(over))).toBeUndefined()
    expect(read(chat({ type: 'groupchat', from: `${room}/57`, ...over }))).toBeUndefined()
  })

  it('a body with a chat state is one', () => {
    expect(read(chat({ chatState: 'active' }))).toMatchObject({ body: 'Hi' })
  })

  it.each(['received', 'displayed'])('so is a body with a %s', (type) => {
    expect(read(chat({ marker: { type, id } }))).toMatchObject({ body: 'Hi', markable: false })
  })

  it('so are attachments or params without a body', () => {
    const image = { type: 'image', uid: 'u' }
    expect(read(chat({ body: undefined, extraParams: { params: {}, attachments: [image] } }))).toMatchObject({
      body: null,
      attachments: [image],
    })
    expect(read(chat({ body: undefined, ...params({ colour: 'red' }) }))).toMatchObject({ params: { colour: 'red' } })
    expect(read(chat({ body: undefined, ...params({ date_sent: '1700000000' }) }))).toMatchObject({ body: null })
  })
})

describe('markable', () => {
  it.each<[string, Partial<MessageStanza>, boolean]>([
    ['the element', { marker: { type: 'markable' } }, true],
    ['the param 1', params({ markable: '1' }), true],
    ['the param true', params({ markable: 'true' }), true],
    ['the param 0', params({ markable: '0' }), false],
    ['neither', {}, false],
  ])('%s', (_name, over, markable) => {
    expect(read(chat(over))?.markable).toBe(markable)
  })
})

it('strips what belongs to the protocol from the params', () => {
  const given = {
    save_to_history: '1',
    date_sent: '1700000000',
    dialog_id: dialogId,
    message_id: id,
    silent: '1',
    markable: '1',
    moduleIdentifier: 'x',
    colour: 'red',
  }
  expect(read(chat(params(given)))?.params).toEqual({ colour: 'red' })
})

it.each([
  ['1', true],
  ['true', true],
  ['0', undefined],
  ['', undefined],
])('is kept in the history if save_to_history says so: "%s"', (flag, saved) => {
  expect(read(chat(params({ save_to_history: flag })))?.saved).toBe(saved)
})

describe('a message of ours on the wire', () => {
  const message: Message = {
    id,
    dialog: { type: 'private', opponentId: 56, dialogId },
    senderId: 21,
    direction: 'outgoing',
    body: 'Hi',
    sentAt: 1_700_000_000_000,
    markable: true,
    attachments: [],
    params: { colour: 'red' },
  }

  it('goes to the user, with seconds and flags as the protocol has them', () => {
    expect(toStanza(message, { saveToHistory: true, silent: true }, addresses)).toEqual({
      kind: 'message',
      type: 'chat',
      id,
      to: '56-1@chat.localhost',
      body: 'Hi',
      extraParams: {
        params: { save_to_history: '1', date_sent: '1700000000', dialog_id: dialogId, silent: '1', colour: 'red' },
        attachments: [],
      },
      marker: { type: 'markable' },
    })
  })

  it('goes to the room, and leaves out what was not asked for', () => {
    const group = { ...message, dialog: { type: 'public', dialogId }, markable: false, body: null, params: {} } as const
    expect(toStanza(group, { saveToHistory: false, silent: false }, addresses)).toEqual({
      kind: 'message',
      type: 'groupchat',
      id,
      to: room,
      extraParams: { params: { date_sent: '1700000000', dialog_id: dialogId }, attachments: [] },
    })
  })

  it('comes back over real XML as what was sent (seed 5)', () => {
    const codec = createXmppCodec()
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((value) => value.trim() === value)
    const attachment = fc.record(
      {
        type: fc.constantFrom('image', 'video'),
        uid: fc.constantFrom('u', 'A1'),
        name: fc.constantFrom('a.png', '<&">'),
      },
      { requiredKeys: ['type'] },
    )
    const sent = fc.record({
      body: fc.option(text),
      room: fc.boolean(),
      markable: fc.boolean(),
      attachments: fc.array(attachment, { minLength: 1, maxLength: 3 }),
      colour: fc.constantFrom('red', 'blue & <green>', ''),
    })
    fc.assert(
      fc.property(sent, ({ body, room: inRoom, markable, attachments, colour }) => {
        const dialog = inRoom ? ({ type: 'group', dialogId } as const) : message.dialog
        const original: Message = { ...message, body, markable, saved: true, attachments, params: { colour }, dialog }
        const stanza = toStanza(original, { saveToHistory: true, silent: false }, addresses)
        const frame = codec.encode({ ...stanza, from: inRoom ? `${room}/21` : '21-1@chat.localhost/here' })
        const decoded = codec.decode(frame)
        expect(decoded).toMatchObject({ kind: 'message' })
        if (decoded.kind === 'message') expect(read(decoded, 'outgoing')).toEqual(original)
      }),
      { seed: 5, numRuns: 150 },
    )
  })
})

describe('a message that is to vanish', () => {
  const message: Message = {
    ...{ id, dialog: { type: 'group', dialogId }, senderId: 21, direction: 'outgoing', body: 'Hi' },
    ...{ sentAt: 1_700_000_000_000, markable: false, attachments: [], params: {}, destroyAfter: 30 },
  }

  it('says after how many seconds, and is not kept in the history, whatever else is asked', () => {
    expect(toStanza(message, { saveToHistory: true, silent: false }, addresses)).toEqual({
      kind: 'message',
      type: 'groupchat',
      id,
      to: room,
      body: 'Hi',
      extraParams: { params: { date_sent: '1700000000', dialog_id: dialogId }, attachments: [] },
      destroyAfter: 30,
    })
  })

  it('comes back over real XML as what was sent, and from REST alike', () => {
    const codec = createXmppCodec()
    const frame = codec.encode({ ...toStanza(message, {}, addresses), from: `${room}/21` })
    expect(frame).toContain('<destroy xmlns="urn:xmpp:message-destroy-after:0" after="30"/>')
    const decoded = codec.decode(frame)
    expect(decoded.kind === 'message' ? read(decoded, 'outgoing') : decoded).toEqual(message)
    const wire = { _id: id, chat_dialog_id: dialogId, date_sent: 1_700_000_000, sender_id: 21, destroy_after: '30' }
    const history = decode(historyMessageCodec(21), 'GET', wire)
    expect(history).toMatchObject({ destroyAfter: 30, params: {} })
    expect(decode(historyMessageCodec(21), 'GET', { ...wire, destroy_after: null })).not.toHaveProperty('destroyAfter')
  })

  it.each([undefined, 0, -1, 1.5, Number.NaN])('%p seconds are none', (destroyAfter) => {
    expect(read(chat({ destroyAfter }))).not.toHaveProperty('destroyAfter')
  })
})

describe('carbons', () => {
  const own = '21-1@chat.localhost/here'
  const inner = chat({ from: '21-1@chat.localhost/phone', to: '56-1@chat.localhost' })
  const carbon = (type: 'sent' | 'received', from: string | undefined, message: MessageStanza): MessageStanza => ({
    kind: 'message',
    type: 'chat',
    from,
    to: own,
    carbon: { type, message },
  })

  it.each([
    ['sent', 'outgoing'],
    ['received', 'incoming'],
  ] as const)('%s is %s', (type, direction) => {
    expect(readIncoming(carbon(type, '21-1@chat.localhost', inner), own)).toEqual({
      stanza: inner,
      direction,
      origin: 'carbon',
    })
  })

  it.each([
    ['another user', '666-1@chat.localhost'],
    ['another user with our name as resource', '666-1@chat.localhost/21-1@chat.localhost'],
    ['a full JID', '21-1@chat.localhost/phone'],
    ['the same user of another domain', '21-1@evil.example'],
    ['the server', 'chat.localhost'],
  ])('from %s is a forgery', (_name, from) => {
    expect(readIncoming(carbon('sent', from, inner), own)).toBeUndefined()
  })

  it('without a sender is of our own account', () => {
    expect(readIncoming(carbon('sent', undefined, inner), own)).toMatchObject({ origin: 'carbon' })
  })
})
