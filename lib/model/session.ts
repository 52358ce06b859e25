import type { EpochMs, UserId } from './ids.js'
import type { User } from './user.js'

/** A REST session (`POST /session`). */
export interface Session {
  readonly id: number | null
  /** `null` in a session of the application without a user. */
  readonly userId: UserId | null
  readonly user?: User
  /** A secret: it is a valid password of the realtime connection. Never log a session as a whole. */
  readonly token: string
  readonly createdAt: EpochMs
  /** Every request moves it; the value held here is renewed when it has moved by a minute or more. */
  readonly expiresAt: EpochMs
}
