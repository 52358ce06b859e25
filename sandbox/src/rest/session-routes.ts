import { text, type Fields } from '../json.js'
import type { RestSession } from '../state/rows.js'
import { emptyText, iso, json, REFUSED, type Answer } from './answer.js'
import { forSession, forUser, type Call, type Routes } from './call.js'
import { signatureOf, signIn } from './sign-in.js'
import { userView } from './user-view.js'

/** protocol 2.1; an application session has a null user id. */
const sessionView = ({ store, settings }: Call, session: RestSession): Fields => {
  const user = store.users.byId(session.userId)
  return {
    id: session.number,
    user_id: session.userId,
    application_id: settings.appId,
    token: session.id,
    ts: Math.floor(session.createdAt / 1000),
    created_at: iso(session.createdAt),
    updated_at: iso(session.createdAt),
    ...(user === undefined ? { nonce: session.number } : { user: userView(user) }),
  }
}

/** protocol 2.1: without user and provider a session of the application. */
const create = (call: Call): Answer => {
  const { input, store, settings } = call
  const known = text(input['application_id']) === String(settings.appId) && text(input['auth_key']) === settings.authKey
  if (!known) return REFUSED.unauthorized
  const signature = text(input['signature'])
  if (signature !== undefined && signature !== signatureOf(input, settings.authSecret)) return REFUSED.badSignature
  const opened = (userId: number | null): Answer => json({ session: sessionView(call, store.openSession(userId)) }, 201)
  if (input['user'] === undefined && input['provider'] === undefined) return opened(null)
  const outcome = signIn(call)
  return 'refused' in outcome ? outcome.refused : opened(outcome.user.id)
}

/** Sessions, log-in and log-out (protocol 2.1, 2.2). */
export const sessionRoutes: Routes = {
  'POST /session': create,
  'GET /session': forSession((call) => json({ session: sessionView(call, call.session) })),
  'DELETE /session': forSession(({ store, session }) => {
    store.sessions.remove(session.id)
    return emptyText()
  }),
  'DELETE /session/list': forUser(({ store, session }) => {
    store.closeSessions(({ id, userId }) => id !== session.id && userId === session.userId)
    return emptyText()
  }),
  'DELETE /session/:id': forUser(({ store, session, params }) => {
    store.closeSessions(({ number, userId }) => String(number) === params['id'] && userId === session.userId)
    return emptyText()
  }),
  'POST /login': forSession((call) => {
    const outcome = signIn(call)
    if ('refused' in outcome) return outcome.refused
    call.store.sessions.patch(call.session, { userId: outcome.user.id })
    return json({ user: userView(outcome.user) }, 202)
  }),
  'DELETE /login': forSession(({ store, session }) => {
    store.sessions.patch(session, { userId: null })
    return emptyText()
  }),
}
