import type { ChatSession } from './chat-session.js'

export interface Sessions {
  readonly all: () => ChatSession[]
  readonly of: (userId: number) => ChatSession[]
  /** Sessions with initial presence, cut ones that may still resume included. */
  readonly availableOf: (userId: number) => ChatSession[]
  readonly find: (userId: number, resource: string) => ChatSession | undefined
  readonly bySmId: (id: string) => ChatSession | undefined
}

export const createSessionList = (sessions: ReadonlySet<ChatSession>): Sessions => {
  const all = (): ChatSession[] => [...sessions]
  const of = (wanted: number): ChatSession[] => all().filter(({ userId }) => userId === wanted)
  return {
    all,
    of,
    availableOf: (userId) => of(userId).filter(({ presence }) => presence !== undefined),
    find: (userId, wanted) => of(userId).find(({ resource }) => resource === wanted),
    bySmId: (id) => all().find(({ sm }) => sm?.id === id),
  }
}
