import { WebSocket } from 'ws'
import type { Chat, ChatConfig } from '../../../../lib/index.js'
import { startSandbox as original, type Sandbox, type SandboxOptions } from '../../../../sandbox/src/index.js'

/** What the block that runs has started: it need not stop it. */
const started: { readonly stop: () => Promise<void> | void }[] = []
let sandbox: Sandbox | undefined
let chats: readonly Chat[] = []
let calls = 0

/** The address at which a page says that it found a sandbox. */
const documented = 'http://127.0.0.1:8080'

/** Has it stopped after the block. */
export const stopAfterwards = (stop: () => Promise<void> | void): void => {
  started.push({ stop })
}

/** Has it destroyed after the block, and waited for before. */
export const chatOpened = (chat: Chat): void => {
  chats = [...chats, chat]
  stopAfterwards(chat.destroy)
}

/** The chats that the block that runs has. */
export const openChats = (): readonly Chat[] => chats

/** On a free port, whatever port a block asks for. */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const running = await original({ ...options, port: 0 })
  stopAfterwards(running.stop)
  return running
}

/** The sandbox of the block that runs. */
export const startScene = async (options: SandboxOptions): Promise<Sandbox> => {
  sandbox = await startSandbox(options)
  return sandbox
}

/** How many REST calls are under way. */
export const callsUnderWay = (): number => calls

const countedFetch: typeof fetch = async (...call) => {
  calls += 1
  try {
    return await fetch(...call)
  } finally {
    calls -= 1
  }
}

/** The configuration of a block, on this machine: what is for the cloud or for the documented address is for its sandbox. */
export const locally = (config: ChatConfig): ChatConfig => {
  const meant = config.endpoints?.api ?? documented
  const here = meant === documented ? sandbox : undefined
  return {
    ...config,
    ...(here && {
      application: { id: here.appId, authKey: here.authKey },
      endpoints: { api: here.api, websocket: here.websocket, chat: here.chat },
    }),
    reconnection: { reconnectionTimeout: 100, ...config.reconnection },
    platform: { WebSocket, fetch: countedFetch, ...config.platform },
  }
}

/** Stops what was started, the newest first. */
export const stopAll = async (): Promise<void> => {
  sandbox = undefined
  chats = []
  for (const { stop } of started.splice(0).reverse()) await stop()
}
