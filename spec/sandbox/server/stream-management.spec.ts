import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/src/index.js'
import { child, el } from '../../../sandbox/src/xml/element.js'
import { NS } from '../../../sandbox/src/xml/namespaces.js'
import { authenticated, bodyOf, login, message, named, settled, withId, type RawClient } from './raw-client.js'

const password = 'passw0rd-of-all'
const users = [1, 2].map((id) => ({ id, login: `user${id}`, password }))
const toBob = (id: string) => message({ id, to: '2-1@chat.localhost', body: id })

describe('stream management on the sandbox', () => {
  let sandbox: Sandbox
  const start = async (options: SandboxOptions = {}): Promise<void> => {
    await sandbox.stop()
    sandbox = await startSandbox({ users, ...options })
  }
  beforeEach(async () => {
    sandbox = await startSandbox({ users })
  })
  afterEach(() => sandbox.stop())

  /** Bob with stream management, and the id under which he may resume. */
  const bobWithSm = async () => {
    const bob = await login(sandbox, 2, { sm: true })
    const enabled = await bob.next(named('enabled', NS.sm))
    return { bob, previd: enabled.attrs['id'] ?? '' }
  }
  const resume = async (previd: string, h: number): Promise<RawClient> => {
    const raw = await authenticated(sandbox, 2)
    raw.send(el('resume', NS.sm, { previd, h: String(h) }))
    return raw
  }

  it('counts what it handled and asks for acknowledgements', async () => {
    const { bob } = await bobWithSm()
    await bob.next(named('r', NS.sm))
    bob.send(el('r', NS.sm))
    expect((await bob.next(named('a', NS.sm))).attrs['h']).toBe('2')
    sandbox.faults.dropAcks(true)
    bob.send(el('r', NS.sm))
    await settled(bob)
    expect(bob.rest().filter(named('a', NS.sm))).toEqual([])
  })

  it('asks for none when told so', async () => {
    await start({ smAcks: false })
    const { bob } = await bobWithSm()
    await settled(bob)
    expect(bob.rest().filter(named('r', NS.sm))).toEqual([])
  })

  it('resumes: sends again what was not acknowledged, in order, and nothing else', async () => {
    const { bob, previd } = await bobWithSm()
    const ann = await login(sandbox, 1)
    ann.send(toBob('m1'))
    await bob.next(withId('m1'))
    sandbox.faults.cut(2)
    await bob.closed
    ann.send(toBob('m2'))
    ann.send(toBob('m3'))
    await settled(ann)
    // Carbons answer and presence were seen, m1 was not.
    const again = await resume(previd, 2)
    expect((await again.next(named('resumed', NS.sm))).attrs).toMatchObject({ previd, h: '2' })
    const got = [
      await again.next(named('message')),
      await again.next(named('message')),
      await again.next(named('message')),
    ]
    expect(got.map(bodyOf)).toEqual(['m1', 'm2', 'm3'])
    await settled(again)
    expect(again.rest().filter(named('presence'))).toEqual([])
  })

  it('refuses to resume with its count, and keeps the messages for the next presence', async () => {
    const { bob, previd } = await bobWithSm()
    const ann = await login(sandbox, 1)
    sandbox.faults.cut(2)
    await bob.closed
    ann.send(toBob('m1'))
    await settled(ann)
    sandbox.faults.resume('refuse')
    const again = await resume(previd, 2)
    const failed = await again.next(named('failed', NS.sm))
    expect(failed.attrs['h']).toBe('2')
    expect(child(failed, 'item-not-found', NS.stanzas)).toBeDefined()
    const fresh = await login(sandbox, 2)
    const received = await fresh.next(withId('m1'))
    expect(child(received, 'delay', NS.delay)).toBeDefined()
  })

  it('hands unacknowledged messages on when the window ends', async () => {
    await start({ resume: { windowMs: 30 } })
    const { bob, previd } = await bobWithSm()
    const ann = await login(sandbox, 1)
    const watch = el('subscribe', NS.statusStreaming, { user_jid: '2-1@chat.localhost', enable: 'true' })
    ann.send(el('iq', NS.client, { type: 'set', id: 'w' }, [watch]))
    await ann.next((frame) => frame.attrs['id'] === 'w')
    sandbox.faults.cut(2)
    await bob.closed
    ann.send(toBob('m1'))
    await ann.next((frame) => child(frame, 'query', NS.last)?.attrs['seconds'] === '1')
    const again = await resume(previd, 2)
    await again.next(named('failed', NS.sm))
    await (await login(sandbox, 2)).next(withId('m1'))
  })

  it('gives another resource nothing twice when a cut one ends', async () => {
    const { bob, previd } = await bobWithSm()
    const phone = await login(sandbox, 2)
    const ann = await login(sandbox, 1)
    ann.send(toBob('m1'))
    await phone.next(withId('m1'))
    bob.terminate()
    await bob.closed
    sandbox.faults.resume('refuse')
    await (await resume(previd, 2)).next(named('failed', NS.sm))
    await settled(phone)
    expect(phone.rest().filter(withId('m1'))).toEqual([])
  })

  it('never answers a resumption when told so', async () => {
    const { bob, previd } = await bobWithSm()
    sandbox.faults.cut(2)
    await bob.closed
    sandbox.faults.resume('ignore')
    const again = await resume(previd, 2)
    await settled(again)
    sandbox.faults.resume('grant')
    again.send(el('resume', NS.sm, { previd, h: '2' }))
    await again.next(named('resumed', NS.sm))
    expect(again.rest().filter(({ ns }) => ns === NS.sm)).toEqual([])
  })

  it('cannot be resumed after a clean close', async () => {
    const { bob, previd } = await bobWithSm()
    bob.send(el('close', NS.framing))
    await bob.closed
    const again = await resume(previd, 2)
    await again.next(named('failed', NS.sm))
  })

  it('ends the stream of who acknowledges more than was sent', async () => {
    const { bob } = await bobWithSm()
    bob.send(el('a', NS.sm, { h: '99' }))
    const error = await bob.next(named('error', NS.stream))
    expect(child(error, 'handled-count-too-high', NS.sm)?.attrs).toEqual({ h: '99', 'send-count': '2' })
    await bob.closed
  })

  it('counts an injected frame, however broken, and sends it again at a resume', async () => {
    const { bob, previd } = await bobWithSm()
    sandbox.faults.inject(2, '<message><body></message>')
    sandbox.faults.inject(2, '<message id="poison"/>')
    await bob.next(withId('poison'))
    bob.send(el('a', NS.sm, { h: '3' }))
    await settled(bob)
    sandbox.faults.cut(2)
    await bob.closed
    const again = await resume(previd, 3)
    await again.next(withId('poison'))
  })

  it('stalls a link both ways and lets go on, nothing lost', async () => {
    const { bob } = await bobWithSm()
    const ann = await login(sandbox, 1)
    sandbox.faults.halfOpen(2, true)
    ann.send(toBob('m1'))
    bob.send(message({ id: 'm2', to: '1-1@chat.localhost', body: 'm2' }))
    await settled(ann)
    expect([...bob.rest().filter(withId('m1')), ...ann.rest().filter(withId('m2'))]).toEqual([])
    sandbox.faults.halfOpen(2, false)
    await bob.next(withId('m1'))
    await ann.next(withId('m2'))
  })

  it('resumes away from a stalled link', async () => {
    const { bob, previd } = await bobWithSm()
    sandbox.faults.halfOpen(2, true)
    const again = await resume(previd, 2)
    await again.next(named('resumed', NS.sm))
    await bob.closed
  })

  it('takes a session for cut whose acknowledgement stays out', async () => {
    await start({ ackTimeoutMs: 20 })
    const { bob } = await bobWithSm()
    await bob.closed
  })

  it.each(['open', 'auth', 'bind', 'enable'] as const)('drops the connection at the step %s', async (step) => {
    sandbox.faults.failStep(step)
    const lost = login(sandbox, 2, { sm: true }).then(
      () => 'in',
      () => 'out',
    )
    expect(await lost).toBe('out')
    await login(sandbox, 2, { sm: true })
  })

  it('drops the connection at the step resume', async () => {
    const { bob, previd } = await bobWithSm()
    sandbox.faults.cut(2)
    await bob.closed
    sandbox.faults.failStep('resume')
    await (
      await resume(previd, 2)
    ).closed
    await (await resume(previd, 2)).next(named('resumed', NS.sm))
  })
})
