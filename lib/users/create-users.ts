import { catchError, map, type Observable, throwError } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import type { UserId } from '../model/ids.js'
import type { User } from '../model/user.js'
import { type Methods, methodsOf, type RestDeps } from '../rest/methods.js'
import { userEndpoints } from './user-endpoints.js'
import type { UserFilter, UserLookUp } from './users.js'

/** `chat.users`. */
export interface UsersApi extends Omit<Methods<typeof userEndpoints>, 'resetByPost' | 'resetByGet'> {
  /**
   * One user by id or by a field (`GET /users/v2`), for example `{ email }`; `null` when there is none, the first when
   * there are several. Cold.
   */
  readonly get: (who: UserId | UserLookUp) => Observable<User | null>
  /** Has the server send a mail with which the password can be set anew (`/users/password/reset`). Cold. */
  readonly resetPassword: (email: string) => Observable<void>
}

/** Not found, wrong method, not written: the other of the two documented verbs is meant (protocol A5). */
const wrongVerb: readonly number[] = [404, 405, 501]

export const createUsers = (deps: RestDeps): UsersApi => {
  const { resetByPost, resetByGet, ...methods } = methodsOf(userEndpoints, deps)
  return {
    ...methods,
    get: (who) => {
      const filter: UserFilter = typeof who === 'object' ? who : { id: who }
      return methods.list({ filter, limit: 1 }).pipe(map(({ items }) => items[0] ?? null))
    },
    resetPassword: (email) =>
      resetByPost(email).pipe(
        catchError((error: unknown) =>
          isChatError(error, 'http') && wrongVerb.includes(error.detail.status)
            ? resetByGet(email)
            : throwError(() => error),
        ),
      ),
  }
}
