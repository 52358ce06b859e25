import { text, type Fields } from '../json.js'
import type { Settings } from '../options.js'
import type { RestSession } from '../state/rest-sessions.js'
import type { Store } from '../state/store.js'
import { emptyText, json, REFUSED, type Answer } from './answer.js'
import type { Route } from './call.js'
import { iso } from './dates.js'
import { credentialsOf, signIn } from './sign-in.js'
import { userView } from './user-view.js'

/** protocol 2.1; an application session has a null user id. */
const sessionView = (session: RestSession, store: Store, settings: Settings): Fields => {
  const user = session.userId === undefined ? undefined : store.users.byId(session.userId)
  return {
    id: session.id,
    user_id: session.userId ?? null,
    application_id: settings.appId,
    token: session.token,
    ts: Math.floor(session.createdAt / 1000),
    created_at: iso(session.createdAt),
    updated_at: iso(session.updatedAt),
    ...(user === undefined ? { nonce: session.id } : { user: userView(user) }),
  }
}

const create = (body: Fields, store: Store, settings: Settings): Answer => {
  const known = text(body['application_id']) === String(settings.appId) && text(body['auth_key']) === settings.authKey
  if (!known) return REFUSED.unauthorized
  const opened = (userId: number | undefined): Answer =>
    json({ session: sessionView(store.sessions.open(userId), store, settings) }, 201)
  if (body['user'] === undefined) return opened(undefined)
  const outcome = signIn(credentialsOf(body), store, settings)
  return 'refused' in outcome ? outcome.refused : opened(outcome.user.id)
}

/** Sessions, log-in and log-out (protocol 2.1, 2.2). */
export const sessionRoutes = (store: Store, settings: Settings): Route[] => [
  { method: 'POST', path: '/session', open: true, handle: ({ body }) => create(body, store, settings) },
  {
    method: 'GET',
    path: '/session',
    handle: ({ session }) =>
      session === undefined ? REFUSED.expired : json({ session: sessionView(session, store, settings) }),
  },
  {
    method: 'DELETE',
    path: '/session',
    handle: ({ session }) => {
      if (session !== undefined) store.sessions.close(session)
      return emptyText()
    },
  },
  {
    method: 'DELETE',
    path: '/session/list',
    handle: ({ session }) => {
      store.sessions.closeWhere((item) => item !== session && item.userId === session?.userId)
      return emptyText()
    },
  },
  {
    method: 'POST',
    path: '/login',
    handle: ({ body, session }) => {
      const outcome = signIn(credentialsOf(body), store, settings)
      if ('refused' in outcome) return outcome.refused
      if (session !== undefined) session.userId = outcome.user.id
      return json({ user: userView(outcome.user) }, 202)
    },
  },
  {
    method: 'DELETE',
    path: '/login',
    handle: ({ session }) => {
      if (session !== undefined) session.userId = undefined
      return emptyText()
    },
  },
]
