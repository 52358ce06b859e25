import { isText, requireArgument, requireMost, requireText } from '../rest/arguments.js'
import { at, member, toWire, wireName } from '../rest/codecs.js'
import { endpoint, json, page, text } from '../rest/endpoint.js'
import { filterQuery, isoTime, paging, type Query, user, words } from '../rest/query.js'
import { userCodec } from '../rest/wire/user-codec.js'
import type { NewUser, UserChanges, UserQuery } from './users.js'

const standAlone = {
  ...{ id: user, login: words, email: words, fullName: words, phone: words },
  ...{ externalId: words, facebookId: words, twitterId: words, tags: at('user_tags', words) },
}
const times = { lastRequestAt: isoTime, createdAt: isoTime, updatedAt: isoTime }
const fields = { ...standAlone, ...times, exceptIds: at('id', user) }

const mostTags = 5

/** The query of `GET /users/v2`, refused where the server would (protocol 2.5). */
const userQuery = ({ filter, sort, ...pages }: UserQuery): Query => {
  const { exceptIds, ...others } = filter
  const { limit, skip } = paging(pages)
  const found = Object.entries(others).some(
    ([key, match]: [string, unknown]) => key in standAlone && match !== undefined,
  )
  requireArgument(found, 'filter', `at least one of ${Object.keys(standAlone).join(', ')}`)
  return {
    ...filterQuery(fields, { ...others, exceptIds: exceptIds && { nin: exceptIds } }, 'users'),
    ...(sort && { [`sort_${sort.order}`]: wireName(sort.by) }),
    limit,
    offset: skip,
  }
}

/** Throws for what the server would surely refuse; lengths are the server's to judge. */
const userBody = ({ tags, ...user }: NewUser | UserChanges): { readonly user: object } => {
  requireMost(tags?.length ?? 0, mostTags, 'tags', 'tags')
  return { user: { ...toWire(user), tag_list: tags?.join(',') } }
}

const oneUser = json(member('user', userCodec))

/** `/users` (protocol 2.5); look-ups go by `/users/v2`, since those by path are deprecated. */
export const userEndpoints = {
  /** Signs up (`POST /users`); needs no session and does not sign in. Cold; emits the user and completes. */
  create: endpoint(
    'POST /users',
    (_own, user: NewUser) => {
      requireArgument(isText(user.login) || isText(user.email), 'login', 'a login or an email')
      requireText(user.password, 'password')
      return { body: userBody(user), answer: oneUser }
    },
    'session-or-key',
  ),
  /** The users that match (`GET /users/v2`), one page. Cold. */
  list: endpoint(
    'GET /users/v2',
    (_own, query: UserQuery) => ({ query: userQuery(query), answer: page(userCodec) }),
    'session',
  ),
  /** Changes the signed-in user (`PUT /users/{id}`). Cold; emits the user as it is now and completes. */
  update: endpoint('PUT /users/:id', (id, changes: UserChanges) => {
    const both = (changes.password === undefined) === (changes.oldPassword === undefined)
    requireArgument(both, 'oldPassword', 'the password so far together with the new one')
    return { path: { id }, body: userBody(changes), answer: oneUser }
  }),
  /** Deletes the signed-in user for good (`DELETE /users/{id}`). Cold. The session is to be destroyed after that. */
  remove: endpoint('DELETE /users/:id', (id) => ({ path: { id }, answer: text })),
  resetByPost: endpoint(
    'POST /users/password/reset',
    (_own, email: string) => {
      requireText(email, 'email')
      return { body: { email }, answer: text }
    },
    'session-or-key',
  ),
  resetByGet: endpoint(
    'GET /users/password/reset',
    (_own, email: string) => ({ query: { email }, answer: text }),
    'session-or-key',
  ),
}
