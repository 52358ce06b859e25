import type { EpochMs, UserId } from '../model/ids.js'
import type { Paging } from '../rest/query.js'

/** Sign-up: a login or an email, and a password. */
export type NewUser = (
  { readonly login: string; readonly email?: string } | { readonly login?: string; readonly email: string }
) &
  UserFields & { readonly password: string }

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

/** A field that names one user, or a few of one value. */
export type UserLookUp = Pick<
  UserFilter,
  'id' | 'login' | 'email' | 'fullName' | 'phone' | 'externalId' | 'facebookId' | 'twitterId' | 'tags'
>

/** A value, a list of values, or the beginning of one (at least 4 characters; then the server gives 5 users at most). */
export type UserMatch<T> = T | { readonly in: readonly T[] } | { readonly startsWith: string }

interface Period {
  readonly lt?: EpochMs
  readonly lte?: EpochMs
  readonly gt?: EpochMs
  readonly gte?: EpochMs
}

/** At least one of the fields above `exceptIds` is needed; the rest narrow it down (protocol 2.5). */
export interface UserFilter {
  readonly id?: UserId | { readonly in: readonly UserId[] }
  readonly login?: UserMatch<string>
  readonly email?: UserMatch<string>
  readonly fullName?: UserMatch<string>
  readonly phone?: UserMatch<string>
  readonly externalId?: UserMatch<string>
  readonly facebookId?: UserMatch<string>
  readonly twitterId?: UserMatch<string>
  readonly tags?: UserMatch<string>
  readonly exceptIds?: readonly UserId[]
  readonly lastRequestAt?: Period
  readonly createdAt?: Period
  readonly updatedAt?: Period
}

export interface UserQuery extends Paging {
  readonly filter: UserFilter
  readonly sort?: {
    readonly by: 'id' | 'createdAt' | 'updatedAt' | 'lastRequestAt' | 'fullName'
    readonly order: 'asc' | 'desc'
  }
}
