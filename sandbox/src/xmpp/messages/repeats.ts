const REMEMBERED = 20_000

/** True from the second time on: a resent id is neither stored nor delivered again (protocol 3.4, 8). */
export type IsRepeat = (senderId: number, messageId: string) => boolean

/** Remembers which messages each sender sent. */
export const createRepeats = (): IsRepeat => {
  const seen = new Map<number, Set<string>>()
  return (senderId, messageId) => {
    const ids = seen.get(senderId) ?? new Set<string>()
    seen.set(senderId, ids)
    if (ids.has(messageId)) return true
    ids.add(messageId)
    const oldest: string | undefined = ids.values().next().value
    if (ids.size > REMEMBERED && oldest !== undefined) ids.delete(oldest)
    return false
  }
}
