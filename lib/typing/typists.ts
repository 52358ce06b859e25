import type { EpochMs, UserId } from '../model/ids.js'

/** Who types in one dialog, in the order in which they began, and until when that is believed. */
export type Typists = ReadonlyMap<UserId, EpochMs>

/** ms; whoever types says so again long before. One that went away without a word is gone by then (protocol 3.10). */
const believedFor = 10_000

export const nobody: Typists = new Map()

/** Without those whose time is up at `at`. */
export const stillTyping = (typists: Typists, at: EpochMs): Typists =>
  new Map([...typists].filter(([, until]) => until > at))

/** Somebody types, or does not any more; who goes on typing keeps the place. Pure. */
export const nextTypists = (
  typists: Typists,
  { userId, typing }: { readonly userId: UserId; readonly typing: boolean },
  at: EpochMs,
): Typists => {
  const next = new Map(stillTyping(typists, at))
  if (typing) return next.set(userId, at + believedFor)
  next.delete(userId)
  return next
}
