import type { EpochMs, UserId } from '../model/ids.js'
import type { Paging } from '../rest/query.js'

/** Sign-up: a login or an email, and a password. */
export type NewUser = (
  { readonly login: string; readonly email?: string } | { readonly login?: string; readonly email: string }
) &
  UserFields & { readonly password: string }

/** @inline */
interface UserFields {
  readonly fullName?: string
  readonly phone?: string
  readonly website?: string
  readonly customData?: string
  readonly avatar?: string
  readonly externalId?: string
  /** At most 5. */
  readonly tags?: readonly string[]
}

/** What `update` changes; the empty string clears a text. A new password needs the old one. */
export type UserChanges = UserFields & { readonly login?: string; readonly email?: string } & (
    | { readonly password: string; readonly oldPassword: string }
    | { readonly password?: undefined; readonly oldPassword?: undefined }
  )

/** A value, a list of values, or the beginning of one (at least 4 characters; then the server gives 5 users at most). */
export type UserMatch<T> = T | { readonly in: readonly T[] } | { readonly startsWith: string }

/**
 * The texts that users are found by.
 * @inline
 */
type Texts = 'login' | 'email' | 'fullName' | 'phone' | 'externalId' | 'facebookId' | 'twitterId' | 'tags'
/** @inline */
type Times = 'lastRequestAt' | 'createdAt' | 'updatedAt'
type Period = Readonly<Partial<Record<'lt' | 'lte' | 'gt' | 'gte', EpochMs>>>

/** At least one id or text is needed; the rest narrow it down (`GET /users/v2`). */
export interface UserFilter extends Readonly<Partial<Record<Texts, UserMatch<string>> & Record<Times, Period>>> {
  readonly id?: UserId | { readonly in: readonly UserId[] }
  readonly exceptIds?: readonly UserId[]
}

/** A field that names one user, or a few of one value. */
export type UserLookUp = Pick<UserFilter, 'id' | Texts>

/** Which users `users.list` asks for (`GET /users/v2`), in which order, page by page. */
export interface UserQuery extends Paging {
  readonly filter: UserFilter
  readonly sort?: {
    readonly by: 'id' | 'fullName' | Times
    readonly order: 'asc' | 'desc'
  }
}
