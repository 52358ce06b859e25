import { firstValueFrom, timeout } from 'rxjs'
import { WebSocket } from 'ws'
import { createChat, withContacts, withLive, type ChatConfig, type FullChat } from '../../lib/index.js'
import type { Talker } from './delivery.js'

export interface RealtimeServer {
  readonly websocket: string
  readonly chat: string
  readonly api?: string
}

/** A chat against a realtime server of application 1. */
export const chatAgainst = (
  { websocket, chat, api = 'http://127.0.0.1:9' }: RealtimeServer,
  config: Partial<ChatConfig> = {},
): FullChat =>
  createChat(
    {
      application: { id: 1, authKey: 'sandbox' },
      endpoints: { api, websocket, chat },
      ...config,
      platform: { WebSocket, ...config.platform },
    },
    { live: withLive, contacts: withContacts },
  )

/** Connects one user; resolves at `ready`. */
export const talker = async (
  server: RealtimeServer,
  userId: number,
  password: string,
  config: Partial<ChatConfig> = {},
): Promise<Talker> => {
  const chat = chatAgainst(server, config)
  await firstValueFrom(chat.connection.connect({ userId, password }).pipe(timeout(10_000)))
  return { chat, userId }
}
