import { noStreamManagement, type StreamManagement } from './stream-management.js'

/** What outlives an attempt: the half of stream management that is ours, and the JID it belongs to. One owner at a time writes it. */
export interface SessionCell {
  sm: StreamManagement
  jid: string
  /** Resumptions in a row after which the server acknowledged nothing of what was repeated. */
  unproven: number
}

/** A session in which nothing happened yet. */
export const createSessionCell = (): SessionCell => ({ sm: noStreamManagement, jid: '', unproven: 0 })
