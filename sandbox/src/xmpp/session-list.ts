import type { ChatSession } from './chat-session.js'
import type { Wire } from './wire.js'

export interface Sessions {
  readonly all: () => ChatSession[]
  /** Sessions with initial presence, cut ones that may still resume included. */
  readonly availableOf: (userId: number) => ChatSession[]
  readonly find: (userId: number, resource: string) => ChatSession | undefined
  readonly bySmId: (id: string) => ChatSession | undefined
}

export interface SessionList extends Sessions {
  readonly add: (userId: number, resource: string, bareJid: string, wire: Wire) => ChatSession
  readonly remove: (session: ChatSession) => void
}

const newSession = (userId: number, resource: string, bareJid: string, wire: Wire): ChatSession => ({
  userId,
  resource,
  jid: `${bareJid}/${resource}`,
  bareJid,
  wire,
  sm: undefined,
  presence: undefined,
  interested: false,
  ended: false,
  carbons: false,
  inactive: false,
  held: [],
  activeList: undefined,
  watched: new Set(),
  directed: new Set(),
  rooms: new Map(),
  given: new WeakSet(),
  cancelWindow: undefined,
  cancelAckTimer: undefined,
})

export const createSessionList = (): SessionList => {
  const sessions = new Set<ChatSession>()
  const all = (): ChatSession[] => [...sessions]
  return {
    all,
    availableOf: (userId) => all().filter((item) => item.userId === userId && item.presence !== undefined),
    find: (userId, resource) => all().find((item) => item.userId === userId && item.resource === resource),
    bySmId: (id) => all().find((item) => item.sm?.id === id),
    add: (userId, resource, bareJid, wire) => {
      const session = newSession(userId, resource, bareJid, wire)
      sessions.add(session)
      return session
    },
    remove: (session) => {
      sessions.delete(session)
    },
  }
}
