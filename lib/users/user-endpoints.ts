import * as t from 'io-ts'
import type { User } from '../model/user.js'
import { type Endpoint, json } from '../rest/endpoint.js'
import { rawPage } from '../rest/page.js'
import { userCodec } from '../rest/wire/user-codec.js'
import { newUserBody } from './new-user.js'
import { userQuery } from './user-query.js'
import type { NewUser, UserQuery } from './users.js'

const create: Endpoint<NewUser, { readonly user: User }> = {
  method: 'POST',
  path: '/users',
  authorisation: 'session-or-key',
  body: newUserBody,
  answer: json(t.type({ user: userCodec }, 'user')),
}

const list: Endpoint<UserQuery, t.TypeOf<typeof rawPage>> = {
  method: 'GET',
  path: '/users/v2',
  authorisation: 'session',
  query: userQuery,
  listStyle: 'repeated',
  answer: json(rawPage),
}

/** `/users` (protocol 2.5). */
export const userEndpoints = { create, list }
