import type { EpochMs, UserId } from './ids.js'

/** A user of the application; `null` where the user or the server says nothing (`GET /users/v2`). */
export interface User {
  readonly id: UserId
  readonly login: string | null
  readonly email: string | null
  readonly fullName: string | null
  readonly phone: string | null
  readonly website: string | null
  /** Text of the application, often JSON. */
  readonly customData: string | null
  readonly tags: readonly string[]
  /** A file uid, a URL or any text. */
  readonly avatar: string | null
  readonly externalId: string | null
  readonly facebookId: string | null
  readonly twitterId: string | null
  /** In minutes. */
  readonly timezone: number | null
  readonly isGuest: boolean
  readonly createdAt: EpochMs | null
  readonly updatedAt: EpochMs | null
  readonly lastRequestAt: EpochMs | null
}
