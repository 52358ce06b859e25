import { createHmac } from 'node:crypto'
import { fieldsOf, flag, isFields, isList, text, type Fields, type Json } from '../json.js'
import type { User } from '../state/rows.js'
import { REFUSED, type Answer } from './answer.js'
import type { Call } from './call.js'

export type SignIn = { readonly user: User } | { readonly refused: Answer }

const flatten = (value: Json, name: string): string[] => {
  if (isList(value)) return value.flatMap((item) => flatten(item, `${name}[]`))
  if (!isFields(value)) return [`${name}=${text(value) ?? ''}`]
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, name === '' ? key : `${name}[${key}]`))
}

/** HMAC-SHA1 over all other parameters, flattened and sorted by key (protocol 2.1). */
export const signatureOf = ({ signature: _itself, ...signed }: Fields, secret: string): string => {
  const pairs = flatten(signed, '').sort((a, b) => ((a.split('=')[0] ?? '') < (b.split('=')[0] ?? '') ? -1 : 1))
  return createHmac('sha1', secret).update(pairs.join('&')).digest('hex')
}

/** protocol 2.1. */
const guest = (credentials: Fields, { store }: Call): User =>
  store.addUser({
    login: `guest_login_${store.ids.objectId()}`,
    email: null,
    password: store.ids.token(),
    profile: { full_name: text(credentials['full_name']) ?? null },
    isGuest: true,
  })

/** The user of a token, made when new; the password is nobody's (protocol 2.1, 2.4). */
const identified = (provider: string, token: string, { store, settings }: Call): User | undefined => {
  const identity = settings.provider(provider, token)
  if (identity === undefined) return undefined
  const { email = null, ...profile } = identity
  const isHers =
    (user: User) =>
    ([field, value]: [string, Json]): boolean =>
      (field === 'email' ? user.email : user.profile[field]) === value
  const found = store.users.all().find((user) => Object.entries(identity).every(isHers(user)))
  return found ?? store.addUser({ login: null, email: text(email) ?? null, password: store.ids.token(), profile })
}

/** facebook and twitter have `keys`, firebase a field of its own (protocol 2.1). */
const byProvider = (provider: string, call: Call): SignIn => {
  const { input } = call
  const token = text(fieldsOf(input['keys'])['token']) ?? text(fieldsOf(input[provider])['access_token'])
  const user = token === undefined || provider === 'custom' ? undefined : identified(provider, token, call)
  return user === undefined ? { refused: REFUSED.badToken } : { user }
}

/** Unknown logins are made on the fly, or are tokens of an own identity provider (protocol 2.1, 2.4). */
const byPassword = (credentials: Fields, call: Call): SignIn => {
  const { store, settings } = call
  const login = text(credentials['login'])
  const email = text(credentials['email'])
  const password = text(credentials['password'])
  const refused = { refused: REFUSED.unauthorized }
  const found = store.users.all().find((user) => (login === undefined ? user.email === email : user.login === login))
  if (found === undefined && login !== undefined && settings.customIdentity) {
    const user = identified('custom', login, call)
    return user === undefined ? refused : { user }
  }
  if (password === undefined || (login ?? email) === undefined || found?.isGuest === true) return refused
  if (found !== undefined) return found.password === password ? { user: found } : { refused: REFUSED.badPassword }
  if (!settings.autoCreateUsers) return refused
  return { user: store.addUser({ login: login ?? null, email: email ?? null, password }) }
}

/** Login or email with password, a guest, a provider's token; unknown users are made (protocol 2.1, 2.2, 2.4). */
export const signIn = (call: Call): SignIn => {
  const { input } = call
  const provider = text(input['provider'])
  if (provider !== undefined) return byProvider(provider, call)
  const credentials = input['user'] === undefined ? input : fieldsOf(input['user'])
  return flag(credentials['guest']) ? { user: guest(credentials, call) } : byPassword(credentials, call)
}
