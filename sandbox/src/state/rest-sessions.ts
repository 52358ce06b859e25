import type { Ids } from '../ids.js'

/** A REST session (protocol 2.1); without `userId` it is an application session. */
export interface RestSession {
  readonly id: number
  readonly token: string
  userId: number | undefined
  readonly createdAt: number
  updatedAt: number
  expiresAt: number
}

export interface RestSessions {
  readonly open: (userId: number | undefined) => RestSession
  /** A live session by token; expired ones are unknown (protocol 1.9). */
  readonly find: (token: string) => RestSession | undefined
  /** Every request extends the life (protocol 2.2). */
  readonly touch: (session: RestSession) => void
  readonly close: (session: RestSession) => void
  readonly closeWhere: (matches: (session: RestSession) => boolean) => void
}

export const createRestSessions = (ttlMs: number, ids: Ids): RestSessions => {
  const sessions = new Map<string, RestSession>()
  return {
    open: (userId) => {
      const now = Date.now()
      const times = { createdAt: now, updatedAt: now, expiresAt: now + ttlMs }
      const session: RestSession = { id: ids.integer(), token: ids.token(), userId, ...times }
      sessions.set(session.token, session)
      return session
    },
    find: (token) => {
      const session = sessions.get(token)
      if (session === undefined || session.expiresAt > Date.now()) return session
      sessions.delete(token)
      return undefined
    },
    touch: (session) => {
      session.expiresAt = Date.now() + ttlMs
    },
    close: (session) => {
      sessions.delete(session.token)
    },
    closeWhere: (matches) => {
      for (const session of [...sessions.values()]) if (matches(session)) sessions.delete(session.token)
    },
  }
}
