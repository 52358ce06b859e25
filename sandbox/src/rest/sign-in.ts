import { fieldsOf, flag, text, type Fields } from '../json.js'
import type { Settings } from '../options.js'
import type { Store } from '../state/store.js'
import type { User } from '../state/users.js'
import { REFUSED, type Answer } from './answer.js'

export type SignIn = { readonly user: User } | { readonly refused: Answer }

const guest = (credentials: Fields, store: Store): User =>
  store.users.add({
    login: `guest_login_${store.ids.objectId()}`,
    email: null,
    password: store.ids.token(),
    profile: { full_name: text(credentials['full_name']) ?? null },
    isGuest: true,
  })

/** Login or email with password, or a guest; unknown users are made (protocol 2.1). */
export const signIn = (credentials: Fields, store: Store, settings: Settings): SignIn => {
  if (flag(credentials['guest'])) return { user: guest(credentials, store) }
  const login = text(credentials['login'])
  const email = text(credentials['email'])
  const password = text(credentials['password'])
  if (password === undefined || (login ?? email) === undefined) return { refused: REFUSED.unauthorized }
  const found = login === undefined ? store.users.byEmail(email ?? '') : store.users.byLogin(login)
  if (found !== undefined) {
    if (found.isGuest) return { refused: REFUSED.unauthorized }
    if (found.password !== password) return { refused: REFUSED.badPassword }
    found.lastRequestAt = Date.now()
    return { user: found }
  }
  if (!settings.autoCreateUsers) return { refused: REFUSED.unauthorized }
  return { user: store.users.add({ login: login ?? null, email: email ?? null, password }) }
}

/** The credentials of a body, nested under `user` or at its top level (protocol 2.2). */
export const credentialsOf = (body: Fields): Fields => (body['user'] === undefined ? body : fieldsOf(body['user']))
