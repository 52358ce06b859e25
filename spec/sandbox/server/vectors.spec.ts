import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from '../../../sandbox/src/index.js'
import { isObjectId } from '../../../sandbox/src/ids.js'
import { settingsOf } from '../../../sandbox/src/options.js'
import { createStore } from '../../../sandbox/src/state/store.js'
import { el } from '../../../sandbox/src/xml/element.js'
import { NS } from '../../../sandbox/src/xml/namespaces.js'
import { parseFrame } from '../../../sandbox/src/xml/parse.js'
import { dialogIdOf, parseJid, roomJid, userIdOf } from '../../../sandbox/src/xmpp/jid.js'
import { deposit } from '../../../sandbox/src/xmpp/messages/deposit.js'
import { param, readExtraParams, withParams } from '../../../sandbox/src/xmpp/messages/extra-params.js'
import { acknowledge, createStreamManagement } from '../../../sandbox/src/xmpp/sm.js'
import { named, openFrame, openRaw } from './raw-client.js'
import { field, itemsOf, restLogin } from './rest-client.js'

const dialogId = '5c0900000000000000000033'

describe('test vectors of protocol appendix C, on the sandbox', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    const users = [21, 22].map((id) => ({ id, login: `user${id}`, password: id === 21 ? 'pw' : 'passw0rd-of-all' }))
    sandbox = await startSandbox({ users })
  })
  afterAll(() => sandbox.stop())

  it('signs in by SASL PLAIN', async () => {
    const raw = await openRaw(sandbox.websocket)
    raw.send(openFrame)
    await raw.next(named('features'))
    raw.send(el('auth', NS.sasl, { mechanism: 'PLAIN' }, ['ADIxLTEwAHB3']))
    expect((await raw.next(({ ns }) => ns === NS.sasl)).name).toBe('success')
    raw.terminate()
  })

  it('reads and writes addresses', () => {
    expect(userIdOf(parseJid('21-10@chat.x/any/with@at').local)).toBe(21)
    expect(parseJid('21-10@chat.x/any/with@at').resource).toBe('any/with@at')
    const room = roomJid({ ...settingsOf({}), appId: 10, muc: 'muc.chat.x' }, dialogId)
    expect(room).toBe(`10_${dialogId}@muc.chat.x`)
    expect(parseJid(`${room}/21`).resource).toBe('21')
    expect(parseJid(room).resource).toBe('')
    expect(dialogIdOf('10_123456789012345678901234')).toBe('123456789012345678901234')
    expect(userIdOf('10_123456789012345678901234')).toBeUndefined()
  })

  it.each([
    ['5C09000000000000000000AF', true],
    [dialogId, true],
    [`${dialogId}0`, false],
    ['5c090000000000000000003g', false],
  ])('tells whether %s is an ObjectId', (id, is) => {
    expect(isObjectId(id)).toBe(is)
  })

  it.each(['1700000000', '1700000000000', '1700000000.0'])('takes date_sent %s for 1700000000', (written) => {
    const store = createStore(settingsOf({}), [])
    const dialog = store.privateDialog(21, 22)
    const params = { save_to_history: '1', date_sent: written }
    const stanza = deposit(withParams(el('message', NS.client), params), dialog, 21, store)
    expect(store.messages.all()).toMatchObject([{ dateSent: 1_700_000_000 }])
    expect(stanza && param(stanza, 'date_sent')).toBe('1700000000')
  })

  it.each(['type%5Bin%5D=4,3,2', 'type%5Bin%5D=4%2C3%2C2'])('reads the query %s', async (query) => {
    const { rest } = await restLogin(sandbox, 'user22')
    const made = await rest('POST', '/chat/Dialog', { type: 2, name: 'team', occupants_ids: [21] })
    expect(itemsOf((await rest('GET', `/chat/Dialog?${query}`)).body)).toMatchObject([{ type: 2, name: 'team' }])
    expect(itemsOf((await rest('GET', '/chat/Dialog?type%5Bin%5D=4,3')).body)).toEqual([])
    await rest('DELETE', `/chat/Dialog/${String(field(made.body, '_id'))}?force=1`)
  })

  it('reads parameters', () => {
    const frame = parseFrame(
      '<message xmlns="jabber:client"><extraParams xmlns="jabber:client"><a>1</a><e/><o><x>1</x></o><r>1</r><r>2</r></extraParams></message>',
    )
    if ('refused' in frame) throw new Error('refused')
    expect(readExtraParams(frame).params).toEqual({ a: '1', e: '', o: { x: '1' }, r: ['1', '2'] })
  })

  it('counts acknowledgements, over the end of 32 bits', () => {
    const sm = createStreamManagement('sm-1', true)
    sm.unacked = ['iq', 'presence', 'm1', 'm2']
    expect(acknowledge(sm, 3)).toBe(true)
    expect(sm.unacked).toEqual(['m2'])
    Object.assign(sm, { acked: 4294967295, unacked: ['m3', 'm4', 'm5'] })
    expect(acknowledge(sm, 1)).toBe(true)
    expect(sm.unacked).toEqual(['m5'])
  })
})
