import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox } from '../../../sandbox/src/index.js'
import { el } from '../../../sandbox/src/xml/element.js'
import { NS } from '../../../sandbox/src/xml/namespaces.js'
import { authenticated, bodyOf, login, message, named, openFrame, openRaw } from './raw-client.js'
import { field, restLogin } from './rest-client.js'

describe('signing in to the sandbox', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    const password = 'passw0rd-of-all'
    sandbox = await startSandbox({
      users: [
        { id: 1, login: 'ann', password },
        { id: 2, login: 'bob', password },
      ],
    })
  })
  afterAll(() => sandbox.stop())

  it('makes an unknown user on POST /session, whose token opens the chat too', async () => {
    const { answer, token } = await restLogin(sandbox, 'carol')
    const session = field(answer.body, 'session')
    const userId = Number(field(session, 'user_id'))
    expect(answer.status).toBe(201)
    expect(session).toMatchObject({ application_id: 1, user: { id: userId, login: 'carol' } })
    const client = await login(sandbox, userId, { password: token })
    expect(client.jid).toMatch(new RegExp(`^${userId}-1@chat\\.localhost/.{20,}$`))
    client.terminate()
  })

  it('carries a one-to-one message with what the server adds', async () => {
    const ann = await login(sandbox, 1)
    const bob = await login(sandbox, 2)
    ann.send(message({ id: '65a000000000000000000001', to: '2-1@chat.localhost', body: 'Hi & <bye>' }))
    const received = await bob.next(named('message'))
    expect(received.attrs).toMatchObject({ id: '65a000000000000000000001', type: 'chat', from: ann.jid })
    expect(bodyOf(received)).toBe('Hi & <bye>')
    const extra = received.children.find((item) => typeof item !== 'string' && item.name === 'extraParams')
    const names =
      typeof extra === 'object' ? extra.children.map((item) => (typeof item === 'string' ? item : item.name)) : []
    expect(names).toEqual(['save_to_history', 'dialog_id', 'date_sent', 'message_id'])
    ann.terminate()
    bob.terminate()
  })

  it('refuses a wrong password, then a temporary failure on request', async () => {
    await expect(authenticated(sandbox, 1, 'wrong-password')).rejects.toThrow('not-authorized')
    sandbox.faults.temporaryAuthFailure(1)
    await expect(authenticated(sandbox, 1)).rejects.toThrow('temporary-auth-failure')
    const raw = await authenticated(sandbox, 1)
    raw.terminate()
  })

  it('answers a stanza before authentication with not-authorized', async () => {
    const raw = await openRaw(sandbox.websocket)
    raw.send(openFrame)
    raw.send(message({ id: 'm', to: '2-1@chat.localhost', body: 'x' }))
    const answer = await raw.next(named('message'))
    expect(answer.attrs['type']).toBe('error')
    expect(JSON.stringify(answer)).toContain('You must authenticate session first')
    raw.terminate()
  })

  it('ends the older stream of a resource bound twice with a conflict', async () => {
    const older = await login(sandbox, 1, { resource: 'desk' })
    const newer = await login(sandbox, 1, { resource: 'desk' })
    expect(JSON.stringify(await older.next(named('error', NS.stream)))).toContain('conflict')
    await older.closed
    newer.terminate()
  })

  it.each([
    ['<message><!-- no --></message>', 'restricted-xml'],
    ['<?xml version="1.0"?><message/>', 'restricted-xml'],
    ['<!DOCTYPE message [<!ENTITY a "b">]><message/>', 'restricted-xml'],
    ['<message/><message/>', 'not-well-formed'],
    ['<message><body></message>', 'not-well-formed'],
    ['', 'not-well-formed'],
    ['<strange xmlns="urn:strange"/>', 'unsupported-stanza-type'],
    [`<message><body>${'x'.repeat(262_144)}</body></message>`, 'policy-violation'],
  ])('closes the stream on %.30s', async (frame, condition) => {
    const raw = await authenticated(sandbox, 1)
    raw.sendText(frame)
    expect(JSON.stringify(await raw.next(named('error', NS.stream)))).toContain(condition)
    await raw.closed
  })

  it('answers close with close', async () => {
    const client = await login(sandbox, 1)
    client.send(el('close', NS.framing))
    await client.next(named('close', NS.framing))
    await client.closed
  })
})
