import { fieldsOf, isFields, texts, text, type Fields, type Json } from '../json.js'
import type { Store } from '../state/store.js'
import type { User } from '../state/users.js'
import { emptyText, invalid, json, REFUSED, type Answer } from './answer.js'
import { forUser, type Call, type Handler, type Route } from './call.js'
import { filterBy, pageOf, slice, sortBy } from './filter.js'
import { userView } from './user-view.js'

const ALONE = ['id', 'login', 'email', 'full_name', 'phone', 'external_id', 'facebook_id', 'twitter_id', 'user_tags']
const DATES = ['last_request_at', 'created_at', 'updated_at']
const PRIMARY = ['eq', 'in', 'start_with']
const WRITABLE = [...ALONE.slice(3), 'website', 'custom_data', 'avatar', 'blob_id', 'timezone', 'external_user_id']

const profileOf = (written: Fields): Fields => {
  const kept = Object.fromEntries(Object.entries(written).filter(([name]) => WRITABLE.includes(name)))
  return written['tag_list'] === undefined ? kept : { ...kept, user_tags: texts(written['tag_list']).join(',') }
}

const create = (body: Fields, store: Store): Answer => {
  const written = fieldsOf(body['user'])
  const login = text(written['login']) ?? null
  const email = text(written['email']) ?? null
  const password = text(written['password'])
  if (login === null && email === null) return invalid('login or email is required')
  if (password === undefined || password.length < 8 || password.length > 40) {
    return { status: 422, body: { errors: { password: ['is invalid: 8 to 40 characters'] } } }
  }
  if (email !== null && store.users.byEmail(email) !== undefined) return REFUSED.emailTaken
  if (login !== null && store.users.byLogin(login) !== undefined) return REFUSED.loginTaken
  return json({ user: userView(store.users.add({ login, email, password, profile: profileOf(written) })) }, 201)
}

const isPrimary = (condition: Json | undefined): boolean =>
  condition !== undefined && (!isFields(condition) || Object.keys(condition).some((key) => PRIMARY.includes(key)))

/** At least one stand-alone field with a primary operator (protocol 2.5). */
const search = ({ query }: Call, store: Store): Answer => {
  if (!ALONE.some((field) => isPrimary(query[field]))) return invalid('A filter by a stand-alone field is required')
  const prefix = Object.values(query).flatMap((value) => text(fieldsOf(value)['start_with']) ?? [])
  if (prefix.some((value) => value.length < 4)) return invalid('start_with takes at least 4 characters')
  const all = store.users.all().map(userView)
  const found = sortBy(filterBy(all, query, [...ALONE, ...DATES]), query)
  const asked = pageOf(query)
  const page = prefix.length > 0 ? { ...asked, limit: 5 } : asked
  return json({ ...page, total_entries: found.length, items: slice(found, page) })
}

const update = (call: Call, user: User): Answer => {
  if (call.params['id'] !== String(user.id)) return REFUSED.role
  const written = fieldsOf(call.body['user'])
  const password = text(written['password'])
  if (password !== undefined && text(written['old_password']) !== user.password) return REFUSED.badPassword
  user.password = password ?? user.password
  user.login = text(written['login']) ?? user.login
  user.email = text(written['email']) ?? user.email
  user.profile = { ...user.profile, ...profileOf(written) }
  user.updatedAt = Date.now()
  return json({ user: userView(user) })
}

const found = (user: User | undefined): Answer =>
  user === undefined ? REFUSED.notFound : json({ user: userView(user) })

const removeSelf = (store: Store): Handler =>
  forUser((call, user) => {
    if (call.params['id'] !== String(user.id)) return REFUSED.role
    store.users.remove(user.id)
    store.sessions.closeWhere((session) => session.userId === user.id)
    return emptyText()
  })

/** protocol 2.5. */
export const userRoutes = (store: Store, authKey: string): Route[] => [
  {
    method: 'POST',
    path: '/users',
    open: true,
    handle: ({ body, session, signUpKey }) =>
      session === undefined && signUpKey !== authKey ? REFUSED.unauthorized : create(body, store),
  },
  { method: 'GET', path: '/users/v2', handle: (call) => search(call, store) },
  {
    method: 'GET',
    path: '/users/by_login',
    handle: ({ query }) => found(store.users.byLogin(text(query['login']) ?? '')),
  },
  { method: 'GET', path: '/users/:id', handle: ({ params }) => found(store.users.byId(Number(params['id']))) },
  { method: 'PUT', path: '/users/:id', handle: forUser(update) },
  { method: 'DELETE', path: '/users/:id', handle: removeSelf(store) },
]
