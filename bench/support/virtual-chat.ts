import { createChat, withContacts, withLive, type FullChat } from 'connectycube-rx'
import { concatMap, of, VirtualTimeScheduler } from 'rxjs'
import { createFakeServer, type FakeServer } from '../../spec/stream/fake-server.js'
import { cpuTime, type Figures } from './figures.js'
import { application, domain, messageFrame, user, type Minted } from './frames.js'

export const failed = (error: unknown): void => {
  throw error instanceof Error ? error : new Error('the chat failed')
}

/** A chat that is online, in virtual time: nothing but its own work takes any. */
export interface VirtualChat {
  readonly chat: FullChat
  /** Lets it do what is due. */
  readonly flush: () => void
  /** Has it receive messages of dialogs; those are new each time. */
  readonly receive: (count: number, dialogs: number) => void
}

let minted = 0x100000

/** `answer`: what REST answers, at once. */
export const openVirtualChat = (answer: (url: URL) => object): VirtualChat => {
  const scheduler = new VirtualTimeScheduler()
  const server: FakeServer = createFakeServer(scheduler)
  const chat = createChat(
    {
      ...{ application, delivered: 'never' },
      endpoints: { api: `http://${domain}`, websocket: `ws://${domain}`, chat: domain },
      platform: {
        ...{ WebSocket: server.WebSocket, scheduler },
        exchange: ({ url }) =>
          of({ status: 200, headers: { get: () => null }, body: JSON.stringify(answer(new URL(url))) }),
      },
    },
    { live: withLive, contacts: withContacts },
  )
  const { login, password } = user
  chat.session
    .create({ login, password })
    .pipe(concatMap(() => chat.connection.connect()))
    .subscribe({ error: failed })
  scheduler.maxFrames = 1000
  scheduler.flush()
  const next = (dialogs: number): Minted => ({ number: ++minted, at: minted % dialogs })
  return {
    chat,
    flush: () => scheduler.flush(),
    receive: (count, dialogs) => {
      for (let left = count; left > 0; left--) server.push(messageFrame(next(dialogs)))
    },
  }
}

/** Bytes in use, when all is collected that can be. */
export const heap = (): number => {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/** Microseconds of CPU for each of `count`. */
export const each = (count: number, work: () => void): Figures => {
  const cpu = cpuTime()
  work()
  return { cpu: ((cpuTime() - cpu) / count) * 1000 }
}
