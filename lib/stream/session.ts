import { noStreamManagement, type StreamManagement } from './stream-management.js'

/** What outlives an attempt: the half of stream management that is ours, and the JID it belongs to. One owner at a time writes it. */
export interface SessionCell {
  sm: StreamManagement
  jid: string
  /** Resumptions in a row after which the server acknowledged nothing of what was repeated. */
  unproven: number
  /** Resumptions that ended unanswered: each may come through late on the server, and take the resource from a later link. */
  abandoned: number
  /** When the latest link came up, by the scheduler's clock. */
  upAt: number
  /** Conflicts in a row that came just after a login. */
  clashes: number
  /** When a resumption was first asked for since the last link, by the scheduler's clock. */
  askedAt: number | undefined
}

/** A session in which nothing happened yet. */
export const createSessionCell = (): SessionCell => ({
  sm: noStreamManagement,
  jid: '',
  unproven: 0,
  abandoned: 0,
  upAt: -Infinity,
  clashes: 0,
  askedAt: undefined,
})
