import { fieldsOf, flag, isFields, texts, text, type Fields, type Json } from '../json.js'
import type { User } from '../state/rows.js'
import { emptyText, invalid, invalidField, json, REFUSED, type Answer } from './answer.js'
import { forSession, forUser, type Call, type Handler, type Routes, type UserCall } from './call.js'
import { filterBy, numberedPage, query, slice, sortBy } from './filter.js'
import { userView } from './user-view.js'

const ALONE = ['id', 'login', 'email', 'full_name', 'phone', 'external_id', 'facebook_id', 'twitter_id', 'user_tags']
const DATES = ['last_request_at', 'created_at', 'updated_at']
const PRIMARY = ['eq', 'in', 'start_with']
const UNIQUE = ['login', 'email', 'external_id', 'facebook_id', 'twitter_id']
const WRITABLE = [...ALONE.slice(3), 'website', 'custom_data', 'avatar', 'blob_id', 'timezone', 'external_user_id']

const views = ({ store }: Call): Fields[] => store.users.all().map(userView)

/** What of it a user may write; `tag_list` becomes `user_tags` (protocol 2.5). */
const profileOf = (written: Fields): Fields => {
  const kept = Object.fromEntries(Object.entries(written).filter(([name]) => WRITABLE.includes(name)))
  return written['tag_list'] === undefined ? kept : { ...kept, user_tags: texts(written['tag_list']).join(',') }
}

/** protocol 2.5: lengths, and what nobody else may have. */
const problemIn = (written: Fields, call: Call, own?: number): Answer | undefined => {
  const outside = (field: string, least: number, most: number): boolean => {
    const { length } = text(written[field]) ?? 'x'.repeat(least)
    return length < least || length > most
  }
  if (outside('login', 3, 70)) return invalidField('login', 'is invalid: 3 to 70 characters')
  if (outside('password', 8, 40)) return invalidField('password', 'is invalid: 8 to 40 characters')
  const taken = UNIQUE.find((field) => {
    const value = text(written[field])
    return value !== undefined && views(call).some((user) => text(user[field]) === value && user['id'] !== own)
  })
  if (taken === undefined) return undefined
  return taken === 'email' ? REFUSED.emailTaken : invalidField(taken, 'has already been taken')
}

/** Signs up, by `CB-AuthKey` where there is no session; does not log in (protocol 2.5, 1.3). */
const create = (call: Call): Answer => {
  const { input, store, settings, session, signUpKey } = call
  if (session === undefined && signUpKey !== settings.authKey) return REFUSED.unauthorized
  const written = fieldsOf(input['user'])
  const [login, email, password] = [text(written['login']), text(written['email']), text(written['password'])]
  if ((login ?? email) === undefined) return invalid('login or email is required')
  if (password === undefined) return invalidField('password', "can't be blank")
  const user = { login: login ?? null, email: email ?? null, password, profile: profileOf(written) }
  return problemIn(written, call) ?? json({ user: userView(store.addUser(user)) }, 201)
}

/** Only oneself; a new password needs the old one (protocol 2.5). */
const update = (call: UserCall): Answer => {
  const { input, store, user } = call
  if (call.params['id'] !== String(user.id)) return REFUSED.role
  const written = fieldsOf(input['user'])
  const password = text(written['password'])
  if (password !== undefined && text(written['old_password']) !== user.password) return REFUSED.badPassword
  const changed: Partial<User> = {
    password: password ?? user.password,
    login: text(written['login']) ?? user.login,
    email: text(written['email']) ?? user.email,
    profile: { ...user.profile, ...profileOf(written) },
    updatedAt: Date.now(),
  }
  return problemIn(written, call, user.id) ?? json({ user: userView(store.users.patch(user, changed)) })
}

const isPrimary = (condition: Json | undefined): boolean =>
  condition !== undefined && (!isFields(condition) || Object.keys(condition).some((key) => PRIMARY.includes(key)))

