const REMEMBERED = 20_000

/** Which messages each sender sent already: a resent id is neither stored nor delivered again (protocol 3.4, 8). */
export interface Repeats {
  /** True from the second time on. */
  readonly isRepeat: (senderId: number, messageId: string) => boolean
}

export const createRepeats = (): Repeats => {
  const seen = new Map<number, Set<string>>()
  return {
    isRepeat: (senderId, messageId) => {
      const ids = seen.get(senderId) ?? new Set<string>()
      seen.set(senderId, ids)
      if (ids.has(messageId)) return true
      ids.add(messageId)
      const oldest: string | undefined = ids.values().next().value
      if (ids.size > REMEMBERED && oldest !== undefined) ids.delete(oldest)
      return false
    },
  }
}
