import { defer, map } from 'rxjs'
import { isId, requireArgument } from '../rest/arguments.js'
import type { Report } from '../rest/decode.js'
import type { Http } from '../rest/http.js'
import { toPage } from '../rest/page.js'
import { userCodec } from '../rest/wire/user-codec.js'
import { checkNewUser } from './new-user.js'
import { userEndpoints } from './user-endpoints.js'
import { checkUserQuery } from './user-query.js'
import type { UserQuery, UsersApi } from './users.js'

export interface UsersDeps {
  readonly http: Http
  readonly report: Report
}

export const createUsers = ({ http, report }: UsersDeps): UsersApi => {
  const list = (query: UserQuery) =>
    defer(() => {
      checkUserQuery(query)
      const context = { decoder: userCodec, where: 'GET /users/v2', report, asked: query }
      return http.request(userEndpoints.list, query).pipe(map((raw) => toPage(raw, context)))
    })
  return {
    create: (user) =>
      defer(() => {
        checkNewUser(user)
        return http.request(userEndpoints.create, user).pipe(map((answer) => answer.user))
      }),
    get: (id) =>
      defer(() => {
        requireArgument(isId(id), 'id', 'a user id, a positive whole number')
        // By list, since the calls by id are of the deprecated first version of the users API.
        return list({ filter: { id: { in: [id] } } }).pipe(map(({ items }) => items[0] ?? null))
      }),
    list,
  }
}