/** At least one stand-alone field with a primary operator (protocol 2.5). */
const search = (call: Call): Answer => {
  const { input } = call
  if (!ALONE.some((field) => isPrimary(input[field]))) return invalid('A filter by a stand-alone field is required')
  const prefixes = Object.values(input).flatMap((value) => text(fieldsOf(value)['start_with']) ?? [])
  if (prefixes.some((value) => value.length < 4)) return invalid('start_with takes at least 4 characters')
  const limited = prefixes.length > 0 ? { ...input, limit: 5 } : input
  return json(query(views(call), limited, [...ALONE, ...DATES], {}))
}

/** `filter[]=number+id+in+1,2` and `order=asc+string+login`: off in new applications (protocol 2.5). */
const listV1 = (call: Call): Answer => {
  const { input, settings } = call
  if (!settings.usersV1) return REFUSED.noUserList
  const filters = [input['filter'] ?? []].flat().map((filter) => (text(filter) ?? '').split(/[ +]/))
  const wanted = filters.map(([, field = '', name = 'eq', ...value]) => [field, { [name]: value.join(' ') }] as const)
  const [direction = 'asc', , field = 'id'] = (text(input['order']) ?? '').split(/[ +]/)
  const found = filterBy(views(call), Object.fromEntries(wanted), [...ALONE, ...DATES])
  return json(numberedPage(sortBy(found, { [`sort_${direction}`]: field }), input, 'user'))
}

/** By one field of the query or the path: the user, or those of a name or with any of the tags, paged. */
const lookup = (field: string, parameter = field, several = false): Handler =>
  forSession((call) => {
    const valuesOf = (value: Json = null) => (field === 'user_tags' ? texts(value) : [text(value)])
    const wanted = valuesOf(call.input[parameter] ?? call.params[parameter])
    const matches = (value: string | undefined): boolean => value !== undefined && wanted.includes(value)
    const found = views(call).filter((user) => valuesOf(user[field]).some(matches))
    const [first] = found
    if (first === undefined) return REFUSED.notFound
    return json(several ? numberedPage(found, call.input, 'user') : { user: first })
  })

/** Only oneself (protocol 2.5). */
const remove = ({ store, user, params }: UserCall): Answer => {
  const { id, external_id: externalId = '' } = params
  if (id !== String(user.id) && text(user.profile['external_id']) !== externalId) return REFUSED.role
  store.users.remove(user.id)
  store.closeSessions((session) => session.userId === user.id)
  return emptyText()
}

/** No mail is sent here (protocol 9, A5). */
const resetPassword = forSession(({ input, store }) => {
  const isKnown = store.users.all().some(({ email }) => email !== null && email === text(input['email']))
  return isKnown ? emptyText() : REFUSED.notFound
})

/** protocol 2.5: undocumented, used by the official SDK. */
const online = (call: UserCall): Answer => {
  const users = views(call).filter(({ id }) => call.hub.availableOf(Number(id)).length > 0)
  return json(flag(call.input['count']) ? { count: users.length } : { users: slice(users, call.input) })
}

/** protocol 2.5; fixed paths before those with parameters. */
export const userRoutes: Routes = {
  'POST /users': create,
  'GET /users': forSession(listV1),
  'GET /users/v2': forSession(search),
  'GET /users/online': forUser(online),
  'GET /users/password/reset': resetPassword,
  'POST /users/password/reset': resetPassword,
  ...Object.fromEntries(UNIQUE.map((field) => [`GET /users/by_${field}`, lookup(field)])),
  'GET /users/phone': lookup('phone'),
  'GET /users/external/:external_id': lookup('external_id'),
  'GET /users/by_full_name': lookup('full_name', 'full_name', true),
  'GET /users/by_tags': lookup('user_tags', 'tags', true),
  'GET /users/:id': lookup('id'),
  'PUT /users/:id': forUser(update),
  'DELETE /users/external/:external_id': forUser(remove),
  'DELETE /users/:id': forUser(remove),
}
