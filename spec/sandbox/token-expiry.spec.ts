import { describe, expect, it } from '@jest/globals'
import { concatMap, filter, firstValueFrom, skip, timeout } from 'rxjs'
import { startSandbox } from '../../sandbox/src/index.js'
import { chatAgainst } from '../support/talkers.js'

it('comes back with a fresh token when the old one expired without a word', async () => {
  const login = { login: 'ada', password: 'ada-secret' }
  const sandbox = await startSandbox({ users: [{ id: 101, ...login }] })
  const chat = chatAgainst(sandbox)
  await firstValueFrom(chat.session.create(login).pipe(concatMap(() => chat.connection.connect())))
  const again = firstValueFrom(
    chat.connection.state$.pipe(
      filter(({ type }) => type === 'ready'),
      skip(1),
      timeout(8000),
    ),
  )
  sandbox.faults.expireTokens(101)
  sandbox.faults.cut(101)
  const state = await again.finally(() => {
    chat.destroy()
    return sandbox.stop()
  })
  expect(state).toEqual({ type: 'ready', userId: 101, continuity: 'resumed' })
}, 15_000)

it('keeps trying when the renewal finds no network', async () => {
  const login = { login: 'ada', password: 'ada-secret' }
  const sandbox = await startSandbox({ users: [{ id: 101, ...login }] })
  const chat = chatAgainst(sandbox, { reconnection: { reconnectionTimeout: 50 } })
  await firstValueFrom(chat.session.create(login).pipe(concatMap(() => chat.connection.connect())))
  const again = firstValueFrom(
    chat.connection.state$.pipe(
      filter(({ type }) => type === 'ready' || type === 'authenticationFailure'),
      skip(1),
      timeout(8000),
    ),
  )
  sandbox.faults.nextRest({ path: '/session', drop: true, times: 1 })
  sandbox.faults.expireTokens(101)
  sandbox.faults.cut(101)
  const state = await again.finally(() => {
    chat.destroy()
    return sandbox.stop()
  })
  expect(state).toEqual({ type: 'ready', userId: 101, continuity: 'resumed' })
}, 15_000)

describe('a hundred calls under a token that expired', () => {
  const login = { login: 'ada', password: 'ada-secret' }

  /** Signs in, lets the token expire, calls a hundred times at once: how each ended, and how often credentials were asked for. */
  const burst = async (renew: () => typeof login) => {
    const sandbox = await startSandbox({ users: [{ id: 101, ...login }] })
    const chat = chatAgainst(sandbox)
    let asked = 0
    const provider = () => (asked++ === 0 ? login : renew())
    await firstValueFrom(chat.session.create(provider))
    sandbox.faults.expireTokens(101)
    const started = performance.now()
    const calls = Array.from({ length: 100 }, () => firstValueFrom(chat.dialogs.list()))
    const ends = await Promise.allSettled(calls)
    const ms = performance.now() - started
    chat.destroy()
    await sandbox.stop()
    return { ends: new Set(ends.map(({ status }) => status)), asked, ms }
  }

  it('ask for credentials once, and all of them succeed', async () => {
    expect(await burst(() => login)).toMatchObject({ ends: new Set(['fulfilled']), asked: 2 })
  })

  it('all fail, asking once, when there are none any more', async () => {
    const none = (): typeof login => {
      throw new Error('signed out elsewhere')
    }
    expect(await burst(none)).toMatchObject({ ends: new Set(['rejected']), asked: 2 })
  })
})
