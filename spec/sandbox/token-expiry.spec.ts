import { expect, it } from '@jest/globals'
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
