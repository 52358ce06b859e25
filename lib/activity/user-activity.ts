import type { EpochMs, UserId } from '../model/ids.js'

/** When a user was online last. */
export type UserActivity =
  | { readonly userId: UserId; readonly status: 'online' }
  /** `seconds` ago, that is at `lastSeenAt`, by the server's clock as far as it is known. */
  | { readonly userId: UserId; readonly status: 'offline'; readonly seconds: number; readonly lastSeenAt: EpochMs }
  | { readonly userId: UserId; readonly status: 'never' }

/** 0 seconds mean online (protocol 3.15). */
export const toActivity = (userId: UserId, seconds: number, now: EpochMs): UserActivity =>
  seconds === 0
    ? { userId, status: 'online' }
    : { userId, status: 'offline', seconds, lastSeenAt: (Math.floor(now / 1000) - seconds) * 1000 }
