import { describe, expect, it } from '@jest/globals'
import { createAddresses } from '../../lib/xmpp/addresses.js'
import { bareJid, parseJid } from '../../lib/xmpp/jid.js'

const dialogId = '5c0900000000000000000033'

describe('JIDs', () => {
  it.each([
    ['21-10@chat.x/any/with@at', '21-10', 'chat.x', 'any/with@at'],
    ['21-10@chat.x', '21-10', 'chat.x', ''],
    ['chat.x', '', 'chat.x', ''],
    ['muc.chat.x/34', '', 'muc.chat.x', '34'],
    ['21-10@CHAT.X/R', '21-10', 'chat.x', 'R'],
    ['', '', '', ''],
    ['@chat.x', '', 'chat.x', ''],
    ['/r', '', '', 'r'],
  ])('%s is taken apart', (jid, local, domain, resource) => {
    expect(parseJid(jid)).toEqual({ local, domain, resource })
  })

  it.each([
    ['21-10@chat.x/any/with@at', '21-10@chat.x'],
    ['chat.x', 'chat.x'],
  ])('%s without its resource is %s', (jid, bare) => {
    expect(bareJid(jid)).toBe(bare)
  })
})

describe('addresses', () => {
  const addresses = createAddresses(10, 'chat.x')
  const room = `10_${dialogId}@muc.chat.x`

  it('are made of ids', () => {
    expect(addresses.userName(21)).toBe('21-10')
    expect(addresses.userJid(21)).toBe('21-10@chat.x')
    expect(addresses.roomJid(dialogId)).toBe(room)
    expect(addresses.dialogJid({ type: 'private', opponentId: 22, dialogId })).toBe('22-10@chat.x')
    expect(addresses.dialogJid({ type: 'group', dialogId })).toBe(room)
    expect(addresses.dialogJid({ type: 'public', dialogId })).toBe(room)
  })

  it.each([
    ['21-10@chat.x/any/with@at', { type: 'user', userId: 21, resource: 'any/with@at' }],
    ['21-10@chat.x', { type: 'user', userId: 21, resource: '' }],
    [`${room}/21`, { type: 'room', dialogId, userId: 21 }],
    [room, { type: 'room', dialogId }],
    [`${room}/nick`, { type: 'room', dialogId }],
    [`${room}/21x`, { type: 'room', dialogId }],
    ['10_123456789012345678901234@muc.chat.x', { type: 'room', dialogId: '123456789012345678901234' }],
    ['10_a_b@muc.chat.x', { type: 'room', dialogId: 'a_b' }],
    [undefined, { type: 'other' }],
    ['', { type: 'other' }],
    ['chat.x', { type: 'other' }],
    ['chat.x/r', { type: 'other' }],
    ['name@chat.x', { type: 'other' }],
    ['0-10@chat.x', { type: 'other' }],
    ['-21-10@chat.x', { type: 'other' }],
    ['1e3-10@chat.x', { type: 'other' }],
    ['21-10@evil.x', { type: 'other' }],
    ['21-10@muc.evil.x', { type: 'other' }],
    ['21-10@chat.x.evil', { type: 'other' }],
    [`10_${dialogId}@evil.x/21`, { type: 'other' }],
    ['muc.chat.x/34', { type: 'other' }],
    ['21-11@chat.x', { type: 'other' }],
    ['21-evil@chat.x', { type: 'other' }],
    ['21-10-evil@chat.x', { type: 'other' }],
    ['21@chat.x', { type: 'other' }],
    [`11_${dialogId}@muc.chat.x/21`, { type: 'other' }],
    [`${dialogId}@muc.chat.x/21`, { type: 'other' }],
    ['10_@muc.chat.x/21', { type: 'other' }],
  ])('%s is read', (jid, expected) => {
    expect(addresses.parse(jid)).toEqual(expected)
  })

  it('take the room domain of a server that calls it otherwise', () => {
    const other = createAddresses(10, 'chat.x', 'conference.chat.x')
    expect(other.roomJid(dialogId)).toBe(`10_${dialogId}@conference.chat.x`)
    expect(other.parse(`10_${dialogId}@conference.chat.x/21`)).toEqual({ type: 'room', dialogId, userId: 21 })
    expect(other.parse(`10_${dialogId}@muc.chat.x/21`)).toEqual({ type: 'other' })
  })
})
