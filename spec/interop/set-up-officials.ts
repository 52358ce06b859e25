import { afterAll, beforeAll } from '@jest/globals'
import { startSandbox, type Sandbox } from '../../sandbox/src/index.js'
import { startOfficialClient, type OfficialClient } from './official-process.js'

export const password = 'passw0rd-of-all'
const LOGINS = ['ann', 'bob', 'cat'] as const
export type Login = (typeof LOGINS)[number]

export interface Officials {
  readonly sandbox: () => Sandbox
  readonly of: (login: Login) => OfficialClient
  readonly start: (login: Login, isOnline?: boolean) => Promise<unknown>
}

/** A sandbox that knows ann, bob and cat as 1, 2 and 3, and an official SDK for each that is named. */
export const setUpOfficials = (logins: readonly Login[], isOnline: boolean): Officials => {
  const clients = new Map<Login, OfficialClient>()
  let sandbox: Sandbox
  const of = (login: Login): OfficialClient => {
    const client = clients.get(login) ?? startOfficialClient()
    clients.set(login, client)
    return client
  }
  const start = (login: Login, online = isOnline): Promise<unknown> => {
    const { api, websocket, chat, appId, authKey } = sandbox
    const known = { api, websocket, chat, appId, authKey }
    return of(login).ask('start', { sandbox: known, login, password, isOnline: online })
  }
  beforeAll(async () => {
    sandbox = await startSandbox({
      users: LOGINS.map((login, index) => ({ id: index + 1, login, password, fullName: login.toUpperCase() })),
    })
    await Promise.all(logins.map((login) => start(login)))
  }, 30_000)
  afterAll(async () => {
    await Promise.all([...clients.values()].map((client) => client.stop()))
    await sandbox.stop()
  })
  return { sandbox: () => sandbox, of, start }
}

/** A text field of what the SDK gave. */
export const fieldOf = (value: unknown, key: string): string =>
  typeof value === 'object' && value !== null ? String(Object.entries(value).find(([name]) => name === key)?.[1]) : ''
