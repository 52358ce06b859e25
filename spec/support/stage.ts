import { afterEach, beforeEach } from '@jest/globals'
import { startSandbox, type Sandbox } from 'connectycube-sandbox'
import { concatMap, firstValueFrom, timeout } from 'rxjs'
import type { FullChat, ChatConfig } from '../../lib/index.js'
import { frozen } from './frozen.js'
import { chatAgainst } from './talkers.js'

type User = NonNullable<NonNullable<Parameters<typeof startSandbox>[0]>['users']>[number] & { readonly id: number }

/** A sandbox for each test and the chats on it, both ended after it. */
export const stage = (users: readonly (User & { readonly login: string; readonly password: string })[]) => {
  let running: Sandbox | undefined
  const chats: FullChat[] = []
  const sandbox = (): Sandbox => {
    if (running === undefined) throw new Error('the sandbox runs within tests only')
    return running
  }
  const passwordOf = (is: (user: (typeof users)[number]) => boolean): string => {
    const user = users.find(is)
    if (user === undefined) throw new Error('nobody of that name is on the stage')
    return user.password
  }
  beforeEach(async () => {
    running = await startSandbox({ users: [...users] })
  })
  afterEach(async () => {
    for (const chat of chats.splice(0)) chat.destroy()
    await running?.stop()
  })

  const open = (config: Partial<ChatConfig> = {}): FullChat => {
    const chat = frozen(chatAgainst(sandbox(), { reconnection: { reconnectionTimeout: 100 }, ...config }))
    chats.push(chat)
    return chat
  }
  return {
    sandbox,
    open,
    /** Signs in and connects as the user of the session, as the first page of an app does. */
    signIn: async (login: string, config: Partial<ChatConfig> = {}): Promise<FullChat> => {
      const chat = open(config)
      const password = passwordOf((user) => user.login === login)
      const ready$ = chat.session.create({ login, password }).pipe(concatMap(() => chat.connection.connect()))
      await firstValueFrom(ready$.pipe(timeout(5000)))
      return chat
    },
    /** Connects with a password, without a session. */
    connect: async (userId: number, config: Partial<ChatConfig> = {}): Promise<FullChat> => {
      const chat = open(config)
      const password = passwordOf(({ id }) => id === userId)
      await firstValueFrom(chat.connection.connect({ userId, password }).pipe(timeout(5000)))
      return chat
    },
  }
}
