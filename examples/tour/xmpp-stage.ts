import { WebSocket } from 'ws'
import { createChat } from '../../lib/index.js'
import { startFaultProxy } from '../../scripts/fault-proxy.js'
import type { Person, Stage } from './stage.js'

/** A server that only speaks XMPP: no sign-in, no dialogs; both people come with their XMPP password. */
export interface XmppServer {
  readonly url: string
  readonly domain: string
  /** Two names such as `101-1`: user id, application id. */
  readonly users: readonly string[]
  readonly password: string
}

interface Account {
  readonly userId: number
  readonly applicationId: number
}

const accountOf = (user: string): Account => {
  const [, userId, applicationId] = /^(\d+)-(\d+)$/.exec(user) ?? []
  if (userId === undefined || applicationId === undefined) {
    throw new Error(`--users: “${user}” is not a name such as 101-1 (user id, application id).`)
  }
  return { userId: Number(userId), applicationId: Number(applicationId) }
}

const twoOf = (users: readonly string[]): readonly [Account, Account] => {
  const [one, other, ...more] = users.map(accountOf)
  if (one !== undefined && other !== undefined && more.length === 0) return [one, other]
  throw new Error('--users: two names are needed, such as 101-1,102-1.')
}

const readUrl = (text: string): URL => {
  if (!URL.canParse(text) || new URL(text).protocol !== 'ws:') {
    throw new Error('--xmpp: expected a ws:// URL (the tour cuts the link in a proxy that cannot look into wss://).')
  }
  return new URL(text)
}

const person = (name: string, self: Account, other: Account, websocket: string, server: XmppServer): Person => {
  const { userId, applicationId } = self
  const chat = createChat({
    application: { id: applicationId, authKey: 'unused without REST' },
    endpoints: { websocket, chat: server.domain },
    platform: { WebSocket },
  })
  const connect = () => chat.connection.connect({ userId, password: server.password })
  return { name, userId, chat, connect, dialog: { type: 'private', opponentId: other.userId } }
}

/** Two people on a server of your own; Ada's link goes through a proxy that can cut it. */
export const xmppStage = async (server: XmppServer): Promise<Stage> => {
  const url = readUrl(server.url)
  const [one, other] = twoOf(server.users)
  const proxy = await startFaultProxy({ host: url.hostname, port: Number(url.port === '' ? 80 : url.port) })
  const proxied = new URL(url)
  proxied.host = `127.0.0.1:${String(proxy.port)}`
  return {
    ada: person('Ada', one, other, proxied.href, server),
    ben: person('Ben', other, one, url.href, server),
    cut: () => {
      proxy.cut()
    },
    stop: () => proxy.stop(),
  }
}
