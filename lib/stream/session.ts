import { noStreamManagement, type StreamManagement } from './stream-management.js'

/** What outlives an attempt: the half of stream management that is ours, and the JID it belongs to. One owner at a time writes it. */
export interface SessionCell {
  sm: StreamManagement
  jid: string
}

/** A session in which nothing happened yet. */
export const createSessionCell = (): SessionCell => ({ sm: noStreamManagement, jid: '' })
